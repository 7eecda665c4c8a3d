"""The limits beside the places of a service."""

from __future__ import annotations

import secrets
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import caps, dispatch, submit, wishes
from jobs.models import Job, Source, Upstream
from jobs.states import State
from jobs.waiting import Doors, why
from mjweb.accounts.models import ApiKey, Team, User
from tests.jobs.conftest import press


@pytest.fixture(autouse=True)
def service(db: None) -> Upstream:
    return Upstream.objects.seed()


def places(count: int) -> None:
    Upstream.objects.update(limit=count)


def took() -> list[Job]:
    return [sending.job for sending in dispatch.claim()]


def by_program(key: ApiKey, count: int) -> None:
    wish = wishes.checked("a cat", "fast").wishes[0]
    for _ in range(count):
        submit.submit(key.user, Source.API, secrets.token_hex(8), (wish,), api_key=key)


def old(jobs: list[Job]) -> None:
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(created_at=timezone.now() - 2 * caps.LATELY)


# A person -------------------------------------------------------------------------------------------------------------


def test_while_others_wait_nobody_gets_more_than_half(alice: User, bob: User) -> None:
    places(4)
    press(alice, "a cat --repeat 2")
    took()
    press(alice, "a cat", "turbo")
    press(bob, "a dog --repeat 4")
    assert {job.user_id for job in took()} == {bob.pk}


def test_who_has_half_gets_the_rest_where_nobody_else_waits(alice: User) -> None:
    places(4)
    press(alice, "a cat --repeat 4")
    assert len(took()) == 4


def test_half_of_an_odd_number_is_rounded_up(alice: User, service: Upstream) -> None:
    service.limit = 3
    going = caps.Going(people=Counter({alice.pk: 1}))
    limits = caps.Caps(going, service, [service])
    before = limits.behind(alice.pk)
    going.people[alice.pk] += 1
    assert (before, limits.behind(alice.pk)) == (False, True)


def test_half_is_of_the_places_of_all_services(alice: User, bob: User) -> None:
    places(2)
    Upstream.objects.create(name="second", engine="sketch", limit=2)
    press(alice, "a cat --repeat 2", "turbo")
    press(bob, "a dog --repeat 2", "relax")
    assert Counter(job.user_id for job in took()) == {alice.pk: 2, bob.pk: 2}


def test_what_operators_moved_to_the_front_goes_past_the_half(alice: User, bob: User) -> None:
    places(3)
    press(alice, "a cat --repeat 2")
    took()
    (job,) = press(alice, "a cat")
    press(bob, "a dog")
    Job.objects.filter(pk=job.pk).update(rank=-1)
    assert [job.pk for job in took()] == [job.pk]


# A team ---------------------------------------------------------------------------------------------------------------


def test_a_team_has_no_more_at_once_than_it_may(alice: User, bob: User, charlie: User) -> None:
    Team.objects.filter(pk=alice.team.pk).update(at_once=2)
    press(alice, "a cat --repeat 3")
    press(bob, "a dog --repeat 3")
    press(charlie, "a koi --repeat 3")
    assert Counter(job.team_id for job in took()) == {alice.team.pk: 2, charlie.team.pk: 3}


def test_a_team_goes_on_when_one_of_its_jobs_ends(alice: User) -> None:
    Team.objects.update(at_once=2)
    press(alice, "a cat --repeat 3")
    first, _second = took()
    assert took() == []
    Job.objects.move(first.pk, State.CLAIMED, State.CANCELED, reason="canceled")
    assert len(took()) == 1


def test_a_team_that_has_all_it_may_have_wakes_no_dispatcher(alice: User) -> None:
    Team.objects.update(at_once=1)
    press(alice, "a cat --repeat 2")
    took()
    assert not dispatch.ready()


def test_a_lower_limit_lets_what_runs_finish_and_takes_nothing_new(alice: User) -> None:
    press(alice, "a cat --repeat 4")
    took()
    Team.objects.update(at_once=2)
    press(alice, "a cat")
    assert (took(), Job.objects.exclude(slot=None).count()) == ([], 4)


def test_a_job_says_that_its_team_has_all_it_may_have(alice: User) -> None:
    Team.objects.update(at_once=1)
    press(alice, "a cat --repeat 2")
    took()
    (job,) = Job.objects.waiting()
    sentence = "Its team has as many jobs in progress as it may have at once."
    assert (Doors.now().why(job), why([job])) == (sentence, {job.pk: sentence})


# A key ----------------------------------------------------------------------------------------------------------------


def test_a_key_has_no_more_at_once_than_it_may(alice: User) -> None:
    key = ApiKey.objects.issue(alice, "batch", at_once=2)
    by_program(key, 5)
    press(alice, "a dog --repeat 2")
    prompts = Counter(job.prompt.split(" --")[0] for job in took())
    assert prompts == {"a cat": 2, "a dog": 2}


def test_a_key_without_a_limit_takes_what_is_free(alice: User) -> None:
    by_program(ApiKey.objects.issue(alice, "batch"), 5)
    assert len(took()) == 5


def test_a_key_that_has_all_it_may_have_keeps_back_nobody_else_of_its_person(alice: User) -> None:
    by_program(ApiKey.objects.issue(alice, "batch", at_once=1), 3)
    took()
    press(alice, "a dog")
    assert [job.prompt.split(" --")[0] for job in took()] == ["a dog"]


def test_a_job_says_that_its_key_has_all_it_may_have(alice: User) -> None:
    by_program(ApiKey.objects.issue(alice, "batch", at_once=1), 2)
    took()
    (job,) = Job.objects.waiting()
    assert Doors.now().why(job) == "Its API key has as many jobs in progress as it may have at once."


# Relax ----------------------------------------------------------------------------------------------------------------


def test_relax_takes_all_places_where_there_is_no_faster_work(alice: User) -> None:
    places(4)
    press(alice, "a cat --repeat 4", "relax")
    assert len(took()) == 4


def test_relax_leaves_two_places_while_faster_work_came_lately(alice: User, bob: User) -> None:
    places(5)
    press(bob, "a dog")
    took()
    press(alice, "a cat --repeat 5", "relax")
    assert len(took()) == 3


def test_a_minute_later_relax_takes_them_too(alice: User, bob: User) -> None:
    places(5)
    old(press(bob, "a dog"))
    took()
    press(alice, "a cat --repeat 5", "relax")
    assert len(took()) == 4


def test_relax_leaves_two_places_while_faster_work_waits(alice: User, bob: User) -> None:
    places(5)
    old(press(alice, "a cat --repeat 5", "relax"))
    old(press(bob, "a dog --repeat 3"))
    assert Counter(job.mode for job in took()) == {"relax": 3, "fast": 2}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_one_place_relax_may_always_have(alice: User, bob: User, count: int) -> None:
    places(count)
    Job.objects.filter(pk__in=[job.pk for job in press(alice, "a cat --repeat 3", "relax")]).update(rank=1)
    press(bob, "a dog --repeat 3")
    assert Counter(job.mode for job in took())["relax"] == 1


def test_each_service_leaves_two_places_of_its_own(alice: User, bob: User) -> None:
    places(4)
    Upstream.objects.create(name="second", engine="sketch", limit=4)
    press(bob, "a dog")
    press(alice, "a cat --repeat 9", "relax")
    jobs = took()
    relaxed = Counter(job.upstream_id for job in Job.objects.filter(pk__in=[job.pk for job in jobs], mode="relax"))
    assert sorted(relaxed.values()) == [2, 2]


def test_relax_that_leaves_places_wakes_no_dispatcher_until_the_minute_is_over(alice: User, bob: User) -> None:
    places(3)
    press(bob, "a dog")
    press(alice, "a cat --repeat 3", "relax")
    took()
    assert not dispatch.ready()
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert dispatch.ready()


def test_a_job_says_that_relax_leaves_the_last_places(alice: User, bob: User) -> None:
    places(3)
    press(bob, "a dog")
    press(alice, "a cat --repeat 3", "relax")
    took()
    job = Job.objects.waiting()[0]
    assert Doors.now().why(job) == "Relax leaves the last places to faster work. It goes on by itself."


# Together -------------------------------------------------------------------------------------------------------------


def test_all_limits_hold_at_once(alice: User, bob: User, charlie: User) -> None:
    places(10)
    Team.objects.filter(pk=alice.team.pk).update(at_once=6)
    by_program(ApiKey.objects.issue(bob, "batch", at_once=1), 4)
    press(alice, "a cat --repeat 9", "relax")
    press(charlie, "a koi --repeat 9")
    jobs = took()
    program = Job.objects.exclude(slot=None).exclude(batch__api_key=None).count()
    teams, people = Counter(job.team_id for job in jobs), Counter(job.user_id for job in jobs)
    assert (program, teams[alice.team.pk], people[alice.pk], people[charlie.pk]) == (1, 5, 4, 5)
