"""The daily roll-ups of the ledger: what was spent and returned on one day, by one thing that tells it apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Count, F, Sum
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Team, User
from mjweb.quotas.facets import Facets
from mjweb.quotas.models.line import Kind, Line


class Facet(models.TextChoices):
    """What a tally is by. Every settled hold counts once by each of the first two, and by the others it has."""

    SPEED = "speed", _("Speed")
    WORK = "work", _("Work")
    PROJECT = "project", _("Project")
    KEY = "key", _("API key")
    RETURN = "return", _("Why it was returned")


LONGEST = 40  # of a value: whoever gives a longer reason is counted by how it begins
SPENT = (Facet.SPEED, Facet.WORK, Facet.PROJECT, Facet.KEY)
ALWAYS = (Facet.SPEED, Facet.WORK)
# An addition that neither reads first nor loses what another adds meanwhile; SQLite and PostgreSQL both know it.
_ADD = (
    "INSERT INTO quotas_tally (space_id, user_id, day, facet, value, amount, count) VALUES {rows} "
    "ON CONFLICT (space_id, facet, day, user_id, value) "
    "DO UPDATE SET amount = quotas_tally.amount + excluded.amount, count = quotas_tally.count + 1"
)
_ROW = "(%s, %s, %s, %s, %s, %s, 1)"
Key = tuple[int, int, date, str, str]  # space, user, day, facet, value
Sums = tuple[int, int]  # amount, count


@dataclass(frozen=True, slots=True)
class Difference:
    """A tally that is not what its lines add up to."""

    key: Key
    found: Sums
    right: Sums


class TallyQuerySet(models.QuerySet["Tally"]):
    # Adding up --------------------------------------------------------------------------------------------------------

    def spend(self, facets: Facets, amount: int) -> None:
        """Count a settled hold; one statement, inside the transaction that settles."""
        words = [(facet, str(getattr(facets, facet.value))) for facet in SPENT]
        self._add(facets, [(facet, word) for facet, word in words if word or facet in ALWAYS], amount)

    def give_back(self, facets: Facets, amount: int, reason: str) -> None:
        """Count a returned hold, by the word that says why."""
        self._add(facets, [(Facet.RETURN, reason[:LONGEST])], amount)

    def _add(self, facets: Facets, words: list[tuple[Facet, str]], amount: int) -> None:
        day = connection.ops.adapt_datefield_value(facets.day)
        values = [(facets.space, facets.user, day, facet.value, word, amount) for facet, word in words]
        with connection.cursor() as cursor:
            cursor.execute(_ADD.format(rows=", ".join([_ROW] * len(values))), [cell for row in values for cell in row])

    # Reading ----------------------------------------------------------------------------------------------------------

    def of(self, user: User) -> TallyQuerySet:
        """What a person spent, wherever."""
        return self.filter(user_id=user.pk)

    def in_space(self, team: Team) -> TallyQuerySet:
        """What was spent in a team's space, by whomever."""
        return self.filter(space_id=team.pk)

    def between(self, first: date, last: date) -> TallyQuerySet:
        return self.filter(day__gte=first, day__lte=last)

    def by_day(self) -> dict[tuple[date, str], int]:
        """By day and speed what was spent."""
        rows = self.filter(facet=Facet.SPEED).order_by().values_list("day", "value").annotate(sum=Sum("amount"))
        return {(day, speed): amount for day, speed, amount in rows}

    def by(self, facet: Facet) -> dict[str, Sums]:
        """By each value of a facet the amount and how many there were."""
        rows = self.filter(facet=facet).order_by().values_list("value").annotate(sum=Sum("amount"), n=Sum("count"))
        return {value: (amount, count) for value, amount, count in rows}

    def by_person(self) -> dict[int, Sums]:
        """By the id of each person what they spent and on how many things."""
        speeds = self.filter(facet=Facet.SPEED).order_by()
        rows = speeds.values_list("user_id").annotate(sum=Sum("amount"), n=Sum("count"))
        return {user: (amount, count) for user, amount, count in rows}

    # Looking whether it adds up ---------------------------------------------------------------------------------------

    def wrong(self) -> list[Difference]:
        """The tallies that are not what the lines add up to; reads every settlement there is."""
        found: dict[Key, Sums] = {
            (space, user, day, facet, value): (amount, count)
            for space, user, day, facet, value, amount, count in self.order_by().values_list(
                "space_id", "user_id", "day", "facet", "value", "amount", "count"
            )
        }
        right = dict(added_up())
        wrong = {key for key in found.keys() | right.keys() if found.get(key, (0, 0)) != right.get(key, (0, 0))}
        return [Difference(key, found.get(key, (0, 0)), right.get(key, (0, 0))) for key in sorted(wrong)]

    @transaction.atomic
    def rebuild(self) -> int:
        """Make the tallies what the lines add up to; how many there are then."""
        self.all().delete()
        made = [
            Tally(space_id=space, user_id=user, day=day, facet=facet, value=value, amount=amount, count=count)
            for (space, user, day, facet, value), (amount, count) in added_up()
        ]
        self.bulk_create(made, batch_size=1000)
        return len(made)


def added_up() -> Iterator[tuple[Key, Sums]]:
    """What the tallies have to be, by the lines."""
    of_spaces = Line.objects.filter(space__isnull=False).order_by()
    sums = {"sum": Sum("amount"), "n": Count("pk")}
    for facet in Facet:
        kind = Kind.RETURN if facet is Facet.RETURN else Kind.SETTLE
        word = "reason" if facet is Facet.RETURN else facet.value
        lines = of_spaces.filter(kind=kind)
        if facet in SPENT and facet not in ALWAYS:
            lines = lines.exclude(**{word: None})
        told = lines.annotate(word=Left(F(word), LONGEST))
        rows = told.values_list("space_id", "user_id", "day", "word").annotate(**sums)
        for space, user, day, value, amount, count in rows.iterator():
            yield (space, user, day, facet.value, value), (amount, count)


class Tally(models.Model):
    """A cached sum of settlements, or of returns, of one person in one space; `count` says of how many."""

    space = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    facet = models.CharField(max_length=8, choices=Facet.choices)
    value = models.CharField(max_length=LONGEST, blank=True)
    amount = models.BigIntegerField()
    count = models.PositiveBigIntegerField()

    objects: ClassVar[TallyQuerySet] = TallyQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [models.UniqueConstraint(fields=["space", "facet", "day", "user", "value"], name="one_tally")]
        indexes = [models.Index(fields=["user", "facet", "day"], name="tally_of_person")]

    def __str__(self) -> str:
        return f"{self.day} {self.facet} {self.value}: {self.amount}"
