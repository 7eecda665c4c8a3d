"""Puts back what mjweb.gallery.choosing did, by what it wrote down of how it was before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from jobs import privacy
from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery.choosing import one_by_one, put_marks, set_private
from mjweb.gallery.models import Change, Collection, Item, Tag, Tagging
from mjweb.gallery.models.change import Kind


@one_by_one
def undo(user: User, change: int | None = None) -> Change | None:
    """Put the person's last change back as it was, or the one that is named; None where there is nothing to undo."""
    standing = Change.objects.of(user).standing()
    last = (standing if change is None else standing.filter(pk=change)).first()
    if last is None or not Change.objects.filter(pk=last.pk, undone_at=None).update(undone_at=timezone.now()):
        return None
    _UNDOING[Kind(last.kind)](user, last.before)
    return last


def _unmark(user: User, before: list[list[Any]]) -> None:
    put_marks(user, before)


def _untag(_user: User, before: dict[str, Any]) -> None:
    Tagging.objects.filter(tag=before["tag"], picture__in=before["pictures"]).delete()


def _retag(user: User, before: dict[str, Any]) -> None:
    if Tag.objects.filter(pk=before["tag"]).exists():
        here = Picture.objects.filter(pk__in=before["pictures"]).values_list("pk", flat=True)
        rows = [Tagging(tag_id=before["tag"], picture_id=number, user=user) for number in here]
        Tagging.objects.bulk_create(rows, ignore_conflicts=True)


def _uncollect(_user: User, before: dict[str, Any]) -> None:
    Item.objects.filter(collection=before["collection"], picture__in=before["pictures"]).delete()


def _put_back(_user: User, before: dict[str, Any]) -> None:
    if Collection.objects.filter(pk=before["collection"]).exists():
        places = dict(before["items"])
        here = Picture.objects.filter(pk__in=places).values_list("pk", flat=True)
        rows = [Item(collection_id=before["collection"], picture_id=pk, place=places[pk]) for pk in here]
        Item.objects.bulk_create(rows, ignore_conflicts=True)


def _move_back(_user: User, before: dict[str, Any]) -> None:
    items = Item.objects.filter(collection=before["collection"], picture=before["picture"])
    items.update(place=before["place"])


def _unbin(user: User, before: list[list[Any]]) -> None:
    for moment in {row[1] for row in before}:
        numbers = [number for number, was in before if was == moment]
        binned_at = datetime.fromisoformat(moment) if moment else None
        Picture.objects.filter(user=user, pk__in=numbers, purged_at=None).update(binned_at=binned_at)


def _unhide(user: User, before: list[int]) -> None:
    set_private(user, list(Job.objects.of(user).filter(pk__in=before).values_list("pk", flat=True)), None)


def _rehide(user: User, before: list[int]) -> None:
    set_private(user, list(Job.objects.of(user).filter(pk__in=before).values_list("pk", flat=True)), timezone.now())


_UNDOING: dict[Kind, Callable[[User, Any], None]] = {
    Kind.MARKED: _unmark,
    Kind.TAGGED: _untag,
    Kind.UNTAGGED: _retag,
    Kind.COLLECTED: _uncollect,
    Kind.TAKEN_OUT: _put_back,
    Kind.MOVED: _move_back,
    Kind.BINNED: _unbin,
    Kind.RESTORED: _unbin,
    Kind.HIDDEN: _unhide,
    Kind.SHOWN: _rehide,
    Kind.WORDS_HIDDEN: lambda user, before: privacy.set_words(user, before, hidden=False),
    Kind.WORDS_SHOWN: lambda user, before: privacy.set_words(user, before, hidden=True),
}
