"""What a person did to pictures last, and how it was before: what undo goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import User

KEPT = timedelta(days=30)


class Kind(models.TextChoices):
    """What was done; mjweb.gallery.undoing says how each is undone."""

    MARKED = "marked", _("Marked")
    TAGGED = "tagged", _("Tagged")
    UNTAGGED = "untagged", _("Tag removed")
    COLLECTED = "collected", _("Added to a collection")
    TAKEN_OUT = "taken_out", _("Taken out of a collection")
    MOVED = "moved", _("Put in another place")
    BINNED = "binned", _("Deleted")
    RESTORED = "restored", _("Restored")
    HIDDEN = "hidden", _("Made private")
    SHOWN = "shown", _("Shown to the team")
    WORDS_HIDDEN = "unworded", _("Prompt hidden")
    WORDS_SHOWN = "worded", _("Prompt shown")


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, user: User) -> ChangeQuerySet:
        return self.filter(user=user)

    def standing(self) -> ChangeQuerySet:
        """Those that can still be undone, the last first."""
        return self.filter(undone_at=None).order_by("-pk")

    def forget(self) -> None:
        """What is too old to be undone."""
        self.filter(made_at__lt=timezone.now() - KEPT).delete()


class Change(models.Model):
    """`before` holds what its kind needs to be undone; `count` is of how many pictures, `word` what else to say."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    word = models.CharField(max_length=100, blank=True)
    count = models.PositiveIntegerField()
    before = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ChangeQuerySet] = ChangeQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        indexes = [
            models.Index(fields=["user", "-id"], condition=models.Q(undone_at=None), name="change_to_undo"),
            models.Index(fields=["user", "made_at"], name="change_to_forget"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"
