"""A mail to one person: written in the transaction of what it tells of, sent later by whoever runs the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MOST_TRIES = 6


class Fate(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class MailQuerySet(models.QuerySet["Mail"]):
    def write(self, to: str, subject: str, body: str, *, sender: str = "") -> Mail:
        """Let a mail be sent. Inside a transaction it goes out when that stands, and never when it does not."""
        return self.create(to=to, subject=" ".join(subject.split())[:300], body=body, sender=sender[:320])

    def due(self) -> MailQuerySet:
        """What may be sent now: nobody is at it, and it has a try left."""
        now = timezone.now()
        return self.filter(state=Fate.WAITING, due_at__lte=now, lease_until__lte=now, tries__lt=MOST_TRIES)

    def failed(self) -> MailQuerySet:
        """What was given up."""
        return self.filter(state=Fate.FAILED)

    def begin(self, pk: int, seconds: float) -> Mail | None:
        """Take a due mail for ourselves alone for `seconds`, and count the try before it is made.

        None when somebody else was first. A try whose sender dies counts, since the mail may have gone out.
        """
        mark, until = secrets.token_urlsafe(16), timezone.now() + timedelta(seconds=seconds)
        if not self.due().filter(pk=pk).update(lease=mark, lease_until=until, tries=F("tries") + 1):
            return None
        return self.get(pk=pk)

    def give_up(self) -> list[Mail]:
        """Fail what can have no further try, because its last one was cut off; which that were."""
        over = self.filter(state=Fate.WAITING, lease_until__lte=timezone.now(), tries__gte=MOST_TRIES)
        return [mail for mail in over if mail._cut_off()]

    def purge(self, before: datetime) -> int:
        """Forget the mails that were over before that moment."""
        return self.exclude(state=Fate.WAITING).filter(ended_at__lt=before).delete()[0]


class Mail(models.Model):
    """One row for each person, so that one dead address holds up nobody else.

    `tries` counts the attempts, `due_at` is when the next one may begin, `lease` says who is at it until
    `lease_until`. Bodies hold codes and links that let people in, so a mail that went out loses its body.
    """

    to = models.EmailField(_("to"))
    sender = models.CharField(_("from"), max_length=320, blank=True)  # "": the site's
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("body"))
    state = models.CharField(_("state"), max_length=8, choices=Fate.choices, default=Fate.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    lease = models.CharField(max_length=43, blank=True)
    lease_until = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[MailQuerySet] = MailQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="mail_failed"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"

    @property
    def has_failed(self) -> bool:
        return self.state == Fate.FAILED

    def sent(self) -> bool:
        """Note that it went out; False when that was not ours to say any more."""
        return self._end(state=Fate.SENT, body="", error="", ended_at=timezone.now())

    def refused(self, error: str, pauses: Sequence[float], *, for_good: bool = False) -> bool:
        """Note that it did not go out, and why; it is tried again later, unless that is of no use.

        `pauses` are the seconds before each try, the first one's included.
        """
        now = timezone.now()
        if for_good or self.tries >= MOST_TRIES:
            return self._end(state=Fate.FAILED, error=error[:300], ended_at=now)
        return self._end(error=error[:300], due_at=now + timedelta(seconds=pauses[self.tries]))

    def again(self) -> bool:
        """Try a failed one once more, with all tries ahead; False when it has not failed."""
        failed = Mail.objects.filter(pk=self.pk, state=Fate.FAILED)
        return bool(failed.update(state=Fate.WAITING, tries=0, due_at=timezone.now(), ended_at=None, error=""))

    def _cut_off(self) -> bool:
        return self._end(state=Fate.FAILED, ended_at=timezone.now())

    def _end(self, **changes: object) -> bool:
        mine = Mail.objects.filter(pk=self.pk, lease=self.lease, state=Fate.WAITING)
        return bool(mine.update(lease="", lease_until=timezone.now(), **changes))
