"""What a person's prompt bar begins with, where they have said so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mjweb.accounts.models import User


class PromptDefaultsQuerySet(models.QuerySet["PromptDefaults"]):
    def of(self, user: User) -> dict[str, str]:
        """The person's value of each control that they have a default for."""
        found = self.filter(user_id=user.pk).values_list("controls", flat=True).first()
        return dict(found or {})

    def keep(self, user: User, controls: Mapping[str, str]) -> None:
        """Begin with these from now on; with none, as the bar does for everybody."""
        if controls:
            self.update_or_create(user=user, defaults={"controls": dict(controls)})
        else:
            self.filter(user=user).delete()


class PromptDefaults(models.Model):
    """`controls` is by the name of a control of the bar (see `jobs.forms`) its value, as the form would send it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    controls = models.JSONField(default=dict)

    objects: ClassVar[PromptDefaultsQuerySet] = PromptDefaultsQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("defaults of the prompt bar")
        verbose_name_plural = _("defaults of the prompt bar")

    def __str__(self) -> str:
        return f"defaults of {self.user_id}"
