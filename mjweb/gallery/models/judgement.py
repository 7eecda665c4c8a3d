"""What came of a picture in the last review it was in: one row for each picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture


class Ruling(models.TextChoices):
    """What may be thought of a picture, the strictest last."""

    APPROVED = "approved", _("Approved")
    CHANGE = "change", _("To change")
    REJECTED = "rejected", _("Rejected")


class JudgementQuerySet(models.QuerySet["Judgement"]):
    def settle(self, picture: Picture, rulings: Sequence[Ruling]) -> None:
        """The strictest of what the guests of one link say is what came of it; nothing is where nobody says anything.

        A later review replaces an earlier one: a picture that was changed is not rejected for ever.
        """
        if not rulings:
            self.filter(picture=picture).delete()
            return
        strictest = max(rulings, key=list(Ruling).index)
        self.update_or_create(picture=picture, defaults={"ruling": strictest})


class Judgement(models.Model):
    """Triggers put a label on its picture (` japproved `), by which the index finds it newest first."""

    picture = models.OneToOneField(Picture, on_delete=models.CASCADE, related_name="judgement", primary_key=True)
    ruling = models.CharField(_("verdict"), max_length=8, choices=Ruling.choices)

    objects: ClassVar[JudgementQuerySet] = JudgementQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")

    def __str__(self) -> str:
        return f"{self.ruling}: picture {self.picture_id}"
