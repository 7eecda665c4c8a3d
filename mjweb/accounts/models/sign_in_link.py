"""A link that signs one person in, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models.user import User

LIFE = timedelta(hours=24)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class SignInLinkQuerySet(models.QuerySet["SignInLink"]):
    def issue(self, user: User) -> SignInLink:
        """Make a link; its `url` can be read now and never again, only a hash is kept."""
        token = secrets.token_urlsafe(32)
        link = self.create(user=user, digest=_digest(token), expires_at=timezone.now() + LIFE)
        link.token = token
        return link

    def usable(self) -> SignInLinkQuerySet:
        return self.filter(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)

    def find(self, token: str) -> SignInLink | None:
        return self.select_related("user").filter(digest=_digest(token)).first()


class SignInLink(models.Model):
    """Only the hash of the token is stored; the token has 256 bits."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[SignInLinkQuerySet] = SignInLinkQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset
    token: str = ""

    class Meta:
        verbose_name = _("sign-in link")
        verbose_name_plural = _("sign-in links")

    def __str__(self) -> str:
        return f"sign-in link of {self.user_id}"

    def url(self, base: str | None = None) -> str:
        """The absolute address; only right after `issue`."""
        return (base or settings.PUBLIC_URL).rstrip("/") + reverse("accounts:sign_in_link", args=[self.token])

    @property
    def usable(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now() and self.user.is_active

    def consume(self) -> bool:
        """Use the link up; False when somebody was first or it is too old."""
        return SignInLink.objects.usable().filter(pk=self.pk).update(used_at=timezone.now()) == 1
