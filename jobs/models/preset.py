"""A preset: a piece of prompt that a person keeps under a name, to put it into the bar again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jobs.models.shareable import Shareable, ShareableQuerySet

LONGEST = 2000  # characters


class Preset(Shareable):
    """`text` is words, parameters or both: `, risograph, two inks --ar 4:5`."""

    name = models.CharField(_("name"), max_length=60)
    text = models.CharField(_("piece of prompt"), max_length=LONGEST)

    objects: ClassVar[ShareableQuerySet[Preset]] = ShareableQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta(Shareable.Meta):
        verbose_name = _("preset")
        verbose_name_plural = _("presets")

    def __str__(self) -> str:
        return self.name

    @property
    def piece(self) -> str:
        """What is put into the bar."""
        return self.text

    @property
    def snippet(self) -> str:
        """What it is, in short."""
        return self.text
