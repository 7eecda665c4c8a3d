"""Holding, settling and returning in windows, and changing what is in one: each a guarded statement and its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models, transaction
from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.facets import Facets
from mjweb.quotas.models.line import Kind, Line
from mjweb.quotas.models.tally import Tally
from mjweb.quotas.spans import Span
from mjweb.quotas.warnings import level_of, warn

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

    from mjweb.accounts.models import User
    from mjweb.quotas.models.window import Window

# One statement each that guards, moves and says what is left, where the ORM would need two. No row: it did not fit.
_HOLD = (
    "UPDATE quotas_window SET held = held + %s "
    'WHERE id = %s AND (is_soft OR "limit" >= used + held + %s) RETURNING "limit" - used - held, "limit", warned'
)
_SETTLE = 'UPDATE quotas_window SET held = held - %s, used = used + %s WHERE id = %s RETURNING "limit" - used - held'
_RETURN = 'UPDATE quotas_window SET held = held - %s WHERE id = %s RETURNING "limit" - used - held, owed'
_LINES = (
    "INSERT INTO quotas_line (window_id, kind, amount, balance, reference, label, reason, actor_id, "
    "space_id, user_id, day, speed, work, project, key, at) VALUES "
)
_PLACES = f"({', '.join(['%s'] * 16)})"


class HoldingQuerySet(models.QuerySet["Window"]):
    """Everybody takes several windows in the order of their numbers: two who wait for each other cannot be."""

    def hold(
        self, windows: Sequence[Window], amount: int, reference: str, label: str, facets: Facets | None = None
    ) -> None:
        """Set `amount` aside for `reference` in each window. Raises NotEnough, of the narrowest, when it does not fit.

        `facets` are kept with the line that tells it; without any it stands in no ledger of a person or a team.

        Call it inside the transaction that makes the thing paid for: after a refusal that one must not stand.
        """
        lines, crossed = [], []
        teller = _teller(windows) if facets else None
        with connection.cursor() as cursor:
            for number, window in enumerate(windows):
                cursor.execute(_HOLD, [amount, window.pk, amount])
                row = cursor.fetchone()
                if row is None:
                    raise self._refusal(windows, amount, windows[:number])
                told = facets if window.pk == teller else None
                balance, limit, warned = row
                lines.append(_row(window.pk, Kind.HOLD, amount, balance, reference, label, facets=told))
                if (level := level_of(balance, limit)) > warned:
                    crossed.append((window, level))
            if lines:
                _write(cursor, lines)
        for window, level in crossed:
            if self.filter(pk=window.pk, warned__lt=level).update(warned=level):
                warn(window, level)

    def _refusal(self, windows: Sequence[Window], amount: int, taken: Sequence[Window]) -> NotEnough:
        """Why not: by the window with the least left, those that were taken already counted as before."""
        back = {window.pk: amount for window in taken}
        hard = self.filter(pk__in=[window.pk for window in windows], is_soft=False).select_related("purse")
        # Where two have the same left, the one that keeps the person waiting longer is what they need to know.
        lefts = {window: window.left + back.get(window.pk, 0) for window in hard.order_by("-ends", "pk")}
        narrowest = min(lefts, key=lambda window: lefts[window])
        return narrowest.refusal(amount, lefts[narrowest])

    def settle(self, reference: str) -> None:
        """Turn the holds of `reference` into spending; a second settlement is refused by the database."""
        lines = []
        holds = list(Line.objects.holds(reference))
        with connection.cursor() as cursor:
            for hold in holds:
                cursor.execute(_SETTLE, [hold.amount, hold.amount, hold.window_id])
                balance, told = cursor.fetchone()[0], hold.facets
                lines.append(_row(hold.window_id, Kind.SETTLE, hold.amount, balance, reference, hold.label, "", told))
            if lines:
                _write(cursor, lines)
        for hold in holds:
            if hold.facets:
                Tally.objects.spend(hold.facets, hold.amount)

    def give_back(self, reference: str, reason: str) -> None:
        """Return the holds of `reference`, each to where it was held."""
        for hold in Line.objects.holds(reference):
            with connection.cursor() as cursor:
                cursor.execute(_RETURN, [hold.amount, hold.window_id])
                balance, owed = cursor.fetchone()
                told, label = hold.facets, hold.label
                _write(
                    cursor, [_row(hold.window_id, Kind.RETURN, hold.amount, balance, reference, label, reason, told)]
                )
            if told:
                Tally.objects.give_back(told, hold.amount, reason)
            if owed:
                self.change(self.get(pk=hold.window_id), 0, Kind.CORRECT, label=str(_("Taken back after a cut")))

    @transaction.atomic
    def change(
        self,
        window: Window,
        amount: int,
        kind: Kind,
        *,
        label: str,
        reason: str = "",
        actor: User | None = None,
        is_soft: bool | None = None,
    ) -> None:
        """Grant or correct by `amount`. A hard window is never overdrawn by it: what a cut cannot take, it owes.

        What is owed is taken as soon as something comes back, or is set off against what is granted next.
        """
        row = self.select_for_update().get(pk=window.pk)
        row.is_soft = row.is_soft if is_soft is None else is_soft
        before, wanted = row.limit, row.limit - row.owed + amount
        row.limit = wanted if row.is_soft else max(wanted, row.used + row.held)
        row.owed = row.limit - wanted
        row.save(update_fields=["limit", "owed", "is_soft"])
        window.limit, window.owed, window.is_soft = row.limit, row.owed, row.is_soft
        balance, moved = row.limit - row.used - row.held, row.limit - before
        if kind is Kind.CORRECT:
            Line.objects.write(row.pk, kind, moved, balance, label=label, reason=reason, actor=actor)
            return
        Line.objects.write(row.pk, kind, amount, balance + amount - moved, label=label, reason=reason, actor=actor)
        if moved != amount:
            Line.objects.write(row.pk, Kind.CORRECT, moved - amount, balance, label=str(_("Set off against a cut")))

    # Looking whether it adds up ---------------------------------------------------------------------------------------

    def wrong(self) -> list[tuple[Window, Sums]]:
        """The windows that are not what their lines add up to, each with what it should be; two queries in all."""
        of_window = Line.objects.order_by().values("window")
        sums = {row["window"]: Sums.of(row) for row in of_window.annotate(**_SUMS)}
        nothing = Sums(0, 0, 0)
        return [
            (window, sums.get(window.pk, nothing))
            for window in self.order_by("pk").select_related("purse").iterator(chunk_size=2000)
            if Sums(window.limit, window.used, window.held) != sums.get(window.pk, nothing)
        ]

    @transaction.atomic
    def rebuild(self, window: Window) -> Sums:
        """Make a window what its lines add up to. Raises IntegrityError where these overdraw it."""
        self.select_for_update().get(pk=window.pk)
        sums = Sums.of(Line.objects.filter(window=window).aggregate(**_SUMS))
        self.filter(pk=window.pk).update(limit=sums.limit, used=sums.used, held=sums.held)
        return sums


@dataclass(frozen=True, slots=True)
class Sums:
    """What lines make of a window."""

    limit: int
    used: int
    held: int

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        return cls(row["grant"] + row["correct"], row["settle"], row["hold"] - row["settle"] - row["return"])


_SUMS = {kind.value: Sum("amount", filter=Q(kind=kind), default=0) for kind in Kind}


def _teller(windows: Sequence[Window]) -> int | None:
    """Whose line tells the story, of several: the person's own month, else their longest window."""
    own = [window for window in windows if window.purse.whose is Whose.PERSON]
    return max(own, key=lambda window: (window.span == Span.MONTH, window.ends)).pk if own else None


def _row(
    window: int,
    kind: Kind,
    amount: int,
    balance: int,
    reference: str,
    label: str,
    reason: str = "",
    facets: Facets | None = None,
) -> tuple[str | int | None, ...]:
    return window, kind.value, amount, balance, reference, label[:200], reason[:200], None, *_told(facets)


def _told(facets: Facets | None) -> tuple[str | int | None, ...]:
    """The columns by which a line is found and counted; empty in a line that another one tells."""
    if facets is None:
        return None, None, None, "", "", None, None
    day = connection.ops.adapt_datefield_value(facets.day)
    words = facets.speed, facets.work, facets.project or None, facets.key or None
    return facets.space, facets.user, day, *words


def _write(cursor: CursorWrapper, rows: Sequence[tuple[str | int | None, ...]]) -> None:
    """All lines of a thing by one statement, which the ORM would take longer to put together than the disk to keep."""
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    places = ", ".join([_PLACES] * len(rows))
    cursor.execute(f"{_LINES}{places}", [value for row in rows for value in (*row, at)])
