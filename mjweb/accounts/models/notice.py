"""A notice: what somebody should know about, in the app and, where they wish it, by mail too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.models.mail import Mail

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from mjweb.accounts.models.user import User


class Kind(models.TextChoices):
    """What notices tell of; the labels stand beside the switches for mail."""

    ACCEPTED = "invitation.accepted", _("Somebody accepted an invitation of mine")
    MAIL_FAILED = "invitation.mail", _("A mail with an invitation of mine did not arrive")
    ROLE_CHANGED = "member.role", _("My role in a team changed")
    REMOVED = "member.removed", _("I am no longer in a team")
    QUOTA_CHANGED = "quota.changed", _("What I may spend changed")
    ASKED = "quota.asked", _("Somebody asks for more credits")
    GRANTED = "quota.granted", _("I was given extra credits")
    DECLINED = "quota.declined", _("My request for credits was declined")
    WARNED = "quota.warned", _("Credits are four fifths spent")
    SPENT = "quota.spent", _("Credits are all spent")
    ENTRUSTED = "work.entrusted", _("Somebody left a team, and their work is mine now")
    REVIEWED = "review.done", _("Somebody has finished reviewing pictures that I shared")
    LET_GO = "pictures.let_go", _("Pictures of mine that nobody keeps went into the bin")
    VAULT = "vault.wrong", _("Originals of pictures are missing or damaged (for operators)")
    KEY_REVOKED = "key.revoked", _("Somebody revoked an API key of mine")
    PASSWORD_CHANGED = "password.changed", _("My password was changed")
    PASSWORD_SET = "password.set", _("A password was added to my account")
    EMAIL_CHANGED = "email.changed", _("My address was changed")
    APP_ADDED = "app.added", _("A code app was added to my account")
    APP_REMOVED = "app.removed", _("My code app was removed")
    PASSKEY_ADDED = "passkey.added", _("A passkey was added to my account")
    PASSKEY_REMOVED = "passkey.removed", _("A passkey of mine was removed")
    CODES_MADE = "codes.made", _("Recovery codes were made anew")
    VOUCHER_ADDED = "voucher.added", _("Another site signs me in")
    VOUCHER_REMOVED = "voucher.removed", _("Another site signs me in no longer")


@dataclass(frozen=True, slots=True)
class Manner:
    """The sentence of a kind, with its pieces as %(name)s, and whether it comes by mail unless told otherwise.

    What is `guarded` tells of what guards the account: it always comes by mail, and to whoever did it too.
    """

    sentence: _StrPromise
    mailed: bool = False
    guarded: bool = False


# Sentences are put together when they are read, in the reader's language; a notice keeps the pieces only.
MANNERS: Mapping[Kind, Manner] = MappingProxyType(
    {
        Kind.ACCEPTED: Manner(_("%(who)s accepted your invitation to %(team)s.")),
        Kind.MAIL_FAILED: Manner(_("The invitation for %(email)s to %(team)s could not be sent by mail.")),
        Kind.ROLE_CHANGED: Manner(_("%(by)s changed your role in %(team)s from %(before)s to %(role)s."), mailed=True),
        Kind.REMOVED: Manner(_("%(by)s removed you from %(team)s. %(words)s"), mailed=True),
        Kind.QUOTA_CHANGED: Manner(_("%(purse)s: changed by %(by)s. %(words)s"), mailed=True),
        Kind.ASKED: Manner(_("%(who)s asks for more credits in %(team)s. %(words)s"), mailed=True),
        Kind.GRANTED: Manner(_("%(by)s gave you %(amount)s extra in %(team)s. %(words)s")),
        Kind.DECLINED: Manner(_("%(by)s declined your request for more credits in %(team)s. %(words)s")),
        Kind.WARNED: Manner(_("%(purse)s: %(percent)s spent. It begins anew on %(resets)s."), mailed=True),
        Kind.SPENT: Manner(_("%(purse)s: no credits left. It begins anew on %(resets)s."), mailed=True),
        Kind.ENTRUSTED: Manner(_("%(who)s left %(team)s. Their work there is yours now: %(words)s")),
        Kind.REVIEWED: Manner(_("%(who)s has finished reviewing “%(title)s”: %(words)s."), mailed=True),
        Kind.LET_GO: Manner(
            _(
                "Pictures of yours in %(team)s that nobody has kept for %(days)s days went into the bin: %(count)s."
                " They can be restored for 30 days."
            )
        ),
        Kind.VAULT: Manner(
            _("Originals of pictures that are missing or damaged: %(count)s, among them %(name)s."), mailed=True
        ),
        Kind.KEY_REVOKED: Manner(_("%(by)s revoked your API key %(key)s. Whatever uses it is refused."), mailed=True),
        Kind.PASSWORD_CHANGED: Manner(_("Your password was changed."), guarded=True),
        Kind.PASSWORD_SET: Manner(_("A password was added to your account."), guarded=True),
        Kind.EMAIL_CHANGED: Manner(_("Your address was changed from %(before)s to %(after)s."), guarded=True),
        Kind.APP_ADDED: Manner(_("A code app was added to your account."), guarded=True),
        Kind.APP_REMOVED: Manner(_("The code app was removed from your account."), guarded=True),
        Kind.PASSKEY_ADDED: Manner(_("A passkey was added to your account."), guarded=True),
        Kind.PASSKEY_REMOVED: Manner(_("A passkey was removed from your account."), guarded=True),
        Kind.CODES_MADE: Manner(_("Your recovery codes were made anew; the old ones are void."), guarded=True),
        Kind.VOUCHER_ADDED: Manner(_("%(voucher)s signs you in from now on."), guarded=True),
        Kind.VOUCHER_REMOVED: Manner(_("%(voucher)s signs you in no longer."), guarded=True),
    }
)
# What a person may have by mail or not, as they like.
CHOSEN = tuple(kind for kind in Kind if not MANNERS[kind].guarded)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> NoticeQuerySet:
        return self.filter(user_id=user.pk)

    def newest_first(self) -> NoticeQuerySet:
        return self.order_by("-pk")

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at=None)

    def tell_done(self, by: By, user: User, kind: Kind, *, link: str = "", **pieces: object) -> Notice | None:
        """Let a person know what somebody else did; of what they did themselves they know."""
        if by.user is not None and by.user.pk == user.pk:
            return None
        return self.tell(user, kind, link=link, by=by.user or gettext("An operator"), **pieces)

    @transaction.atomic
    def tell(self, user: User, kind: Kind, *, link: str = "", **pieces: object) -> Notice:
        """Let a person know. Call it inside the transaction of what it tells of.

        `link` is the path of the page to go to. A person who may not come in gets no mail.
        """
        notice = self.create(user=user, kind=kind, pieces={name: str(one) for name, one in pieces.items()}, link=link)
        self._count(user)
        manner = MANNERS[kind]
        if user.is_active and (manner.guarded or user.wants_by_mail(kind, manner.mailed)):
            words = notice.sentence
            site = settings.PUBLIC_URL.rstrip("/")
            address = f"{site}{link}" if link else ""
            choices = f"{site}{reverse('accounts:notifications')}"
            foot = gettext("You can choose what comes by mail: %(link)s") % {"link": choices}
            if manner.guarded:
                foot = gettext("If that was not you, change your password, and tell an admin of your team.")
            parts = filter(None, (words, notice.where, address, foot))
            # Whoever took an account over would read the mail at the new address.
            to = str(pieces["before"]) if kind is Kind.EMAIL_CHANGED else user.email
            Mail.objects.write(to, words, "\n\n".join(parts) + "\n")
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
        get_user_model().objects.filter(pk=user.pk).update(unread=count)


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

    @property
    def where(self) -> str:
        """From where and with what it was done; "" where the notice does not say."""
        if "browser" not in self.pieces:
            return ""
        return gettext("From %(address)s, with %(browser)s.") % _Pieces(self.pieces)


class _Pieces(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return ""
