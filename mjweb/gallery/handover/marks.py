"""What people made of a picture in the gallery, as an archive says it, and back: marks, tags, collections."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch

from jobs.models import Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import User
from mjweb.gallery.models import Collection, Item, Mark, Tag, Tagging, Verdict
from mjweb.gallery.models import collection as collections
from mjweb.gallery.models import tag as tags
from mjweb.gallery.models.mark import BEST

MOST = 50  # tags, or collections, of one picture that are restored


def beside(pictures: PictureQuerySet, user: User) -> PictureQuerySet:
    """The same pictures with what `of` reads: the person's own marks, the team's tags, collections that they see."""
    items = Item.objects.filter(collection__in=Collection.objects.visible_to(user), collection__query="")
    return pictures.prefetch_related(
        Prefetch("marks", Mark.objects.filter(user=user)),
        Prefetch("taggings", Tagging.objects.select_related("tag").order_by("tag__name")),
        Prefetch("items", items.select_related("collection").order_by("collection__name")),
    )


def of(picture: Picture) -> dict[str, Any]:
    """As an archive says it."""
    mark = next(iter(picture.marks.all()), None) or Mark()
    return {
        "favourite": mark.favourite,
        "grade": mark.grade,
        "verdict": mark.verdict,
        "tags": [one.tag.name for one in picture.taggings.all()],
        "collections": [one.collection.name for one in picture.items.all()],
    }


def restore(picture: Picture, user: User, told: dict[str, Any]) -> None:
    """Let an imported picture have what an archive says of it; the person's collections are made where they are not."""
    grade, verdict = told.get("grade"), told.get("verdict")
    mark = Mark(
        user=user,
        picture=picture,
        favourite=told.get("favourite") is True,
        grade=grade if isinstance(grade, int) and 0 <= grade <= BEST else 0,
        verdict=verdict if verdict in Verdict.values else "",
    )
    if mark.favourite or mark.grade or mark.verdict:
        Mark.objects.bulk_create([mark], ignore_conflicts=True)
    for name in _names(told.get("tags"), tags.LONGEST):
        Tagging.objects.get_or_create(
            tag=Tag.objects.named(picture.team, name), picture=picture, defaults={"user": user}
        )
    for name in _names(told.get("collections"), collections.LONGEST):
        mine = Collection.objects.filter(user=user, team=picture.team, name=name, query="").order_by("pk").first()
        one = mine or Collection.objects.create(user=user, team=picture.team, name=name, is_private=True)
        Item.objects.get_or_create(
            collection=one, picture=picture, defaults={"place": one.last_place() + collections.GAP}
        )


def _names(said: object, longest: int) -> list[str]:
    words = said if isinstance(said, list) else []
    return [name for word in words[:MOST] if isinstance(word, str) and (name := " ".join(word.split())[:longest])]
