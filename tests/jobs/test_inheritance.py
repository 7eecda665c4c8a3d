"""Work that goes over to an heir: everything of the team, nothing of another space."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

import pytest

from jobs import inheritance, submit, wishes
from jobs.models import Batch, Delivery, Input, Job, Picture, Preset, Source, Upload, Wildcard
from jobs.models.delivery import Fate
from jobs.states import State
from mjweb.accounts.models import Team, User
from mjweb.quotas.models import Kind, Line, Purse, Window
from tests.jobs.conftest import press
from tests.jobs.views.brought_files import blend, upload
from tests.jobs.views.conftest import bring, finished, keep_pictures, running

pytestmark = pytest.mark.django_db


def pass_on(user: User, heir: User, team: Team | None = None) -> inheritance.Estate:
    return inheritance.pass_on(user, heir, team or user.home)


def left(user: User) -> int:
    return Window.objects.of(user).left


def private(user: User) -> User:
    """The person, gone over to their own space."""
    fresh = User.objects.get(pk=user.pk)
    fresh.enter(fresh.personal_space)
    return fresh


def test_pictures_and_jobs_are_the_heirs(alice: User, bob: User) -> None:
    job = finished(bob)
    pass_on(bob, alice)
    assert Job.objects.get(pk=job.pk).user == alice
    assert set(Picture.objects.values_list("user", flat=True)) == {alice.pk}
    assert Batch.objects.get().user == alice


def test_what_somebody_made_in_their_own_space_stays_theirs(alice: User, bob: User) -> None:
    job = finished(private(bob))
    pass_on(bob, alice)
    assert Job.objects.get(pk=job.pk).user == bob
    assert set(Picture.objects.values_list("user", flat=True)) == {bob.pk}
    assert Batch.objects.get().user == bob


def test_addresses_that_were_known_are_dead(alice: User, bob: User) -> None:
    tokens = set(finished(bob).pictures.values_list("token", flat=True))
    pass_on(bob, alice)
    assert not Picture.objects.filter(token__in=tokens).exists()


def test_a_waiting_job_is_returned_to_the_one_and_held_for_the_other(alice: User, bob: User) -> None:
    hers, his = left(alice), left(bob)
    job = press(bob, "a cat")[0]
    passed = pass_on(bob, alice)
    assert (left(bob), left(alice)) == (his, hers - job.quote)
    assert Job.objects.get(pk=job.pk).state == State.QUEUED
    assert (passed.waiting, passed.canceled) == (1, 0)


def test_a_waiting_job_that_the_heir_cannot_pay_is_cancelled_and_returned(alice: User, bob: User) -> None:
    his = left(bob)
    jobs = press(bob, "a {cat, dog}")
    Window.objects.allow(Purse.objects.of(alice), jobs[0].quote)
    passed = pass_on(bob, alice)
    assert (left(bob), left(alice)) == (his, 0)
    assert sorted(Job.objects.values_list("state", flat=True)) == ["canceled", "queued"]
    assert set(Job.objects.values_list("user", flat=True)) == {alice.pk}
    assert (passed.waiting, passed.canceled) == (2, 1)


def test_no_hold_is_left_open_and_none_is_settled_twice(alice: User, bob: User) -> None:
    press(bob, "a {cat, dog}")
    pass_on(bob, alice)
    for job in Job.objects.all():
        submit.cancel(job)
    assert all(window.held == 0 for window in Window.objects.all())
    holds = Line.objects.filter(kind=Kind.HOLD).values_list("reference", "window").order_by("pk")
    ends = Line.objects.filter(kind__in=[Kind.SETTLE, Kind.RETURN]).values_list("reference", "window").order_by("pk")
    assert sorted(holds) == sorted(ends)


def test_a_running_job_settles_where_it_was_held_and_finishes_for_the_heir(alice: User, bob: User) -> None:
    job = running(bob)
    hers, his = left(alice), left(bob)
    pass_on(bob, alice)
    assert Job.objects.move(job.pk, State.RUNNING, State.FETCHING)
    finish_with_pictures(job)
    assert (left(alice), left(bob)) == (hers, his)
    assert set(Picture.objects.values_list("user", flat=True)) == {alice.pk}
    assert Window.objects.of(bob).used == job.quote


def finish_with_pictures(job: Job) -> None:
    keep_pictures(job)
    assert Job.objects.move(job.pk, State.FETCHING, State.DONE, progress=100)


def test_pictures_that_were_on_their_way_come_to_the_heir(alice: User, bob: User) -> None:
    job = bring(press(bob, "a cat")[0], State.FETCHING)
    assert job.user_id == bob.pk  # as the collector has it in hand
    pass_on(bob, alice)
    finish_with_pictures(job)
    assert set(Picture.objects.values_list("user", flat=True)) == {alice.pk}


def test_programs_of_whoever_went_hear_nothing_more(alice: User, bob: User) -> None:
    def asked(text: str) -> Job:
        (wish,) = wishes.checked(text, "fast", hook_url="https://his.example.org/hook").wishes
        return submit.submit(bob, Source.API, secrets.token_hex(4), (wish,)).jobs.get()

    told, waits = asked("a cat"), asked("a dog")
    submit.cancel(told)
    pass_on(bob, alice)
    submit.cancel(waits)
    assert list(Delivery.objects.values_list("job", "state", "user")) == [(told.pk, Fate.FAILED, alice.pk)]


def test_what_went_over_is_no_news_for_ever(alice: User, bob: User) -> None:
    finished(bob)
    pass_on(bob, alice)
    assert Job.objects.get().person_version == 0


def test_the_same_word_of_two_programs_stays_two_batches(alice: User, bob: User) -> None:
    for user in (alice, bob):
        press(user, "a cat", key="nightly")
    pass_on(bob, alice)
    assert Batch.objects.filter(user=alice).count() == 2
    assert press(alice, "a cat", key="nightly")[0].batch.user == alice


# Presets and lists ----------------------------------------------------------------------------------------------------


def test_presets_and_lists_are_the_heirs(alice: User, bob: User) -> None:
    Preset.objects.create(user=bob, team=bob.home, name="House", text=", ink")
    Wildcard.objects.create(user=bob, team=bob.home, name="animal", text="cat", count=1)
    pass_on(bob, alice)
    assert (Preset.objects.get().user, Wildcard.objects.get().user) == (alice, alice)


def test_a_name_that_the_heir_has_gets_a_number(alice: User, bob: User) -> None:
    for user in (alice, bob):
        Preset.objects.create(user=user, team=user.home, name="House", text=f", {user}")
    Preset.objects.create(user=alice, team=alice.home, name="house-2", text=", ink")
    pass_on(bob, alice)
    assert sorted(Preset.objects.of(alice).values_list("name", flat=True)) == ["House", "House-3", "house-2"]


def test_a_longest_name_keeps_to_its_length(alice: User, bob: User) -> None:
    for user in (alice, bob):
        Wildcard.objects.create(user=user, team=user.home, name="a" * 40, text="cat", count=1)
    pass_on(bob, alice)
    assert max(map(len, Wildcard.objects.values_list("name", flat=True))) == 40


# Uploads --------------------------------------------------------------------------------------------------------------


def owners(job: Job) -> set[str]:
    """Whose the pictures are that a job brings along."""
    return {str(given.source.user) for given in Input.objects.filter(job=job)}


def test_uploads_are_the_heirs_under_new_addresses(alice: User, bob: User) -> None:
    token = upload(bob).token
    pass_on(bob, alice)
    assert Upload.objects.get().user == alice
    assert Upload.objects.get().token != token


def test_the_same_picture_of_both_becomes_one(alice: User, bob: User) -> None:
    hers = upload(alice, "red")
    job = blend(bob)
    pass_on(bob, alice)
    assert Upload.objects.filter(sha256=hers.sha256).count() == 1
    assert owners(job) == {"Alice Archer"}


def test_an_upload_that_a_private_job_uses_is_the_persons_there_and_the_heirs_here(alice: User, bob: User) -> None:
    here = blend(bob)
    there = blend(private(bob))
    pass_on(bob, alice)
    assert owners(here) == {"Alice Archer"}
    assert owners(there) == {"Bob Baker"}
    assert set(Upload.objects.of(bob).values_list("team", flat=True)) == {bob.personal_space.pk}


def test_an_upload_of_another_space_that_a_job_here_uses_is_also_the_heirs(alice: User, bob: User) -> None:
    there = blend(private(bob))
    here = blend(bob)
    assert not Upload.objects.filter(team=bob.home).exists()
    pass_on(bob, alice)
    assert owners(here) == {"Alice Archer"}
    assert owners(there) == {"Bob Baker"}
    assert set(Upload.objects.of(alice).values_list("team", flat=True)) == {alice.home.pk}


def test_what_is_told_before_is_what_goes_over(alice: User, bob: User) -> None:
    finished(bob)
    running(bob)
    press(bob, "a cat")
    upload(bob)
    Preset.objects.create(user=bob, team=bob.home, name="House", text=", ink")
    told = inheritance.survey(bob, bob.home)
    facts: dict[str, Any] = {"pictures": 4, "jobs": 3, "waiting": 1, "running": 1, "uploads": 1, "pieces": 1}
    assert told == inheritance.Estate(**facts)
    assert pass_on(bob, alice) == told
    assert inheritance.survey(bob, bob.home) == inheritance.Estate(*itertools.repeat(0, 6))
