"""Projects: what a team works for, a campaign or a client, by which its pictures and costs are told apart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.models.entry import Entry, Verb
from mjweb.accounts.models.team import Membership, Team


class ProjectQuerySet(models.QuerySet["Project"]):
    def open(self) -> ProjectQuerySet:
        """Those that take new jobs."""
        return self.filter(ended_at=None)

    def named(self, team: Team | int, name: str) -> Project | None:
        """The open project of the team that has this name, however it is capitalised."""
        return self.open().filter(team=team, name__iexact=name.strip()).first()

    def by_name(self) -> ProjectQuerySet:
        return self.order_by(Lower("name"), "pk")


class Project(models.Model):
    """Of one team; an ended one keeps its pictures and its costs and takes no new jobs."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="projects")
    name = models.CharField(_("name"), max_length=80)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[ProjectQuerySet] = ProjectQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [models.UniqueConstraint("team", Lower("name"), name="one_project_of_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @transaction.atomic
    def end(self, by: By) -> bool:
        """Let it take no new jobs; False when it had ended before. Whoever works for it works for none from then on."""
        if not Project.objects.open().filter(pk=self.pk).update(ended_at=timezone.now()):
            return False
        Membership.objects.filter(project=self).update(project=None)
        Entry.objects.write(by, Verb.PROJECT_ENDED, team=self.team, subject=self.name)
        return True

    @transaction.atomic
    def reopen(self, by: By) -> bool:
        """Let it take new jobs again; False when it is open."""
        if not Project.objects.filter(pk=self.pk).exclude(ended_at=None).update(ended_at=None):
            return False
        Entry.objects.write(by, Verb.PROJECT_CHANGED, team=self.team, subject=self.name, detail=gettext("Opened again"))
        return True
