"""What a person thinks of a picture: favourite, grade, keep or reject."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture

BEST = 5


class Verdict(models.TextChoices):
    """What became of a picture when its person went through."""

    KEEP = "keep", _("Kept")
    REJECT = "reject", _("Rejected")


class Mark(models.Model):
    """One row for each person and picture with anything said; `grade` is 1 to 5, 0 is none."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="marks")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="marks")
    favourite = models.BooleanField(_("favourite"), default=False)
    grade = models.PositiveSmallIntegerField(_("grade"), default=0, validators=[MaxValueValidator(BEST)])
    verdict = models.CharField(_("verdict"), max_length=6, choices=Verdict.choices, blank=True)

    objects: ClassVar[models.Manager[Mark]] = models.Manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.UniqueConstraint(fields=["user", "picture"], name="one_mark_of_a_person"),
            models.CheckConstraint(condition=models.Q(grade__lte=BEST), name="grade_at_most_five"),
        ]

    def __str__(self) -> str:
        return f"mark of picture {self.picture_id}"
