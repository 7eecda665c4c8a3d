"""One file of an arrival: a picture, an archive of some, or a picture inside of one; and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture
from mjweb.gallery.models.arrival import Arrival


class Outcome(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    OPENED = "opened", _("Opened")  # an archive: its files have rows of their own
    IMPORTED = "imported", _("Imported")
    KNOWN = "known", _("Here already")
    REFUSED = "refused", _("Refused")


class ArrivedFileQuerySet(models.QuerySet["ArrivedFile"]):
    def waiting(self) -> ArrivedFileQuerySet:
        return self.filter(outcome=Outcome.WAITING)

    def pictures(self) -> ArrivedFileQuerySet:
        """Without the archives that were opened."""
        return self.exclude(outcome=Outcome.OPENED)

    def in_order(self) -> ArrivedFileQuerySet:
        return self.order_by("number")

    def begin(self, pk: int) -> None:
        """Write down that somebody is at it: a file that stops a process shall not stop it for ever."""
        self.filter(pk=pk).update(tries=F("tries") + 1)

    def counts(self) -> dict[str, int]:
        """How many there are of each outcome."""
        counted = self.pictures().order_by().values_list("outcome").annotate(models.Count("pk"))
        return dict.fromkeys(Outcome.values, 0) | dict(counted)


class ArrivedFile(models.Model):
    """`stored` is its name in the storage; `place` is where it stands in the archive of that name, from 0 on.

    `told` is what the archive's manifest says of it.
    """

    arrival = models.ForeignKey(Arrival, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=200)
    stored = models.CharField(max_length=200)
    place = models.PositiveIntegerField(null=True, blank=True)
    told = models.JSONField(default=dict)
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    sentence = models.CharField(max_length=300, blank=True)
    picture = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[ArrivedFileQuerySet] = ArrivedFileQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("arrived file")
        verbose_name_plural = _("arrived files")
        constraints = [models.UniqueConstraint(fields=["arrival", "number"], name="one_arrived_file_a_number")]

    def __str__(self) -> str:
        return f"file {self.number} of arrival {self.arrival_id}"

    def end(self, outcome: Outcome, sentence: str = "", picture: Picture | None = None) -> None:
        """What became of it; the first word counts."""
        waiting = ArrivedFile.objects.waiting().filter(pk=self.pk)
        waiting.update(outcome=outcome, sentence=sentence[:300], picture=picture)
