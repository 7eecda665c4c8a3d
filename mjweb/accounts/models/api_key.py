"""A key by which a program acts for a person."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.models.entry import Entry, Verb
from mjweb.accounts.models.notice import Kind, Notice
from mjweb.accounts.models.team import Team
from mjweb.accounts.models.user import User

_FORM = re.compile(r"mjw_([A-Za-z0-9]{8})_[A-Za-z0-9_-]{43}")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
# Compared with where there is no row, so that a name nobody has takes as long as one that somebody has.
_NOBODY = hashlib.sha256(b"").hexdigest()
# Last use is shown to the minute, so a busy key costs one write a minute, not one a call.
_STAMP = timedelta(minutes=1)
_SOON = timedelta(days=7)


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def issue(
        self,
        user: User,
        name: str = "",
        *,
        team: Team | None = None,
        expires_at: datetime | None = None,
        read_only: bool = False,
        sign_hooks: bool = False,
        at_once: int | None = None,
    ) -> ApiKey:
        """Make a key whose jobs go to `team` (default: the space the person is in).

        `key.secret` can be read now and never again.
        """
        lookup = "".join(secrets.choice(_LETTERS) for _ in range(8))
        secret = f"mjw_{lookup}_{secrets.token_urlsafe(32)}"
        key = self.create(
            user=user,
            team=team or user.team,
            name=name,
            lookup=lookup,
            digest=hashlib.sha256(secret.encode()).hexdigest(),
            expires_at=expires_at,
            read_only=read_only,
            sign_hooks=sign_hooks,
            at_once=at_once,
        )
        key.secret = secret
        return key

    def usable(self) -> ApiKeyQuerySet:
        now = timezone.now()
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, user__is_active=True)

    def revoke_all(self, user: User, team: Team) -> int:
        """End the person's keys of a team at once; how many there were."""
        return self.filter(user=user, team=team, revoked_at=None).update(revoked_at=timezone.now())

    def newest_first(self) -> ApiKeyQuerySet:
        return self.order_by("-created_at", "-pk")

    def authenticate(self, secret: str) -> ApiKey | None:
        """The usable key behind a header's value, or None. Whatever is wrong with it takes the same steps."""
        form = _FORM.fullmatch(secret)
        key = self.usable().select_related("user").filter(lookup=form[1] if form else "").first()
        digest = hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()
        is_right = secrets.compare_digest(key.digest if key else _NOBODY, digest)
        if key is None or not is_right:
            return None
        now = timezone.now()
        if key.last_used_at is None or key.last_used_at < now - _STAMP:
            self.filter(pk=key.pk).update(last_used_at=now)
        return key


class ApiKey(models.Model):
    """Shown once, stored as SHA-256: 256 random bits need no slow hash. `lookup` finds and names the row.

    Its jobs go to `team`, wherever its person is in the browser. A key that is `read_only` may ask and can change
    nothing. `at_once` is how many of its jobs may be in progress; None: as many as there are places. What it may
    spend of its person's credits is a purse of its own, a floor above (mjweb.quotas).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="api_keys", verbose_name=_("team"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    lookup = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    read_only = models.BooleanField(_("read only"), default=False)
    sign_hooks = models.BooleanField(_("signs deliveries"), default=False)
    at_once = models.PositiveSmallIntegerField(
        _("jobs in progress at once"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
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

    @property
    def label(self) -> str:
        """What people call it: its name, or its beginning."""
        return self.name or str(self)

    @property
    def called(self) -> str:
        """Its name and its beginning, so that the audit trail tells two of one name apart."""
        return f"{self.name} {self}".strip()

    @property
    def last_day(self) -> date | None:
        """The last day, in the site's time zone, on which it works; None when it does not expire."""
        return None if self.expires_at is None else timezone.localdate(self.expires_at - timedelta(microseconds=1))

    @property
    def days_left(self) -> int | None:
        """Whole days until the last one: 0 is today. None when it does not expire."""
        return None if self.last_day is None else (self.last_day - timezone.localdate()).days

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def expires_soon(self) -> bool:
        """Within a week: time to make another."""
        return self.expires_at is not None and self.expires_at <= timezone.now() + _SOON

    @property
    def signing_secret(self) -> str:
        """The Standard Webhooks secret of this key's deliveries: the same at every call, and stored nowhere.

        `whsec_` and the base64 of 32 bytes, made of the site's secret key and this key; it changes with either.
        """
        mac = salted_hmac("mjweb signing secret", f"{self.lookup}:{self.digest}", algorithm="sha256")
        return f"whsec_{base64.b64encode(mac.digest()).decode()}"

    @transaction.atomic
    def revoke(self, by: By) -> bool:
        """End the key at once; False when it was ended before."""
        if not ApiKey.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=timezone.now()):
            return False
        Entry.objects.write(by, Verb.KEY_REVOKED, team=self.team, subject=self.called)
        Notice.objects.tell_done(by, self.user, Kind.KEY_REVOKED, key=self.called)
        return True
