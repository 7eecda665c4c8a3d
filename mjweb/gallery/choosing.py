"""What a person does to pictures: mark, tag, collect, bin, hide; each in one step that can be undone.

Every verb takes the numbers of pictures as they came from a page, keeps to those that the person may see, writes down
how it was in the same transaction, and answers with that change; None where it changed nothing. mjweb.gallery.undoing
goes by what is written down here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import transaction
from django.utils import timezone

from jobs import privacy
from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery.models import Change, Collection, Item, Mark, Tag, Tagging
from mjweb.gallery.models.change import Kind
from mjweb.gallery.models.collection import GAP

MOST = 5_000  # pictures at once


_P = ParamSpec("_P")
_R = TypeVar("_R")


def one_by_one(verb: Callable[Concatenate[User, _P], _R]) -> Callable[Concatenate[User, _P], _R]:
    """In one transaction, after whatever else the person does at the same moment: each knows what was before."""

    @wraps(verb)
    def in_turn(user: User, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)
            return verb(user, *args, **kwargs)

    return in_turn


def _seen(user: User, numbers: Iterable[int]) -> list[int]:
    """Those that the person may see and judge."""
    pictures = Picture.objects.visible_to(user).shown().filter(pk__in=list(numbers)[:MOST])
    return list(pictures.order_by("-pk").values_list("pk", flat=True))


def _own(user: User, numbers: Iterable[int]) -> list[int]:
    """Those that are the person's own: to throw away and to hide."""
    pictures = Picture.objects.filter(user=user, pk__in=list(numbers)[:MOST]).shown()
    return list(pictures.order_by("-pk").values_list("pk", flat=True))


def _write(user: User, kind: Kind, numbers: list[int], before: Any, word: str = "") -> Change:
    Change.objects.of(user).forget()
    return Change.objects.create(user=user, kind=kind, count=len(numbers), before=before, word=word[:100])


# Marks ----------------------------------------------------------------------------------------------------------------


@one_by_one
def mark(user: User, numbers: Iterable[int], /, **said: bool | int | str) -> Change | None:
    """Say of each `favourite`, `grade` (0 to 5) or `verdict` ("keep", "reject", ""); what is not named stays."""
    seen = _seen(user, numbers)
    old = {one.picture_id: one for one in Mark.objects.filter(user=user, picture__in=seen)}
    before: list[list[Any]] = []
    for number in seen:
        was = old.get(number) or Mark(user=user, picture_id=number)
        if any(getattr(was, name) != value for name, value in said.items()):
            before.append([number, was.favourite, was.grade, was.verdict])
    if not before:
        return None
    put_marks(user, [[number, *_merged(was, said)] for number, *was in before])
    return _write(user, Kind.MARKED, [row[0] for row in before], before)


def _merged(was: list[Any], said: dict[str, Any]) -> list[Any]:
    return [said.get(name, value) for name, value in zip(("favourite", "grade", "verdict"), was, strict=True)]


def put_marks(user: User, rows: list[list[Any]]) -> None:
    """Let the marks be these; one that says nothing is none."""
    silent = [number for number, favourite, grade, verdict in rows if not (favourite or grade or verdict)]
    Mark.objects.filter(user=user, picture__in=silent).delete()
    marks = [
        Mark(user=user, picture_id=number, favourite=favourite, grade=grade, verdict=verdict)
        for number, favourite, grade, verdict in rows
        if favourite or grade or verdict
    ]
    here = set(Picture.objects.filter(pk__in=[one.picture_id for one in marks]).values_list("pk", flat=True))
    Mark.objects.bulk_create(
        [one for one in marks if one.picture_id in here],
        update_conflicts=True,
        unique_fields=["user", "picture"],
        update_fields=["favourite", "grade", "verdict"],
    )


# Tags -----------------------------------------------------------------------------------------------------------------


@one_by_one
def tag(user: User, numbers: Iterable[int], name: str) -> Change | None:
    """Put a tag on each; made where the team has none of that name."""
    seen = _of_team(user, numbers)
    if not seen:
        return None
    word = Tag.objects.named(user.team, name)
    had = set(Tagging.objects.filter(tag=word, picture__in=seen).values_list("picture", flat=True))
    new = [number for number in seen if number not in had]
    if not new:
        return None
    Tagging.objects.bulk_create(
        [Tagging(tag=word, picture_id=number, user=user) for number in new], ignore_conflicts=True
    )
    return _write(user, Kind.TAGGED, new, {"tag": word.pk, "pictures": new}, word.name)


@one_by_one
def untag(user: User, numbers: Iterable[int], name: str) -> Change | None:
    """Take a tag off each."""
    word = Tag.objects.filter(team=user.team, name__iexact=name).first()
    if word is None:
        return None
    taggings = Tagging.objects.filter(tag=word, picture__in=_of_team(user, numbers))
    had = list(taggings.values_list("picture", flat=True))
    if not had:
        return None
    taggings.delete()
    return _write(user, Kind.UNTAGGED, had, {"tag": word.pk, "pictures": had}, word.name)


def _of_team(user: User, numbers: Iterable[int]) -> list[int]:
    """Those of the space that the person is in: its tags and collections are for its pictures."""
    team = Picture.objects.filter(team=user.team, pk__in=_seen(user, numbers))
    return list(team.order_by("-pk").values_list("pk", flat=True))


# Collections ----------------------------------------------------------------------------------------------------------


@one_by_one
def collect(user: User, numbers: Iterable[int], collection: Collection) -> Change | None:
    """Add each to a collection, behind what is there."""
    seen = _of_team(user, numbers)
    if not Collection.objects.hold(collection):
        return None
    had = set(Item.objects.filter(collection=collection, picture__in=seen).values_list("picture", flat=True))
    new = [number for number in seen if number not in had]
    if not new:
        return None
    last = collection.last_place()
    items = [
        Item(collection=collection, picture_id=number, place=last + GAP * count)
        for count, number in enumerate(new, start=1)
    ]
    Item.objects.bulk_create(items, ignore_conflicts=True)
    return _write(user, Kind.COLLECTED, new, {"collection": collection.pk, "pictures": new}, collection.name)


@one_by_one
def take_out(user: User, numbers: Iterable[int], collection: Collection) -> Change | None:
    """Take each out of a collection; the pictures stay."""
    items = Item.objects.filter(collection=collection, picture__in=list(numbers)[:MOST])
    had = [list(row) for row in items.values_list("picture", "place")]
    if not had:
        return None
    items.delete()
    before = {"collection": collection.pk, "items": had}
    return _write(user, Kind.TAKEN_OUT, [number for number, _place in had], before, collection.name)


@one_by_one
def move(user: User, number: int, collection: Collection, place: int) -> Change | None:
    """Put a picture of a collection at a place among the others, 0 for the first."""
    return _move(user, number, collection, place) if Collection.objects.hold(collection) else None


def _move(user: User, number: int, collection: Collection, place: int) -> Change | None:
    items = collection.items.order_by("place", "pk")
    item = items.filter(picture=number).first()
    if item is None:
        return None
    others = list(items.exclude(pk=item.pk).values_list("place", flat=True))
    place = max(0, min(place, len(others)))
    low = others[place - 1] if place else 0  # places are above 0: pages go on behind one
    high = others[place] if place < len(others) else low + 2 * GAP
    if high - low < 2:
        _spread(collection)
        return _move(user, number, collection, place)
    was = item.place
    Item.objects.filter(pk=item.pk).update(place=(low + high) // 2)
    return _write(
        user, Kind.MOVED, [number], {"collection": collection.pk, "place": was, "picture": number}, collection.name
    )


def _spread(collection: Collection) -> None:
    """Make room between the places again."""
    items = list(collection.items.order_by("place", "pk"))
    for count, item in enumerate(items, start=1):
        item.place = GAP * count
    Item.objects.bulk_update(items, ["place"])


# Bin and privacy ------------------------------------------------------------------------------------------------------


@one_by_one
def throw_away(user: User, numbers: Iterable[int]) -> Change | None:
    """Put the person's own into the bin, where they stay for a while."""
    return _since(user, Kind.BINNED, _own(user, numbers), "binned_at", timezone.now())


@one_by_one
def restore(user: User, numbers: Iterable[int]) -> Change | None:
    """Take the person's own out of the bin."""
    binned = list(Picture.objects.filter(user=user, pk__in=list(numbers)[:MOST]).binned().values_list("pk", flat=True))
    change = _since(user, Kind.RESTORED, binned, "binned_at", None)
    Picture.objects.filter(pk__in=binned).update(restored_at=timezone.now())
    return change


def _since(user: User, kind: Kind, own: list[int], name: str, moment: datetime | None) -> Change | None:
    """Set a time of pictures of the person's own, and write down what it was of each."""
    changing = Picture.objects.filter(pk__in=own).exclude(**{name: moment})
    before = [[number, was and was.isoformat()] for number, was in changing.values_list("pk", name)]
    if not before:
        return None
    numbers = [row[0] for row in before]
    Picture.objects.filter(pk__in=numbers).update(**{name: moment})
    return _write(user, kind, numbers, before)


@one_by_one
def hide(user: User, numbers: Iterable[int]) -> Change | None:
    """Let only the person see these: their jobs with all their pictures, for one would tell of the others."""
    return _hide(user, Kind.HIDDEN, numbers, timezone.now())


@one_by_one
def show(user: User, numbers: Iterable[int]) -> Change | None:
    """Let the team see these and their jobs again."""
    return _hide(user, Kind.SHOWN, numbers, None)


def _hide(user: User, kind: Kind, numbers: Iterable[int], moment: datetime | None) -> Change | None:
    jobs = Job.objects.of(user).filter(pictures__in=_own(user, numbers)).filter(private_at__isnull=moment is not None)
    changing = sorted(set(jobs.values_list("pk", flat=True)))
    if not changing:
        return None
    if moment is not None:
        changing = sorted({*changing, *privacy.under_way(user, changing).values_list("pk", flat=True)})
    set_private(user, changing, moment)
    count = list(Picture.objects.shown().filter(job__in=changing).values_list("pk", flat=True))
    return _write(user, kind, count, changing)


def set_private(user: User, jobs: list[int], moment: datetime | None) -> None:
    (privacy.show if moment is None else privacy.hide)(user, jobs)


@one_by_one
def hide_words(user: User, numbers: Iterable[int]) -> Change | None:
    """Let only the person read the prompts of these, wherever else of theirs the same words stand."""
    return _set_words(user, Kind.WORDS_HIDDEN, numbers, hidden=True)


@one_by_one
def show_words(user: User, numbers: Iterable[int]) -> Change | None:
    """Let the team read them again."""
    return _set_words(user, Kind.WORDS_SHOWN, numbers, hidden=False)


def _set_words(user: User, kind: Kind, numbers: Iterable[int], *, hidden: bool) -> Change | None:
    jobs = Job.objects.of(user).filter(pictures__in=_own(user, numbers)).values_list("pk", flat=True)
    changing = privacy.same_words(user, sorted(set(jobs)), hidden=not hidden)
    if not changing:
        return None
    privacy.set_words(user, changing, hidden=hidden)
    pictures = Picture.objects.shown().filter(job__in=changing)
    return _write(user, kind, list(pictures.values_list("pk", flat=True)), changing)
