"""What a person keeps and shares: who sees it, who may change it, and how long it can be brought back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from jobs.models import Preset
from mjweb.accounts.models import User


def keep(user: User, name: str = "ink", *, shared: bool = False) -> Preset:
    return Preset.objects.create(user=user, team=user.team, name=name, text=", ink", is_shared=shared)


def test_one_sees_their_own_and_what_the_team_shares(alice: User, bob: User, charlie: User) -> None:
    own, shared = keep(bob, "own"), keep(alice, "shared", shared=True)
    keep(alice, "private")
    assert list(Preset.objects.visible_to(bob).by_name()) == [own, shared]
    assert not Preset.objects.visible_to(charlie).exists()


def test_the_maker_and_the_owners_of_the_team_may_change_what_is_shared(alice: User, bob: User, charlie: User) -> None:
    his, hers = keep(bob, "his", shared=True), keep(alice, "hers", shared=True)
    private = keep(bob, "private")
    assert set(Preset.objects.editable_by(alice)) == {his, hers}
    assert set(Preset.objects.editable_by(bob)) == {his, private}
    assert not Preset.objects.editable_by(charlie).exists()


def test_a_name_is_given_once_whatever_its_capitals(alice: User) -> None:
    keep(alice, "Ink")
    with pytest.raises(IntegrityError):
        keep(alice, "iNK")


def test_a_team_shares_a_name_once(alice: User, bob: User) -> None:
    keep(alice, shared=True)
    keep(bob, "INK")
    with pytest.raises(IntegrityError):
        keep(bob, "other", shared=False).__class__.objects.filter(user=bob).update(is_shared=True)


def test_a_removed_one_can_be_brought_back_within_a_day(alice: User) -> None:
    piece = keep(alice)
    assert Preset.objects.remove(piece.pk)
    assert not Preset.objects.remove(piece.pk)
    assert not Preset.objects.visible_to(alice).exists()
    assert Preset.objects.restore(piece.pk)
    assert list(Preset.objects.visible_to(alice)) == [piece]
    Preset.objects.filter(pk=piece.pk).update(removed_at=timezone.now() - timedelta(days=1, minutes=1))
    assert not Preset.objects.restore(piece.pk)


def test_what_is_past_that_goes_for_good(alice: User) -> None:
    old, other = keep(alice, "old"), keep(alice, "other")
    Preset.objects.filter(pk=old.pk).update(removed_at=timezone.now() - timedelta(days=2))
    Preset.objects.remove(other.pk)
    assert list(Preset.objects.all()) == [other]


def test_one_whose_name_was_given_away_stays_removed(alice: User) -> None:
    piece = keep(alice)
    Preset.objects.remove(piece.pk)
    keep(alice)
    assert not Preset.objects.restore(piece.pk)
