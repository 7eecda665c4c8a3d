"""Projects: what a team works for, a campaign or a client, by which its pictures and costs are told apart."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models.team import Team


class ProjectQuerySet(models.QuerySet["Project"]):
    def open(self) -> ProjectQuerySet:
        """Those that take new jobs."""
        return self.filter(ended_at=None)

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
