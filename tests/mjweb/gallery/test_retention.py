"""What nobody keeps goes into the bin where a team says so, and what anybody keeps never does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.actions import Action
from jobs.models import Input, Job, Picture
from mjweb.accounts.models import Notice, User
from mjweb.gallery import choosing, retention
from mjweb.gallery.models import Collection, Item, Retention
from mjweb.gallery.models.retention import EVERY
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.linking import linked

Keep = Callable[[User, Picture], object]


@pytest.fixture
def old(alice: User, made: Make) -> list[Picture]:
    """Four pictures of a hundred days ago, and a rule of ninety days that is due."""
    pictures = made(alice, "a cat", 4)
    Picture.objects.update(created_at=timezone.now() - timedelta(days=100))
    Retention.objects.create(team=alice.team, days=90, passed_at=timezone.now() - EVERY)
    return pictures


def binned() -> list[int]:
    return sorted(Picture.objects.exclude(binned_at=None).values_list("pk", flat=True))


def pass_through(user: User) -> None:
    retention.run(user.team.pk)


def _collect(alice: User, picture: Picture) -> None:
    made = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    choosing.collect(alice, [picture.pk], made)


def _cover(alice: User, picture: Picture) -> None:
    Collection.objects.create(team=alice.team, user=alice, name="Harbour", query="cat", cover=picture)


def _refer(_alice: User, picture: Picture) -> None:
    Input.objects.create(job=picture.job, picture=picture, number=1)


def _go_on(_alice: User, picture: Picture) -> None:
    job = picture.job
    again = {name: getattr(job, name) for name in ("batch", "user", "team", "prompt", "mode", "quote", "timeout")}
    Job.objects.create(**again, number=1, action=Action.VARY_STRONG, parent=job, index=picture.index)


def _restore(alice: User, picture: Picture) -> None:
    choosing.throw_away(alice, [picture.pk])
    choosing.restore(alice, [picture.pk])


KEPT: dict[str, Keep] = {
    "favourite": lambda alice, one: choosing.mark(alice, [one.pk], favourite=True),
    "graded": lambda alice, one: choosing.mark(alice, [one.pk], grade=1),
    "kept": lambda alice, one: choosing.mark(alice, [one.pk], verdict="keep"),
    "tagged": lambda alice, one: choosing.tag(alice, [one.pk], "sky"),
    "collected": _collect,
    "a cover": _cover,
    "shared": lambda alice, one: linked(alice, [one]),
    "a reference": _refer,
    "gone on with": _go_on,
    "restored": _restore,
}


def test_what_nobody_keeps_goes_into_the_bin(alice: User, old: list[Picture]) -> None:
    pass_through(alice)
    assert binned() == sorted(one.pk for one in old)


@pytest.mark.parametrize("kept", KEPT)
def test_what_somebody_keeps_stays(alice: User, old: list[Picture], kept: str) -> None:
    KEPT[kept](alice, old[1])
    pass_through(alice)
    assert binned() == sorted(one.pk for one in old if one != old[1])


def test_what_was_rejected_is_not_kept(alice: User, old: list[Picture]) -> None:
    choosing.mark(alice, [old[0].pk], verdict="reject")
    pass_through(alice)
    assert old[0].pk in binned()


def test_what_a_colleague_keeps_stays(alice: User, bob: User, old: list[Picture]) -> None:
    choosing.mark(bob, [old[0].pk], favourite=True)
    pass_through(alice)
    assert old[0].pk not in binned()


def test_what_is_younger_stays(alice: User, old: list[Picture]) -> None:
    Picture.objects.filter(pk=old[2].pk).update(created_at=timezone.now() - timedelta(days=89))
    pass_through(alice)
    assert old[2].pk not in binned()


def test_another_team_keeps_its_own(alice: User, charlie: User, made: Make, old: list[Picture]) -> None:
    (his,) = made(charlie, "a dog", 1)
    Picture.objects.filter(pk=his.pk).update(created_at=timezone.now() - timedelta(days=400))
    pass_through(alice)
    assert his.pk not in binned()


def test_its_person_is_told_once_how_many_went(
    alice: User, old: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 1)
    pass_through(alice)
    told = Notice.objects.get(user=alice)
    assert (told.pieces["count"], told.link) == ("4", "/gallery/bin/")
    assert "went into the bin: 4." in told.sentence


def test_a_pass_that_put_nothing_there_says_nothing(alice: User, old: list[Picture]) -> None:
    choosing.mark(alice, [one.pk for one in old], favourite=True)
    pass_through(alice)
    assert not Notice.objects.exists()


def test_a_pass_is_a_day_after_the_last(alice: User, old: list[Picture]) -> None:
    Retention.objects.update(passed_at=timezone.now() - EVERY + timedelta(minutes=1))
    pass_through(alice)
    assert binned() == []


def test_it_is_asked_for_once_until_somebody_has_had_time_for_it(alice: User, old: list[Picture]) -> None:
    assert (Retention.objects.ask(), Retention.objects.ask()) == ([alice.team.pk], [])


def test_who_comes_second_to_a_step_takes_none(alice: User, old: list[Picture]) -> None:
    first, second = Retention.objects.get(), Retention.objects.get()
    assert retention.look_on(first) is not None
    assert retention.look_on(second) is None


def test_what_a_task_had_no_time_for_is_asked_for_again(
    alice: User, old: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SECONDS", 0.0)
    Retention.objects.ask()
    pass_through(alice)
    assert Retention.objects.ask() == [alice.team.pk]


def test_a_pass_that_was_cut_off_goes_on_where_it_was(
    alice: User, old: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "SLICE", 3)
    rule = Retention.objects.get()
    assert retention.look_on(rule) is not None
    assert len(binned()) == 3
    pass_through(alice)
    assert Notice.objects.get(user=alice).pieces["count"] == "4"


def test_another_rule_ends_a_pass(alice: User, old: list[Picture]) -> None:
    rule = Retention.objects.get()
    Retention.objects.update(days=365)
    assert retention.look_on(rule) is None
    assert binned() == []


def test_what_would_go_is_what_goes(alice: User, old: list[Picture]) -> None:
    choosing.mark(alice, [old[0].pk], grade=3)
    foreseen = retention.foreseen(alice.team, 90)
    pass_through(alice)
    assert foreseen == (len(binned()), True)


def test_of_many_pictures_only_the_oldest_are_counted(
    alice: User, old: list[Picture], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FORESEEN", 3)
    assert retention.foreseen(alice.team, 90) == (3, False)


def test_items_of_a_removed_collection_keep_nothing(alice: User, old: list[Picture]) -> None:
    _collect(alice, old[0])
    Collection.objects.all().delete()
    pass_through(alice)
    assert not Item.objects.exists()
    assert old[0].pk in binned()
