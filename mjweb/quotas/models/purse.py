"""A purse: what a person, a key, a team, a member of a team or a project may spend."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import ApiKey, Project, Team, User
from mjweb.quotas.errors import Whose
from mjweb.quotas.models.allowance import Allowance
from mjweb.quotas.models.default import Default
from mjweb.quotas.spans import Span

# Which purses `p` a job draws on: this person's own, and those of what it is asked for with and in.
APPLYING = """(
    (p.user_id = %(user)s AND p.team_id IS NULL)
    OR p.api_key_id = %(key)s
    OR (p.team_id = %(team)s AND (p.user_id IS NULL OR p.user_id = %(user)s))
    OR p.project_id = %(project)s
)"""


def drawing(
    user: User, key: ApiKey | None = None, team: Team | int | None = None, project: Project | None = None
) -> dict[str, int | None]:
    """What `APPLYING` asks for; nothing equals NULL, so what a job has not is nobody's purse."""
    found = (user, key, team, project)
    ours = (one.pk if isinstance(one, models.Model) else one for one in found)
    return dict(zip(("user", "key", "team", "project"), ours, strict=True))


class PurseQuerySet(models.QuerySet["Purse"]):
    def of(self, user: User, allowance: int | None = None) -> Purse:
        """The person's purse, made with `allowance` a month (default: their team's) when there is none yet."""
        found = self.filter(user=user, team=None).first()
        if found is not None:
            return found
        return self._make(Default.objects.of_team(user.home) if allowance is None else allowance, user=user)

    def limit(self, key: ApiKey, allowance: int) -> Purse:
        """Give a new key a purse of its own: its jobs draw on that and on its person's."""
        return self._make(allowance, api_key=key)

    def of_key(self, key: ApiKey) -> Purse | None:
        """The key's own purse; None where it may spend all that its person has."""
        return self.filter(api_key=key).first()

    def of_team(self, team: Team) -> Purse:
        """The team's pool; without an allowance it limits nobody."""
        return self.filter(team=team, user=None).first() or self._make(None, team=team)

    def of_member(self, team: Team, user: User) -> Purse:
        """What this person may take out of the team's pool. It outlives the membership, as its ledger has to."""
        return self.filter(team=team, user=user).first() or self._make(None, team=team, user=user)

    def of_project(self, project: Project) -> Purse:
        """The project's ceiling."""
        return self.filter(project=project).first() or self._make(None, project=project)

    def found(self, **owner: User | Team | Project) -> Purse:
        """The purse of one thing; one that is not there yet as it would be, not stored."""
        alone = {"user": None, "team": None, "api_key": None, "project": None} | owner
        return self.filter(**alone).first() or Purse(**owner)

    def _make(self, monthly: int | None, **owner: User | ApiKey | Team | Project) -> Purse:
        try:
            with transaction.atomic():
                purse = self.create(**owner)
                if monthly is not None:
                    Allowance.objects.create(purse=purse, span=Span.MONTH, amount=monthly)
                return purse
        except IntegrityError:  # somebody made it first
            return self.get(**{"user": None, "team": None, "api_key": None, "project": None} | owner)


class Purse(models.Model):
    """Of one thing: a person, a key, a team (its pool), a person in a team (their cap), or a project."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="purses", null=True, blank=True
    )
    api_key = models.OneToOneField(ApiKey, on_delete=models.PROTECT, related_name="purse", null=True, blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="purses", null=True, blank=True)
    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="purse", null=True, blank=True)

    objects: ClassVar[PurseQuerySet] = PurseQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("purse")
        verbose_name_plural = _("purses")
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, api_key__isnull=True, project__isnull=True)
                | Q(team__isnull=False, api_key__isnull=True, project__isnull=True)
                | Q(user__isnull=True, team__isnull=True, api_key__isnull=False, project__isnull=True)
                | Q(user__isnull=True, team__isnull=True, api_key__isnull=True, project__isnull=False),
                name="purse_of_one_thing",
            ),
            models.UniqueConstraint(fields=["user"], condition=Q(team=None), name="one_purse_a_person"),
            models.UniqueConstraint(fields=["team"], condition=Q(user=None), name="one_pool_a_team"),
            models.UniqueConstraint(fields=["team", "user"], name="one_cap_a_member"),
        ]

    def __str__(self) -> str:
        return f"purse {self.pk} of a {self.whose}"

    @property
    def whose(self) -> Whose:
        if self.api_key_id:
            return Whose.KEY
        if self.project_id:
            return Whose.PROJECT
        if self.team_id:
            return Whose.MEMBER if self.user_id else Whose.TEAM
        return Whose.PERSON

    @property
    def team_in_charge(self) -> Team:
        """Whose people set it: its own team's; of a person and their keys the one that they joined first."""
        if self.team is not None:
            return self.team
        if self.project is not None:
            return self.project.team
        user = self.user or (self.api_key.user if self.api_key else None)
        assert user is not None
        return user.home

    @property
    def zone(self) -> tzinfo:
        """The time zone in which its windows turn: the team's, else the site's."""
        if self.team is not None:
            return self.team.tzinfo
        if self.project is not None:
            return self.project.team.tzinfo
        if self.api_key is not None:
            return self.api_key.team.tzinfo
        assert self.user is not None
        return self.user.home.tzinfo
