"""A batch: one press of Create, or one call of the API; it makes one or more jobs, all or none."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import ApiKey


class Source(models.TextChoices):
    PAGE = "page", _("Page")
    API = "api", _("API")


class Batch(models.Model):
    """`key` makes a repeated press harmless: the same key is the same batch; `fingerprint` tells a changed one.

    Of a press it is made of the wishes, of a call with a key of the caller's of what the call says.
    `api_key` is the key by which a program asked.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches")
    source = models.CharField(max_length=4, choices=Source.choices)
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    api_key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, blank=True, related_name="batches")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Batch]] = models.Manager()

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_batch_a_key")]

    def __str__(self) -> str:
        return f"batch {self.pk}"
