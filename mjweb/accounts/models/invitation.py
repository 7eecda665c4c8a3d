"""An invitation to a team: for one address, or a link that anyone may use, once and within seven days."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models.entry import Entry, Verb
from mjweb.accounts.models.mail import Mail
from mjweb.accounts.models.notice import Kind, Notice
from mjweb.accounts.models.team import Membership, Team
from mjweb.accounts.models.user import User
from mjweb.accounts.roles import Right, Role

if TYPE_CHECKING:
    from mjweb.accounts.by import By

LIFE = timedelta(days=7)
MOST_OPEN = 500  # open invitations of one team


class NotOpen(Exception):
    """The invitation was used, revoked or has expired, or the person is in the team already: nothing was changed."""


class Found(NamedTuple):
    """What a link leads to. `by_mail` says that it is the one that only the invited address was sent."""

    invitation: Invitation
    by_mail: bool


class Standing(models.TextChoices):
    OPEN = "open", _("Open")
    USED = "used", _("Used")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Those that still let somebody in."""
        return self.filter(used_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def of(self, team: Team) -> InvitationQuerySet:
        return self.filter(team_id=team.pk)

    def newest_first(self) -> InvitationQuerySet:
        return self.order_by("-pk")

    def find(self, token: str) -> Found | None:
        """The invitation behind a link, however it stands."""
        number, _dash, mac = token.partition("-")
        if not number.isascii() or not number.isdigit() or len(number) > 18:
            return None
        invitation = self.select_related("team", "made_by").filter(pk=int(number)).first()
        if invitation is None:
            return None
        for by_mail in (False, True):
            if constant_time_compare(mac, invitation.mac(by_mail=by_mail)):
                return Found(invitation, by_mail)
        return None

    @transaction.atomic
    def invite(
        self,
        by: By,
        team: Team,
        email: str = "",
        *,
        role: Role = Role.MEMBER,
        allowance: int | None = None,
        name: str = "",
    ) -> Invitation | None:
        """Invite an address by mail, or make a link for whoever gets it; None where the address is invited already.

        Whoever asks has the right to: the page says so before.
        """
        email = email.strip().lower()
        if email:
            # One that has expired makes room for a new one.
            stale = self.of(team).filter(email=email, used_at=None, revoked_at=None, expires_at__lte=timezone.now())
            stale.update(revoked_at=timezone.now())
        try:
            with transaction.atomic():
                made = self.create(team=team, email=email, role=role, allowance=allowance, name=name, made_by=by.user)
        except IntegrityError:
            return None
        Entry.objects.write(by, Verb.INVITED, team=team, subject=made.label, detail=made.terms)
        if email:
            made.send()
        return made

    def mail_failed(self, mail: Mail) -> None:
        """Tell whoever invited somebody that the mail did not arrive, when it was one of those."""
        for invitation in self.open().filter(mail=mail).select_related("team", "made_by"):
            if invitation.made_by is not None:
                Notice.objects.tell(
                    invitation.made_by,
                    Kind.MAIL_FAILED,
                    link=reverse("team_invitations:index"),
                    email=invitation.email,
                    team=invitation.team,
                )


def _expiry() -> datetime:
    return timezone.now() + LIFE


def _nonce() -> str:
    return secrets.token_urlsafe(16)


class Invitation(models.Model):
    """Its links are made of the site's secret and `nonce`, so that they can be shown again and are stored nowhere.

    An invitation by address has two links: the one in the mail proves the address, the one that is copied does not.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    allowance = models.PositiveBigIntegerField(_("monthly allowance"), null=True, blank=True)  # thousandths
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, related_name="+", null=True)
    nonce = models.CharField(max_length=22, default=_nonce, editable=False)
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), default=_expiry)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "email"],
                condition=Q(used_at=None, revoked_at=None) & ~Q(email=""),
                name="one_invitation_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} → {self.team_id}"

    @property
    def label(self) -> str:
        """Whom it is for, as people call it."""
        return self.email or gettext("Link for anyone")

    @property
    def terms(self) -> str:
        """Role and allowance, for the trail."""
        role = Role(self.role).label
        return str(role) if self.allowance is None else f"{role}, {self.allowance / 1000:g}"

    @property
    def standing(self) -> Standing:
        if self.used_at is not None:
            return Standing.USED
        if self.revoked_at is not None and self.revoked_at < self.expires_at:
            return Standing.REVOKED
        return Standing.EXPIRED if self.expires_at <= timezone.now() else Standing.OPEN

    @property
    def is_open(self) -> bool:
        return self.standing == Standing.OPEN

    @property
    def days_left(self) -> int:
        """Whole days until the last one: 0 is today."""
        return (timezone.localdate(self.expires_at) - timezone.localdate()).days

    @property
    def mail_error(self) -> str:
        """Why its mail did not go out; "" when it did, or still waits."""
        return self.mail.error if self.mail is not None and self.mail.has_failed else ""

    # Its links --------------------------------------------------------------------------------------------------------

    def mac(self, *, by_mail: bool = False) -> str:
        """What a link holds beside the number: 256 bits, made anew each time."""
        salt = "mjweb invitation by mail" if by_mail else "mjweb invitation"
        digest = salted_hmac(salt, f"{self.pk}:{self.nonce}", algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    def path(self, *, by_mail: bool = False) -> str:
        return reverse("joining:index", args=[f"{self.pk}-{self.mac(by_mail=by_mail)}"])

    def url(self, *, by_mail: bool = False) -> str:
        """The absolute address."""
        return settings.PUBLIC_URL.rstrip("/") + self.path(by_mail=by_mail)

    @property
    def link(self) -> str:
        """The address to copy."""
        return self.url()

    # What becomes of it -----------------------------------------------------------------------------------------------

    def send(self) -> Mail:
        """Let its mail be sent."""
        who = str(self.made_by) if self.made_by else gettext("An operator")
        facts = {"who": who, "team": self.team, "role": Role(self.role).label, "link": self.url(by_mail=True)}
        day = timezone.localtime(self.expires_at)
        words = [
            gettext("%(who)s invites you to %(team)s on mjweb. Your role there: %(role)s.") % facts,
            facts["link"],
            gettext("The link works once, until %(day)s.") % {"day": f"{day:%-d} {day:%B %Y, %H:%M %Z}"},
            gettext("If you do not know %(who)s, there is nothing to do.") % facts,
        ]
        subject = gettext("%(who)s invites you to %(team)s") % facts
        self.mail = Mail.objects.write(self.email, subject, "\n\n".join(map(str, words)) + "\n")
        self.save(update_fields=["mail"])
        return self.mail

    @transaction.atomic
    def renew(self) -> bool:
        """Let it work for seven days from now, and send its mail again; False when it was used or revoked."""
        alive = Invitation.objects.filter(pk=self.pk, used_at=None, revoked_at=None)
        if not alive.update(expires_at=_expiry()):
            return False
        self.refresh_from_db()
        if self.email:
            self.send()
        return True

    @transaction.atomic
    def revoke(self, by: By) -> bool:
        """End it; False when it was used or revoked before."""
        if not Invitation.objects.open().filter(pk=self.pk).update(revoked_at=timezone.now()):
            return False
        Entry.objects.write(by, Verb.INVITATION_REVOKED, team=self.team, subject=self.label)
        return True

    @transaction.atomic
    def restore(self, by: By) -> bool:
        """Undo a revocation; False when it was used, has expired, or its address was invited anew."""
        revoked = Invitation.objects.filter(pk=self.pk, used_at=None, expires_at__gt=timezone.now())
        try:
            with transaction.atomic():
                if not revoked.exclude(revoked_at=None).update(revoked_at=None):
                    return False
        except IntegrityError:
            return False
        Entry.objects.write(by, Verb.INVITED, team=self.team, subject=self.label, detail=self.terms)
        return True

    @transaction.atomic
    def accept(self, user: User, by: By) -> Membership:
        """Use it up and let the person in. Raises NotOpen; call it in the transaction that makes a new person.

        Of two at once one gets in: the invitation is taken by one UPDATE that holds all its conditions.
        """
        if self.team.is_personal or Membership.objects.filter(team=self.team, user=user).exists():
            raise NotOpen
        if not Invitation.objects.open().filter(pk=self.pk).update(used_at=timezone.now(), used_by=user):
            raise NotOpen
        member = Membership.objects.create(team=self.team, user=user, role=self.role)
        User.objects.filter(pk=user.pk).update(current=self.team)
        Entry.objects.write(by, Verb.JOINED, team=self.team, subject=user, detail=self.terms)
        if self.made_by is not None:
            link = reverse("team:index")
            Notice.objects.tell(self.made_by, Kind.ACCEPTED, link=link, who=user, team=self.team)
        return member


def offered_roles(member: Membership) -> list[Role]:
    """The roles that this member may give: an owner any, whoever else invites all but owner."""
    if not member.may(Right.PEOPLE):
        return []
    return [role for role in Role if role != Role.OWNER or member.may(Right.OWN)]
