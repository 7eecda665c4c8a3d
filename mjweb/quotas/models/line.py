"""The ledger: one line for each thing that happened to a window; never changed, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Sum, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Team
from mjweb.quotas.facets import Facets
from mjweb.quotas.models.purse import Purse
from mjweb.quotas.spans import Span

if TYPE_CHECKING:
    from mjweb.accounts.models import User


class Kind(models.TextChoices):
    GRANT = "grant", _("Granted")
    HOLD = "hold", _("Held")
    SETTLE = "settle", _("Settled")
    RETURN = "return", _("Returned")
    CORRECT = "correct", _("Corrected")


SETTLEMENTS = (Kind.SETTLE, Kind.RETURN)
_SIGNED = Case(
    When(kind__in=[Kind.GRANT, Kind.RETURN, Kind.CORRECT], then=F("amount")),
    When(kind=Kind.HOLD, then=-F("amount")),
    default=0,
)


class LineQuerySet(models.QuerySet["Line"]):
    def write(
        self,
        window: int,
        kind: Kind,
        amount: int,
        balance: int,
        *,
        reference: str = "",
        label: str = "",
        reason: str = "",
        actor: User | None = None,
    ) -> Line:
        """Add a line; `balance` is what the window has after it."""
        line = Line(
            window_id=window,
            kind=kind,
            amount=amount,
            balance=balance,
            reference=reference,
            label=label[:200],
            reason=reason[:200],
            actor=actor,
            **_whose(window),
        )
        line.save(force_insert=True)
        return line

    def update(self, **kwargs: Any) -> NoReturn:
        """Not here: a line that was wrong is put right by another one."""
        raise TypeError("a ledger line is never changed")

    def delete(self) -> NoReturn:
        """Not here, for the same reason."""
        raise TypeError("a ledger line is never deleted")

    def holds(self, reference: str) -> LineQuerySet:
        return self.filter(reference=reference, kind=Kind.HOLD).order_by("window_id")

    def open(self) -> LineQuerySet:
        """The holds that were neither settled nor returned yet."""
        ended = Line.objects.filter(reference=OuterRef("reference"), window=OuterRef("window"), kind__in=SETTLEMENTS)
        return self.filter(~Exists(ended), kind=Kind.HOLD, window__held__gt=0)

    def of(self, user: User) -> LineQuerySet:
        """A person's ledger: what they asked for wherever it was, told by their own month, and what changed that."""
        return self.filter(user_id=user.pk)

    def in_space(self, team: Team) -> LineQuerySet:
        """A team's ledger: what anybody asked for in its space, and what changed its pool."""
        return self.filter(space_id=team.pk)

    def newest_first(self) -> LineQuerySet:
        return self.order_by("-pk")

    def balance(self) -> int:
        """What these lines add up to: what can still be held."""
        return int(self.aggregate(sum=Sum(_SIGNED, default=0))["sum"])


class Line(models.Model):
    """`amount` is in thousandths and positive but for a correction; `reference` is opaque here (jobs give theirs).

    Of the lines that one thing leaves in several windows, one tells it: that of the person's own month. It alone has
    the columns from `space` to `key` (see Facets), by which ledgers find it and tallies count it. A grant or correction
    of a person's month has their `user`, one of a team's pool the team as `space`.
    """

    window = models.ForeignKey("quotas.Window", on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField()
    balance = models.BigIntegerField()
    reference = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)
    space = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False, null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False, null=True, blank=True
    )
    day = models.DateField(null=True, blank=True)
    speed = models.CharField(max_length=8, blank=True)
    work = models.CharField(max_length=12, blank=True)
    # Null and not empty, so that the indexes of these two hold nothing but what has one.
    project = models.CharField(max_length=20, null=True, blank=True)
    key = models.CharField(max_length=20, null=True, blank=True)

    objects: ClassVar[LineQuerySet] = LineQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        constraints = [
            models.UniqueConstraint(fields=["reference", "window"], condition=Q(kind="hold"), name="one_hold_a_purse"),
            models.UniqueConstraint(
                fields=["reference", "window"], condition=Q(kind__in=["settle", "return"]), name="one_settlement_a_hold"
            ),
            models.CheckConstraint(condition=Q(kind="correct") | Q(amount__gte=0), name="line_amount_positive"),
        ]
        # The second part: one for each filter of a ledger, so that any page of any of them is a few steps in one.
        indexes = [
            models.Index(fields=["window", "-id"], name="line_window"),
            *(
                models.Index(fields=[*fields, "-id"], condition=Q(user__isnull=False), name=f"line_{name}")
                for name, fields in {
                    "mine": ["user"],
                    "mine_kind": ["user", "kind"],
                    "mine_speed": ["user", "speed"],
                    "mine_work": ["user", "work"],
                }.items()
            ),
            *(
                models.Index(fields=[*fields, "-id"], condition=Q(space__isnull=False), name=f"line_{name}")
                for name, fields in {
                    "ours": ["space"],
                    "ours_kind": ["space", "kind"],
                    "ours_speed": ["space", "speed"],
                    "ours_work": ["space", "work"],
                    "ours_user": ["space", "user"],
                }.items()
            ),
            models.Index(fields=["project", "-id"], condition=Q(project__isnull=False), name="line_project"),
            models.Index(fields=["key", "-id"], condition=Q(key__isnull=False), name="line_key"),
            models.Index(fields=["at"], name="line_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("a ledger line is never deleted")

    @property
    def facets(self) -> Facets | None:
        """By what it is told apart; None of a line that another one tells."""
        if self.space_id is None or self.user_id is None or self.day is None:
            return None
        words = {"speed": self.speed, "work": self.work, "project": self.project or "", "key": self.key or ""}
        return Facets(self.space_id, self.user_id, self.day, **words)

    @property
    def change(self) -> int:
        """What the line did to the balance; settling moves nothing, the hold had moved it."""
        return {Kind.HOLD: -self.amount, Kind.SETTLE: 0}.get(Kind(self.kind), self.amount)


def _whose(window: int) -> dict[str, int]:
    """In whose ledger a grant or correction stands: a person's, of their month, or a team's, of its pool."""
    monthly = Purse.objects.filter(windows=window, windows__span=Span.MONTH, api_key=None, project=None)
    user, team = monthly.values_list("user_id", "team_id").first() or (None, None)
    if user and team:  # a part of a pool: nothing that anybody's ledger is about
        return {}
    return {"user_id": user} if user else {"space_id": team} if team else {}
