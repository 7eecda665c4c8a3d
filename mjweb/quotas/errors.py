"""What a purse may answer."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.quotas.spans import Span


class Whose(models.TextChoices):
    """What a purse belongs to."""

    PERSON = "person", _("Person")
    KEY = "key", _("API key")
    TEAM = "team", _("Team")
    MEMBER = "member", _("Member of the team")
    PROJECT = "project", _("Project")


class NotEnough(Exception):
    """The hold does not fit: `needed` and `left` in thousandths, `resets` when the window ends.

    Of several windows it speaks of the narrowest: `whose` purse that is, how long the window lasts, and the time zone
    by whose calendar it turns.
    """

    def __init__(
        self,
        needed: int,
        left: int,
        resets: datetime,
        *,
        whose: Whose = Whose.PERSON,
        span: Span = Span.MONTH,
        zone: tzinfo | None = None,
    ) -> None:
        super().__init__(f"needs {needed}, {left} left")
        self.needed, self.left, self.resets, self.whose, self.span = needed, left, resets, whose, span
        self.zone = zone or timezone.get_default_timezone()

    def of_all(self, needed: int, held: int) -> NotEnough:
        """The same for all jobs of a press: they need `needed`, and `held` of it was held when one did not fit."""
        left = self.left + held
        return NotEnough(needed, left, self.resets, whose=self.whose, span=self.span, zone=self.zone)

    @property
    def resets_at_all(self) -> bool:
        return self.span is not Span.TOTAL
