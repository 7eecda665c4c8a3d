"""Pictures that belong together: put there by hand, or found by a search that stays."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture
from mjweb.accounts.models import Membership, Team, User

LONGEST = 80  # characters
GAP = 1 << 32  # between two places, so that a picture can be put between without moving the others


class CollectionQuerySet(models.QuerySet["Collection"]):
    def visible_to(self, user: User) -> CollectionQuerySet:
        """The person's own and the shared ones of their teams."""
        teams = Membership.objects.teams_seen_by(user)
        return self.filter(Q(user=user) | Q(team__in=teams, is_private=False))

    def here(self, user: User) -> CollectionQuerySet:
        """Those of the space that the person is in, by name."""
        return self.visible_to(user).filter(team=user.team).order_by("name", "pk")

    def voted_on(self, user: User) -> CollectionQuerySet:
        """Those on which a team can vote: filled by hand, and seen by more than one."""
        return self.here(user).filter(query="", is_private=False, team__personal_of=None)

    def hold(self, collection: Collection) -> bool:
        """Let nobody else put pictures into it until the transaction ends; False where it is gone."""
        return self.select_for_update().filter(pk=collection.pk).first() is not None


class Collection(models.Model):
    """Of a team and of who made it. `query` makes it live: it holds whatever that search finds.

    `is_blind`: what people say of its pictures is shown when all have voted (mjweb.gallery.voting).
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="collections")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collections")
    name = models.CharField(_("name"), max_length=LONGEST)
    is_private = models.BooleanField(_("private"), default=False)
    is_blind = models.BooleanField(_("blind"), default=False, db_default=False)
    query = models.CharField(_("search"), max_length=400, blank=True)
    cover = models.ForeignKey(Picture, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[CollectionQuerySet] = CollectionQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("collections:collection", args=[self.pk])

    def last_place(self) -> int:
        return int(self.items.aggregate(last=Max("place"))["last"] or 0)


class Item(models.Model):
    """A picture in a collection; `place` is where it stands, smallest first."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="items")
    place = models.BigIntegerField()

    objects: ClassVar[models.Manager[Item]] = models.Manager()

    class Meta:
        verbose_name = _("picture of a collection")
        verbose_name_plural = _("pictures of collections")
        constraints = [models.UniqueConstraint(fields=["collection", "picture"], name="once_in_a_collection")]
        indexes = [models.Index(fields=["collection", "place", "id"], name="item_in_order")]

    def __str__(self) -> str:
        return f"picture {self.picture_id} in collection {self.collection_id}"
