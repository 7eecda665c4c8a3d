"""Teams, and who is in them as what."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.errors import LastOwner, NotAllowed, OwnersOnly
from mjweb.accounts.models.entry import Entry, Verb
from mjweb.accounts.models.notice import Kind, Notice
from mjweb.accounts.roles import RIGHTS, Right, Role, with_right

if TYPE_CHECKING:
    from mjweb.accounts.models.user import User


def known_zone(name: str) -> None:
    """Raise ValidationError for what is no time zone of this machine."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(
            gettext("“%(name)s” is no time zone; write one like Europe/Berlin."), params={"name": name}
        )


class TeamQuerySet(models.QuerySet["Team"]):
    def shared(self) -> TeamQuerySet:
        """Those that may have several people: all but personal spaces."""
        return self.filter(personal_of=None)

    def default(self) -> Team:
        """The team that people join when none is named."""
        return self.shared().order_by("pk").first() or self.create(name=str(_("Studio")))

    @transaction.atomic
    def found(self, by: By, name: str) -> Team:
        """Make a team, of which its maker is the owner. Raises IntegrityError where the name is taken.

        Only for those who run the site, else NotAllowed: an owner invites new people and says what they may spend.
        """
        assert by.user is not None
        if not by.user.is_staff:
            raise NotAllowed
        team = self.create(name=name)
        Membership.objects.create(user=by.user, team=team, role=Role.OWNER)
        Entry.objects.write(by, Verb.TEAM_MADE, team=team, subject=team)
        return team

    def lock(self, pk: int) -> None:
        """Keep the row to ourselves until the transaction ends: whoever changes who is what in a team goes by here."""
        self.filter(pk=pk).update(name=F("name"))


class Team(models.Model):
    """People who see one another's work. A personal space is a team of one, which nobody else can join.

    `at_once` is how many of its jobs may be in progress; None: as many as there are places. `makes_private`: what is
    new is private, unless its person says otherwise.
    """

    name = models.CharField(_("name"), max_length=80)
    personal_of = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="personal_space", null=True, blank=True
    )
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[known_zone])
    at_once = models.PositiveSmallIntegerField(
        _("jobs in progress at once"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    makes_private = models.BooleanField(_("new pictures"), default=False, db_default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects: ClassVar[TeamQuerySet] = TeamQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(personal_of=None), name="one_team_of_a_name"),
        ]

    def __str__(self) -> str:
        return pgettext("space", "Personal") if self.is_personal else self.name

    @property
    def is_personal(self) -> bool:
        return self.personal_of_id is not None

    @property
    def tzinfo(self) -> zoneinfo.ZoneInfo:
        """The zone by whose calendar the team's days, weeks and months turn: its own or the site's."""
        return zoneinfo.ZoneInfo(self.zone or settings.TIME_ZONE)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def granting(self, right: Right) -> MembershipQuerySet:
        """Those whose role has the right, of people who may come in."""
        return self.filter(role__in=with_right(right), user__is_active=True)

    def of(self, user: User) -> MembershipQuerySet:
        return self.filter(user_id=user.pk)

    def in_order(self) -> MembershipQuerySet:
        """A person's spaces as they are listed: teams in the order of joining, the personal space last."""
        return self.order_by(models.F("team__personal_of").asc(nulls_first=True), "pk")

    def teams_seen_by(self, user: User) -> models.QuerySet[Membership, int]:
        """The ids of the teams whose pictures the person may see; to be used inside another query."""
        return self.filter(user_id=user.pk, role__in=with_right(Right.SEE)).values_list("team_id", flat=True)

    def heirs_of(self, member: Membership) -> MembershipQuerySet:
        """Those of the team who may take over the work of somebody who goes; the owners come first."""
        able = self.granting(Right.CREATE).filter(team_id=member.team_id).exclude(pk=member.pk)
        is_other = models.Case(models.When(role=Role.OWNER, then=0), default=1)
        return able.select_related("user").order_by(is_other, "pk")

    def is_last_owner(self, member: Membership) -> bool:
        """Whether the team would be left without one who can sign in."""
        return not self.filter(pk=member.pk)._leaving_an_owner().exists()

    # Changes of who is what -------------------------------------------------------------------------------------------
    # Each is one UPDATE or DELETE that holds all its conditions, under the lock of the team: of two owners who step
    # back at once the second finds nobody else to stay.

    def _changeable(self, by: By, member: Membership, right: Right) -> MembershipQuerySet:
        """The row, if it is as we know it and whoever changes it may; a team's, never that of a personal space."""
        row = self.filter(pk=member.pk, role=member.role, team__personal_of=None)
        if by.user is None:
            return row
        return row.filter(Exists(Membership.objects.granting(right).filter(team=OuterRef("team"), user=by.user)))

    def _leaving_an_owner(self) -> MembershipQuerySet:
        """Rows without which the team still has an owner."""
        owners = Membership.objects.granting(Right.OWN).filter(team=OuterRef("team")).exclude(pk=OuterRef("pk"))
        return self.filter(~Q(role=Role.OWNER) | Exists(owners))

    @transaction.atomic
    def give_role(self, by: By, member: Membership, role: Role) -> bool:
        """Give somebody another role; False when they have it.

        Raises OwnersOnly where only an owner may, LastOwner where the team would have none, NotAllowed where
        anything else speaks against it: the right is gone, or somebody was quicker.
        """
        Team.objects.lock(member.team_id)
        before = Role(member.role)
        if role == before:
            return False
        right = Right.OWN if Role.OWNER in (role, before) else Right.PEOPLE
        row = self._changeable(by, member, right)
        if not row._leaving_an_owner().update(role=role):
            raise self._why_not(by, member, right, row)
        Entry.objects.write(
            by, Verb.ROLE_CHANGED, team=member.team, subject=member.user, detail=f"{before.label} → {role.label}"
        )
        self._tell(by, member, before, role)
        member.role = role
        return True

    def _tell(self, by: By, member: Membership, before: Role, role: Role) -> None:
        pieces = {"team": member.team, "before": before.label, "role": role.label}
        Notice.objects.tell_done(by, member.user, Kind.ROLE_CHANGED, link=reverse("team_roles:index"), **pieces)

    def _why_not(self, by: By, member: Membership, right: Right, row: MembershipQuerySet) -> NotAllowed:
        if row.exists():
            return LastOwner(str(member.user), str(member.team))
        if right == Right.OWN and by.user and self.granting(Right.PEOPLE).filter(team=member.team, user=by.user):
            return OwnersOnly()
        return NotAllowed()

    @transaction.atomic
    def hand_over(self, by: By, member: Membership, to: Membership) -> None:
        """Make somebody else the owner and oneself an admin. Raises NotAllowed."""
        Team.objects.lock(member.team_id)
        able = self.granting(Right.SEE).filter(team_id=member.team_id).exclude(pk=member.pk)
        before = Role(to.role)
        if not able.filter(pk=to.pk).update(role=Role.OWNER):
            raise NotAllowed
        if not self._changeable(by, member, Right.OWN).filter(user=by.user).update(role=Role.ADMIN):
            raise NotAllowed
        detail = f"{member.user} → {to.user}"
        Entry.objects.write(by, Verb.TEAM_HANDED_OVER, team=member.team, subject=member.team, detail=detail)
        if before != Role.OWNER:
            self._tell(by, to, before, Role.OWNER)

    @transaction.atomic
    def end(self, by: By, member: Membership) -> None:
        """Take somebody out of the team; what they leave behind is for the floors above. Raises as `give_role` does."""
        Team.objects.lock(member.team_id)
        right = Right.OWN if member.role == Role.OWNER else Right.PEOPLE
        is_own = by.user is not None and by.user.pk == member.user_id
        row = self._changeable(By(None) if is_own else by, member, right)
        if not row._leaving_an_owner().delete()[0]:
            raise self._why_not(by, member, right, row)


class Membership(models.Model):
    """One person in one team. New jobs of theirs there go to `project`, as long as it is open."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    project = models.ForeignKey(
        "accounts.Project",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("project they work for"),
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "team"], name="one_membership")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.team_id}"

    def may(self, right: Right) -> bool:
        return right in RIGHTS[Role(self.role)]
