"""A key by which a program acts for a person."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models.user import User

_FORM = re.compile(r"mjw_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{43}")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
# Last use is shown to the minute, so a busy key costs one write a minute, not one a call.
_STAMP = timedelta(minutes=1)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def issue(self, user: User, name: str = "") -> ApiKey:
        """Make a key; `key.secret` can be read now and never again."""
        lookup = "".join(secrets.choice(_LETTERS) for _ in range(8))
        secret = f"mjw_{lookup}_{secrets.token_urlsafe(32)}"
        key = self.create(user=user, name=name, lookup=lookup, digest=hashlib.sha256(secret.encode()).hexdigest())
        key.secret = secret
        return key

    def usable(self) -> ApiKeyQuerySet:
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, user__is_active=True)

    def authenticate(self, secret: str) -> ApiKey | None:
        """The usable key behind a header's value, or None."""
        form = _FORM.fullmatch(secret)
        if form is None:
            return None
        key = self.usable().select_related("user").filter(lookup=form[1]).first()
        digest = hashlib.sha256(secret.encode()).hexdigest()
        if key is None or not secrets.compare_digest(key.digest, digest):
            return None
        now = timezone.now()
        if key.last_used_at is None or key.last_used_at < now - _STAMP:
            self.filter(pk=key.pk).update(last_used_at=now)
        return key


class ApiKey(models.Model):
    """Shown once, stored as SHA-256: 256 random bits need no slow hash. `lookup` finds and names the row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=80, blank=True)
    lookup = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset
    secret: str = ""

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"mjw_{self.lookup}_…"

    def revoke(self) -> bool:
        """End the key at once; False when it was ended before."""
        return ApiKey.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()) == 1
