"""The price table: what one job costs by work, speed, version and size, and from when on. Rows are only added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jobs.actions import RULES, Action
from jobs.tariff import Cell, Mode, Size, Table, Work, looked_up
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Verb
from mjweb.quotas.units import plain

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # of the prices that a site starts with


def day_of(moment: datetime) -> str:
    """'1 December 2026', by the site's calendar."""
    return date_format(timezone.localtime(moment, timezone.get_default_timezone()), "j F Y")


@dataclass(frozen=True, slots=True)
class Step:
    """A price that came: what it is, what it was, and how long it holds. `row` is who brought it and when."""

    row: Price
    before: int | None
    until: datetime | None = None

    @property
    def since(self) -> datetime:
        return self.row.valid_from

    @property
    def cell(self) -> Cell:
        return self.row.cell

    @property
    def is_first(self) -> bool:
        return self.row.valid_from == BEGINNING

    @property
    def last_day(self) -> str:
        return day_of(self.until) if self.until else ""

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Book:
    """All rows in the order in which they come to hold."""

    rows: tuple[Price, ...] = ()
    version: tuple[Any, ...] | None = None  # of the newest row its number and when it was added

    def at(self, moment: datetime) -> Table:
        """What holds at a moment."""
        return {row.cell: row.amount for row in self.rows if row.valid_from <= moment}

    def steps(self) -> list[Step]:
        """Every change of a price, in the order of their days; what was taken back before it held is none."""
        found: list[Step] = []
        last: dict[Cell, int] = {}  # of each cell the place of its last step
        table: Table = {}
        for row in {(row.cell, row.valid_from): row for row in self.rows}.values():
            before = looked_up(table, row.cell)
            table[row.cell] = row.amount
            if row.amount == before:
                continue
            if row.cell in last:
                earlier = found[last[row.cell]]
                found[last[row.cell]] = Step(earlier.row, earlier.before, row.valid_from)
            last[row.cell] = len(found)
            found.append(Step(row, before))
        return found


class PriceQuerySet(models.QuerySet["Price"]):
    kept: ClassVar[Book] = Book()  # of this process

    def book(self) -> Book:
        """All prices there are; one small query tells whether what this process knows is still all."""
        # Written out: a press asks several times, and a queryset would take ten times as long.
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, created_at FROM jobs_price ORDER BY id DESC LIMIT 1")
            newest = cursor.fetchone()
        if newest is None:
            return Book()
        book = PriceQuerySet.kept
        if book.version != newest:
            rows = sorted(self, key=lambda row: (row.valid_from, row.pk))
            PriceQuerySet.kept = book = Book(tuple(rows), newest)
        return book

    def table(self) -> Table:
        """What holds now."""
        return self.book().at(timezone.now())

    def quote(self, action: Action, mode: str, version: str = "", table: Table | None = None) -> int:
        """What one job costs now, in thousandths. The quote is what is charged."""
        rule = RULES[action]
        found = looked_up(self.table() if table is None else table, Cell(rule.price, mode, version, rule.size))
        assert found is not None, f"no price of {rule.price} in {mode}"
        return found

    @transaction.atomic
    def add(self, by: By, cell: Cell, amount: int, valid_from: datetime | None = None) -> Price:
        """A price of a cell from a moment on, which is not in the past; None: from now on. Raises ValueError."""
        self._lock()
        return self._add(by, [(cell, amount)], valid_from)[0]

    @transaction.atomic
    def change(self, by: By, opened: Table, wanted: Table, valid_from: datetime | None = None) -> list[Price] | None:
        """Bring what differs from `opened` to `wanted` from a moment on, all or nothing; None: from now on.

        None, and nothing is added, when the table is no longer the one that `by` had before their eyes, `opened`.
        """
        self._lock()
        table = self.table()
        changes = [(cell, amount) for cell, amount in wanted.items() if table.get(cell) != amount]
        if changes and table != opened:
            return None
        return self._add(by, changes, valid_from)

    @transaction.atomic
    def take_back(self, by: By, pk: int) -> bool:
        """Let a price that is to come be what would hold without it; False where it is none, or holds already."""
        self._lock()
        coming = self.filter(pk=pk, valid_from__gt=timezone.now()).first()
        if coming is None:
            return False
        book = self.book()
        others = [row for row in book.rows if (row.cell, row.valid_from) != (coming.cell, coming.valid_from)]
        amount = looked_up(Book(tuple(others)).at(coming.valid_from), coming.cell)
        if amount is None or amount == looked_up(book.at(coming.valid_from), coming.cell):
            return False
        self._add(by, [(coming.cell, amount)], coming.valid_from)
        return True

    def _lock(self) -> None:
        """Of two operators at once the second sees what the first did."""
        self.select_for_update().order_by("pk").values_list("pk").first()

    def _add(self, by: By, changes: list[tuple[Cell, int]], valid_from: datetime | None) -> list[Price]:
        now = timezone.now()
        starts = valid_from or now
        if starts < now:
            raise ValueError("a price cannot change what was")
        table = self.book().at(starts)
        added = []
        for cell, amount in changes:
            before = looked_up(table, cell)
            price = self.create(**cell._asdict(), amount=amount, valid_from=starts, created_at=now, by=by.user)
            how = f"{'' if before is None else plain(before)} → {plain(amount)}"
            detail = (
                gettext("%(change)s from %(day)s") % {"change": how, "day": price.first_day} if starts > now else how
            )
            Entry.objects.write(by, Verb.PRICE_CHANGED, subject=cell.what, detail=detail)
            added.append(price)
        return added

    def update(self, **_kwargs: Any) -> NoReturn:
        """Not here: another price is another row."""
        raise TypeError("a price is never changed")

    def delete(self) -> NoReturn:
        """Not here, for the same reason."""
        raise TypeError("a price is never deleted")


class Price(models.Model):
    """One price from a moment on, until another of the same cell holds; `amount` in thousandths of a unit."""

    work = models.CharField(_("work"), max_length=20, choices=Work.choices)
    mode = models.CharField(_("speed"), max_length=5, choices=Mode.choices)
    version = models.CharField(_("version"), max_length=10, blank=True)
    size = models.CharField(_("size"), max_length=10, choices=Size.choices, blank=True)
    amount = models.PositiveIntegerField(_("price"))
    valid_from = models.DateTimeField(_("valid from"), default=BEGINNING)
    created_at = models.DateTimeField(_("added"), default=BEGINNING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="prices", null=True, verbose_name=_("by")
    )

    objects: ClassVar[PriceQuerySet] = PriceQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__gte=models.F("created_at")), name="no_price_of_the_past"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cell.what}: {plain(self.amount)}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a price is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("a price is never deleted")

    @property
    def cell(self) -> Cell:
        return Cell(self.work, self.mode, self.version, self.size)

    @property
    def is_coming(self) -> bool:
        return self.valid_from > timezone.now()

    @property
    def first_day(self) -> str:
        """'1 December 2026', by the site's calendar."""
        return day_of(self.valid_from)
