"""Whose turn it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import dispatch, submit, turns
from jobs.models import Charge, Job, Lane, Upstream
from jobs.models.lane import Tags
from jobs.states import State
from mjweb.accounts.models import Membership, Role, Team, User
from tests.jobs.conftest import press


@pytest.fixture(autouse=True)
def service(db: None) -> Upstream:
    """One with a single place, so that places are given one after the other."""
    row = Upstream.objects.seed()
    Upstream.objects.update(limit=1)
    row.refresh_from_db()
    return row


def served(count: int) -> list[str]:
    """The texts of the next so many jobs, each of which ends when the next one comes."""
    texts = []
    for _ in range(count):
        (sending,) = dispatch.claim()
        texts.append(sending.job.prompt.split(" --")[0])
        Job.objects.move(sending.job.pk, State.CLAIMED, State.CANCELED, reason="canceled")
    return texts


def line() -> list[str]:
    texts = dict(Job.objects.values_list("pk", "text"))
    return [texts[pk] for pk in turns.order()]


def asked_before(job: Job, **ago: int) -> None:
    at = timezone.now() - timedelta(**ago)
    Job.objects.filter(pk=job.pk).update(created_at=at, rank=turns.rank(at, job.mode))


# Between people and teams ---------------------------------------------------------------------------------------------


def test_members_of_a_team_take_turns(alice: User, bob: User) -> None:
    press(alice, "a cat --repeat 3")
    press(bob, "a dog --repeat 3")
    assert served(6) == ["a cat", "a dog"] * 3


def test_a_team_of_many_is_served_no_more_than_a_team_of_one(alice: User, bob: User, charlie: User) -> None:
    press(alice, "a cat --repeat 4")
    press(bob, "a dog --repeat 4")
    press(charlie, "a koi --repeat 4")
    first = served(8)
    assert (first.count("a koi"), first.count("a cat"), first.count("a dog")) == (4, 2, 2)


def test_turns_are_counted_in_cost(alice: User, bob: User) -> None:
    press(alice, "a cat --repeat 6", "relax")
    press(bob, "a dog --repeat 3", "turbo")
    ratio = Job.objects.get(number=0, mode="turbo").quote / Job.objects.get(number=0, mode="relax").quote
    first = served(6)
    assert ratio == 4
    assert first.count("a dog") == 2


def test_what_is_free_takes_turns_like_anything(alice: User, bob: User) -> None:
    press(alice, "a cat --repeat 3")
    press(bob, "a dog --repeat 3")
    Job.objects.update(quote=0)
    assert served(6) == ["a cat", "a dog"] * 3


def test_who_comes_late_begins_where_the_others_are(alice: User, bob: User) -> None:
    press(alice, "a cat --repeat 10")
    served(6)
    press(bob, "a dog --repeat 4")
    assert served(5) == ["a dog", "a cat", "a dog", "a cat", "a dog"]


def test_who_was_away_has_saved_no_turns_up(alice: User, bob: User) -> None:
    press(bob, "a dog")
    served(1)
    press(alice, "a cat --repeat 10")
    served(6)
    press(bob, "a dog --repeat 6")
    assert served(6).count("a dog") == 3


def test_what_is_cancelled_costs_no_turn(alice: User, bob: User) -> None:
    for job in press(alice, "a cat --repeat 5"):
        submit.cancel(job)
    press(bob, "a dog")
    served(1)
    press(bob, "a dog --repeat 2")
    press(alice, "a cat --repeat 2")
    assert served(4).count("a cat") == 2
    assert Lane.objects.get(user=alice).tag == Lane.objects.get(user=bob).tag - 2_000


def test_who_is_refused_and_comes_back_pays_one_turn(alice: User) -> None:
    (job,) = press(alice, "a cat")
    dispatch.claim()
    before = Lane.objects.get().tag
    Job.objects.move(job.pk, State.CLAIMED, State.QUEUED)
    dispatch.claim()
    assert Lane.objects.get().tag == before == 2_000


def test_a_person_in_two_teams_has_a_line_in_each(alice: User, bob: User, charlie: User) -> None:
    Membership.objects.create(user=charlie, team=alice.team, role=Role.MEMBER)
    press(charlie, "a koi --repeat 2")
    User.objects.filter(pk=charlie.pk).update(current=alice.team)
    charlie.refresh_from_db()
    press(charlie, "a carp --repeat 2")
    press(bob, "a dog --repeat 2")
    assert served(4) == ["a koi", "a carp", "a koi", "a dog"]


def test_of_equals_who_waits_longest_is_first(alice: User, bob: User) -> None:
    (later,) = press(alice, "a cat")
    (earlier,) = press(bob, "a dog")
    asked_before(later, minutes=1)
    asked_before(earlier, minutes=2)
    assert served(2) == ["a dog", "a cat"]


# In a person's own line -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slow", "minutes", "quick", "first"),
    [
        ("relax", 4, "fast", "quick"),
        ("relax", 6, "fast", "slow"),
        ("fast", 4, "turbo", "quick"),
        ("fast", 6, "turbo", "slow"),
        ("relax", 9, "turbo", "quick"),
        ("relax", 11, "turbo", "slow"),
    ],
)
def test_a_faster_job_goes_before_what_was_asked_a_little_earlier(
    alice: User, slow: str, minutes: int, quick: str, first: str
) -> None:
    asked_before(press(alice, "slow", slow)[0], minutes=minutes)
    press(alice, "quick", quick)
    assert served(1) == [first]


def test_speed_buys_nothing_before_others(alice: User, bob: User) -> None:
    press(alice, "a cat", "turbo")
    served(1)
    press(alice, "a cat", "turbo")
    press(bob, "a dog", "relax")
    assert served(1) == ["a dog"]


def test_another_speed_is_another_place_in_the_own_line(alice: User) -> None:
    asked_before(press(alice, "a cat")[0], minutes=1)
    (job,) = press(alice, "a dog")
    submit.change_speed(job, "turbo")
    assert line() == ["a dog", "a cat"]


def test_what_was_moved_to_the_front_stays_there_at_another_speed(alice: User) -> None:
    press(alice, "a cat", "turbo")
    (job,) = press(alice, "a dog")
    Job.objects.filter(pk=job.pk).update(rank=-1)
    submit.change_speed(job, "relax")
    assert line() == ["a dog", "a cat"]


def test_what_was_moved_to_the_front_is_before_everybody(alice: User, bob: User, charlie: User) -> None:
    press(alice, "a cat --repeat 2")
    press(bob, "a dog --repeat 2")
    last = press(charlie, "a koi --repeat 3")[-1]
    served(3)
    Job.objects.filter(pk=last.pk).update(rank=-1, text="first")
    assert line()[0] == "first"
    assert turns.next_job() == last.pk


# Readings -------------------------------------------------------------------------------------------------------------


def test_the_order_that_is_told_is_the_order_that_comes(alice: User, bob: User, charlie: User) -> None:
    press(alice, "a cat --repeat 5", "relax")
    press(bob, "a dog --repeat 3", "turbo")
    press(charlie, "a koi --repeat 4")
    told = line()
    assert served(12) == told


def test_a_long_line_is_read_in_parts_and_comes_out_the_same(
    alice: User, bob: User, charlie: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(alice, "a cat --repeat 5", "relax")
    press(bob, "a dog --repeat 3", "turbo")
    press(charlie, "a koi --repeat 4")
    told = turns.order()
    monkeypatch.setattr(turns, "SHORT", 4)
    assert [turn.job.pk for turn in turns.in_turn(Job.objects.waiting(), 20)] == told


def test_of_a_long_line_only_as_many_are_read_as_there_are_places(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    press(alice, "a cat --repeat 9")
    monkeypatch.setattr(turns, "SHORT", 4)
    assert len(list(turns.in_turn(Job.objects.waiting(), 2))) == 2


def test_an_empty_line_has_no_turn(db: None) -> None:
    assert (turns.order(), turns.next_job(), dispatch.claim()) == ([], None, [])


def test_a_choice_takes_as_many_queries_for_one_team_as_for_ten(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(9):
        team = Team.objects.create(name=f"Team {number}")
        press(User.objects.add(f"p{number}@example.org", name=f"P {number}", team=team), "a cat")
    press(alice, "a cat")
    with django_assert_num_queries(2):
        assert len(list(turns.in_turn(Job.objects.waiting(), 10))) == 10


def test_who_goes_behind_goes_behind_everybody_and_in_turn_all_the_same(alice: User, bob: User, charlie: User) -> None:
    for user in (alice, bob, charlie):
        press(user, f"{user.name} --repeat 2")
    behind = {alice.pk, charlie.pk}
    found = [turn.user for turn in turns.in_turn(Job.objects.waiting(), 10, behind.__contains__)]
    assert found[:2] == [bob.pk, bob.pk]
    assert sorted(found[2:4]) == sorted(found[4:]) == sorted(behind)


# What is written down -------------------------------------------------------------------------------------------------


def test_two_who_charge_the_same_line_both_count(alice: User) -> None:
    team = alice.team.pk
    for _twin in range(2):  # both had read the tags before either wrote
        Lane.objects.charge([Charge(team, alice.pk, 5, 7, 100)])
    assert Lane.objects.tags({team}) == (0, {team: Tags(205, 7)}, {(team, alice.pk): 207})
