"""A person who signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.errors import LastOwner
from mjweb.accounts.models.entry import Entry, Verb
from mjweb.accounts.models.team import Membership, Team
from mjweb.accounts.roles import Right, Role

if TYPE_CHECKING:
    from mjweb.accounts.models.project import Project

FIRST_OWNER = "owner@localhost"


class UserManager(BaseUserManager["User"]):
    """Makes people, each with a team to be in and a space of their own."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        """Make a person without a team; `add` is what commands and pages use."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    @transaction.atomic
    def add(self, email: str, *, name: str = "", team: Team | None = None, role: Role = Role.MEMBER) -> User:
        """Make a person with a verified address in `team` (default: the site's first team)."""
        user = self.create_user(email, name=name, is_staff=role == Role.OWNER)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        Membership.objects.create(user=user, team=team or Team.objects.default(), role=role)
        self.give_space(user)
        return user

    @transaction.atomic
    def enrol(self, email: str, password: str, *, name: str = "") -> User:
        """Make a person whose address is known to be theirs, with a space of their own and in no team yet."""
        user = self.create_user(email, password, name=name)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self.give_space(user)
        return user

    def give_space(self, user: User) -> Team:
        """Make the space that is this person's alone."""
        space = Team.objects.create(personal_of=user)
        Membership.objects.create(user=user, team=space, role=Role.OWNER)
        return space

    def first_owner(self) -> User:
        """The person who was made when the site was started for the first time."""
        user = self.order_by("pk").filter(is_staff=True).first()
        return user or self.add(FIRST_OWNER, name=str(_("Owner")), role=Role.OWNER)

    @transaction.atomic
    def deactivate(self, by: By, user: User, team: Team) -> bool:
        """Shut somebody out from their next request on, told in the trail of `team`. False when they were already.

        Raises LastOwner where a team with others in it would be left without an owner who can sign in.
        """
        owned = Membership.objects.of(user).granting(Right.OWN).filter(team__personal_of=None)
        for pk in owned.order_by("team").values_list("team_id", flat=True):
            Team.objects.lock(pk)
        others = Membership.objects.granting(Right.SEE).filter(team=OuterRef("team")).exclude(user=user)
        alone = owned.filter(Exists(others)).exclude(Exists(others.granting(Right.OWN)))
        if not self.filter(~Exists(alone), pk=user.pk, is_active=True).update(is_active=False):
            if left := alone.select_related("team").first():
                raise LastOwner(str(user), str(left.team))
            return False
        for session in UserSession.objects.filter(user=user):
            session.end()
        Entry.objects.write(by, Verb.DEACTIVATED, team=team, subject=user)
        return True

    @transaction.atomic
    def reactivate(self, by: By, user: User, team: Team) -> bool:
        """Let somebody in again. False when they were not shut out."""
        if not self.filter(pk=user.pk, is_active=False).update(is_active=True):
            return False
        Entry.objects.write(by, Verb.REACTIVATED, team=team, subject=user)
        return True


class User(AbstractBaseUser, PermissionsMixin):
    """A person; the address is the name to sign in with, always in lower case."""

    email = models.EmailField(_("email"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("operator"), default=False)
    shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    current = models.ForeignKey(
        Team, on_delete=models.SET_NULL, related_name="+", null=True, blank=True, verbose_name=_("space they are in")
    )
    max_queue = models.PositiveIntegerField(_("unfinished jobs by the API"), null=True, blank=True)
    unread = models.PositiveIntegerField(_("unread notices"), default=0)  # kept by Notice.objects
    by_mail = models.JSONField(_("what comes by mail"), default=dict, blank=True)  # kind of notice: yes or no
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        """One or two letters for the round badge."""
        words = (self.name or self.email.split("@")[0]).replace(".", " ").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @property
    def hue(self) -> int:
        """A colour angle in degrees that stays the same for one person."""
        return (self.pk or 0) * 137 % 360

    @cached_property
    def spaces(self) -> list[Membership]:
        """The person's part in each of their teams and in their own space, in the order of lists; one query."""
        return list(Membership.objects.of(self).select_related("team", "project").in_order())

    @property
    def membership(self) -> Membership:
        """Their part in the space they are in: the one they chose, else the first."""
        chosen = (one for one in self.spaces if one.team_id == self.current_id)
        return next(chosen, self.spaces[0])

    @property
    def team(self) -> Team:
        """The space they are in: where new work goes, and whose work pages show."""
        return self.membership.team

    @property
    def home(self) -> Team:
        """The team that they joined first, whose owners look after them; without one, their own space."""
        return self.spaces[0].team

    def may(self, right: Right) -> bool:
        """Whether they may do this in the space they are in."""
        return self.membership.may(right)

    def wants_by_mail(self, kind: str, usual: bool) -> bool:
        """Whether notices of this kind come by mail too: what they chose, else what is usual."""
        return bool(self.by_mail.get(kind, usual))

    @property
    def creates(self) -> bool:
        """Whether their role makes pictures where they are; who only looks is shown no button that does."""
        return self.may(Right.CREATE)

    def work_for(self, project: Project | None) -> None:
        """Let new jobs, in the space they are in, go to a project of that space, or to none."""
        mine = self.membership
        if project is not None and project.team_id != mine.team_id:
            raise ValueError("a project of another team")
        if mine.project_id != (project.pk if project else None):
            Membership.objects.filter(pk=mine.pk).update(project=project)
            mine.project = project

    def enter(self, team: Team) -> bool:
        """Go over to another of one's spaces. False when one is not in it."""
        if all(one.team_id != team.pk for one in self.spaces):
            return False
        User.objects.filter(pk=self.pk).update(current=team)
        self.current = team
        return True


def display_name(user: User) -> str:
    """How a person is called on pages and in mail."""
    return str(user)
