"""Teams, and who is in them as what."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

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


class Team(models.Model):
    """People who see one another's work. A personal space is a team of one, which nobody else can join."""

    name = models.CharField(_("name"), max_length=80)
    personal_of = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="personal_space", null=True, blank=True
    )
    zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[known_zone])
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


class Membership(models.Model):
    """One person in one team."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
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
