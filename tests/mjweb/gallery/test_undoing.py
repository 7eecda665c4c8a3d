"""Everything that is done to pictures can be put back as it was, once, by who did it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from mjweb.accounts.models import User
from mjweb.gallery import choosing, undoing
from mjweb.gallery.models import Change, Collection, Tagging
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.test_choosing import cats, harbour, state

__all__ = ["cats", "harbour"]


def test_each_change_is_undone_as_it_was(alice: User, bob: User, made: Make, harbour: Collection) -> None:
    cats = [picture.pk for text in ("a cat", "a dog", "a fox") for picture in made(alice, text, 2)]
    dice = random.Random(5)
    verbs: list[Callable[[list[int]], Change | None]] = [
        lambda some: choosing.mark(alice, some, favourite=dice.random() < 0.6),
        lambda some: choosing.mark(alice, some, grade=dice.randint(0, 5)),
        lambda some: choosing.mark(alice, some, verdict=dice.choice(["keep", "reject", ""])),
        lambda some: choosing.tag(alice, some, dice.choice(["sky", "sea"])),
        lambda some: choosing.untag(alice, some, dice.choice(["sky", "sea"])),
        lambda some: choosing.collect(alice, some, harbour),
        lambda some: choosing.take_out(alice, some, harbour),
        lambda some: choosing.move(alice, some[0], harbour, dice.randint(0, 6)),
        lambda some: choosing.throw_away(alice, some),
        lambda some: choosing.restore(alice, some),
        lambda some: choosing.hide(alice, some),
        lambda some: choosing.show(alice, some),
    ]
    states: list[dict[str, list[tuple[Any, ...]]]] = []
    kinds: set[str] = set()
    for _ in range(120):
        before = state()
        change = dice.choice(verbs)(dice.sample(cats, dice.randint(1, 4)))
        if change is None:
            assert state() == before
        else:
            states.append(before)
            kinds.add(change.kind)
    assert len(kinds) == 10
    while states:
        assert undoing.undo(alice) is not None
        assert state() == states.pop()
    assert undoing.undo(alice) is None


def test_a_change_is_undone_once(alice: User, cats: list[int]) -> None:
    change = choosing.mark(alice, cats, favourite=True)
    assert change is not None
    assert undoing.undo(alice, change.pk) is not None
    assert undoing.undo(alice, change.pk) is None


def test_nobody_undoes_what_another_did(alice: User, bob: User, cats: list[int]) -> None:
    change = choosing.mark(alice, cats, favourite=True)
    assert change is not None
    assert undoing.undo(bob, change.pk) is None


def test_undo_leaves_what_others_tagged(alice: User, bob: User, cats: list[int]) -> None:
    choosing.tag(bob, cats[:1], "sky")
    choosing.tag(alice, cats, "sky")
    undoing.undo(alice)
    assert list(Tagging.objects.values_list("picture", flat=True)) == [cats[0]]
