"""Why a job waits."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from jobs.models import Job, Upstream
from jobs.models.upstream import SILENT
from jobs.states import State
from jobs.waiting import Doors, clock, why
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.conftest import running


def said(job: Job, *, operator: bool = False) -> str:
    job.refresh_from_db()
    return Doors.now().why(job, operator=operator)


def soon(seconds: float = 300) -> dict[str, object]:
    return {"paused_until": timezone.now() + timedelta(seconds=seconds), "pause_reason": "invalid key"}


def test_with_a_place_free_it_is_about_to_start(alice: User) -> None:
    Upstream.objects.seed()
    assert said(press(alice, "a cat")[0]) == "It is about to start."


def test_with_all_places_taken_it_waits_for_one(alice: User) -> None:
    Upstream.objects.seed()
    Upstream.objects.update(limit=1)
    running(alice, slot=0)
    assert said(press(alice, "a cat")[0]) == "Waits for a free place."


def test_a_job_that_was_sent_back_says_when_it_is_tried_again(alice: User) -> None:
    Upstream.objects.seed()
    (job,) = press(alice, "a cat")
    at = timezone.now() + timedelta(seconds=40)
    Job.objects.update(due_at=at)
    assert said(job) == f"Another try at {clock(at, seconds=True)}."


def test_a_service_that_rests_says_until_when_and_to_operators_why(alice: User) -> None:
    Upstream.objects.seed()
    Upstream.objects.update(**soon())
    (job,) = press(alice, "a cat")
    until = clock(Upstream.objects.get().paused_until)
    assert said(job) == f"The image service rests until {until}."
    assert said(job, operator=True) == f"first rests until {until}: invalid key"


def test_a_service_that_nobody_reaches_says_since_when_and_that_it_comes_back_by_itself(alice: User) -> None:
    row = Upstream.objects.seed()
    for _ in range(SILENT):
        Upstream.objects.missed(row)
    row.refresh_from_db()
    assert row.parked_at is not None
    assert said(press(alice, "a cat")[0]) == (
        f"The image service has not been reached since {clock(row.parked_at)}. "
        f"It is tried again at {clock(row.probe_at)}, by itself."
    )


def test_a_service_that_is_switched_off_waits_for_an_operator(alice: User) -> None:
    Upstream.objects.seed()
    Upstream.objects.update(enabled=False)
    assert said(press(alice, "a cat")[0]) == "The image service takes no work until an operator lets it."


def test_one_open_service_of_several_is_enough(alice: User) -> None:
    Upstream.objects.seed()
    Upstream.objects.update(**soon())
    Upstream.objects.create(name="second", engine="ttapi")
    assert said(press(alice, "a cat")[0]) == "It is about to start."


def test_a_job_that_follows_another_waits_for_its_service_alone(alice: User) -> None:
    first = Upstream.objects.seed()
    Upstream.objects.update(**soon())
    Upstream.objects.create(name="second", engine="ttapi")
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(upstream=first)
    assert "rests until" in said(job)


def test_a_job_that_has_a_place_is_being_sent_and_one_that_runs_waits_for_nothing(alice: User) -> None:
    Upstream.objects.seed()
    (job,) = press(alice, "a cat")
    assert Job.objects.move(job.pk, State.QUEUED, State.CLAIMED)
    assert (said(job), said(running(alice))) == ("It has a place and is being sent.", "")


def test_a_card_says_only_what_is_more_than_its_turn(alice: User) -> None:
    Upstream.objects.seed()
    plain, late = press(alice, "a cat")[0], press(alice, "a dog")[0]
    Job.objects.filter(pk=late.pk).update(due_at=timezone.now() + timedelta(seconds=40))
    assert list(why(Job.objects.all())) == [late.pk]
    assert plain.pk != late.pk


def test_another_day_is_named(alice: User) -> None:
    assert ", " in clock(timezone.now() + timedelta(days=2))
