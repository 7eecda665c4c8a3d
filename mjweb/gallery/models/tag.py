"""A free word that a team puts on pictures."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture
from mjweb.accounts.models import Team

LONGEST = 40  # characters


class TagQuerySet(models.QuerySet["Tag"]):
    def named(self, team: Team, name: str) -> Tag:
        """The team's tag of that name, whatever its case; made where there is none."""
        found = self.filter(team=team, name__iexact=name).first()
        if found is None:
            self.bulk_create([Tag(team=team, name=name)], ignore_conflicts=True)  # two may make it at once
            found = self.get(team=team, name__iexact=name)
        return found


class Tag(models.Model):
    """Of one team, which sees it on every picture of the team's."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=LONGEST)

    objects: ClassVar[TagQuerySet] = TagQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint("team", Lower("name"), name="one_tag_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on a picture, and who put it there."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="taggings")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="taggings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[models.Manager[Tagging]] = models.Manager()

    class Meta:
        verbose_name = _("tag of a picture")
        verbose_name_plural = _("tags of pictures")
        constraints = [models.UniqueConstraint(fields=["tag", "picture"], name="one_tag_a_picture")]

    def __str__(self) -> str:
        return f"tag {self.tag_id} of picture {self.picture_id}"
