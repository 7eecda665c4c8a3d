"""A notice: what somebody should know about, in the app and, where they wish it, by mail too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models.mail import Mail
from mjweb.accounts.models.user import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(models.TextChoices):
    """What notices tell of; the labels stand beside the switches for mail."""

    ACCEPTED = "invitation.accepted", _("Somebody accepted an invitation of mine")
    MAIL_FAILED = "invitation.mail", _("A mail with an invitation of mine did not arrive")
    JOINED = "member.joined", _("I was taken into a team")
    ROLE_CHANGED = "member.role", _("My role in a team changed")
    REMOVED = "member.removed", _("I am no longer in a team")
    ASKED = "quota.asked", _("Somebody asks for more credits")
    GRANTED = "quota.granted", _("I was given extra credits")
    DECLINED = "quota.declined", _("My request for credits was declined")
    WARNED = "quota.warned", _("Credits are four fifths spent")
    SPENT = "quota.spent", _("Credits are all spent")
    ENTRUSTED = "work.entrusted", _("Somebody left a team, and their work is mine now")


@dataclass(frozen=True, slots=True)
class Manner:
    """The sentence of a kind, with its pieces as %(name)s, and whether it comes by mail unless told otherwise."""

    sentence: _StrPromise
    mailed: bool = False


# Sentences are put together when they are read, in the reader's language; a notice keeps the pieces only.
MANNERS: Mapping[Kind, Manner] = MappingProxyType(
    {
        Kind.ACCEPTED: Manner(_("%(who)s accepted your invitation to %(team)s.")),
        Kind.MAIL_FAILED: Manner(_("The invitation for %(email)s to %(team)s could not be sent by mail.")),
        Kind.JOINED: Manner(_("%(by)s took you into %(team)s. Your role: %(role)s."), mailed=True),
        Kind.ROLE_CHANGED: Manner(_("%(by)s changed your role in %(team)s from %(before)s to %(role)s."), mailed=True),
        Kind.REMOVED: Manner(_("%(by)s removed you from %(team)s."), mailed=True),
        Kind.ASKED: Manner(_("%(who)s asks for more credits in %(team)s. %(words)s"), mailed=True),
        Kind.GRANTED: Manner(_("%(by)s gave you %(amount)s extra in %(team)s. %(words)s")),
        Kind.DECLINED: Manner(_("%(by)s declined your request for more credits in %(team)s. %(words)s")),
        Kind.WARNED: Manner(_("%(purse)s: %(percent)s spent. It begins anew on %(resets)s."), mailed=True),
        Kind.SPENT: Manner(_("%(purse)s: no credits left. It begins anew on %(resets)s."), mailed=True),
        Kind.ENTRUSTED: Manner(_("%(who)s left %(team)s. Their work there is yours now: %(words)s")),
    }
)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> NoticeQuerySet:
        return self.filter(user_id=user.pk)

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-pk")

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    @transaction.atomic
    def tell(self, user: User, kind: Kind, *, link: str = "", **pieces: object) -> Notice:
        """Let a person know. Call it inside the transaction of what it tells of.

        `link` is the path of the page to go to. A person who may not come in gets no mail.
        """
        notice = self.create(user=user, kind=kind, pieces={name: str(one) for name, one in pieces.items()}, link=link)
        self._count(user)
        if user.is_active and user.wants_by_mail(kind, MANNERS[kind].mailed):
            words = notice.sentence
            site = settings.PUBLIC_URL.rstrip("/")
            address = f"{site}{link}" if link else ""
            choices = f"{site}{reverse('accounts:notifications')}"
            foot = gettext("You can choose what comes by mail: %(link)s") % {"link": choices}
            Mail.objects.write(user.email, words, "\n\n".join(filter(None, (words, address, foot))) + "\n")
        return notice

    @transaction.atomic
    def read(self, user: User, pk: int | None = None) -> int:
        """Mark one's notices read, or one of them; how many were not yet."""
        mine = self.of(user).unread()
        if pk is not None:
            mine = mine.filter(pk=pk)
        count = mine.update(read_at=timezone.now())
        self._count(user)
        return count

    def _count(self, user: User) -> None:
        """Note on the person how many are unread, so that no page asks. Counted anew each time, so it never drifts."""
        unread = Notice.objects.filter(user=OuterRef("pk"), read_at=None).order_by().values("user")
        count = Coalesce(Subquery(unread.annotate(n=Count("pk")).values("n")), 0)
        User.objects.filter(pk=user.pk).update(unread=count)


class Notice(models.Model):
    """To one person. What it says is made of its kind and its pieces when it is read."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=24)  # of Kind; no choices, so that a new kind is no migration
    pieces = models.JSONField(default=dict)
    link = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_person"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"

    @property
    def sentence(self) -> str:
        """What it says; a piece that an older notice has not is left empty."""
        manner = MANNERS.get(Kind(self.kind)) if self.kind in Kind.values else None
        return str(manner.sentence % _Pieces(self.pieces)).strip() if manner else self.kind


class _Pieces(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return ""
