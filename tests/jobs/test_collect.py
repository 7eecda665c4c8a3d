"""Bringing pictures home: whole files only, once each, with another try for what failed."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from jobs import collect
from jobs.looks import Look
from jobs.models import Job, Picture
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults

ALWAYS = float("inf")


@pytest.fixture
def drawn(alice: User, ttapi: Upstream) -> Job:
    """A job that the engine has finished and whose pictures nobody has fetched yet."""
    (job,) = press(alice, "a cat")
    drive(until={State.FETCHING})
    job.refresh_from_db()
    return job


def again(job: Job) -> Job:
    """The next try, as if its time had come."""
    Job.objects.filter(pk=job.pk, state=State.FETCHING).update(lease_until=timezone.now(), due_at=timezone.now())
    collect.run(job.pk)
    job.refresh_from_db()
    return job


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def test_the_bytes_are_kept_as_they_came(drawn: Job) -> None:
    again(drawn)
    for picture in drawn.pictures.all():
        with default_storage.open(picture.name) as file:
            assert hashlib.sha256(file.read()).hexdigest() == picture.sha256


def test_thumbnails_stand_beside_the_original(drawn: Job) -> None:
    again(drawn)
    names = [picture.thumbnail(width) for picture in drawn.pictures.all() for width in (640, 320)]
    assert all(default_storage.exists(name) for name in names)


@pytest.mark.parametrize("fault", [faults.cut("picture"), faults.html_picture(), faults.dead_picture(503)])
def test_a_picture_that_came_broken_is_fetched_again(drawn: Job, ttapi: Upstream, fault: faults.Fault) -> None:
    ttapi.script(fault)
    assert again(drawn).state == State.FETCHING
    assert again(drawn).state == State.DONE


def test_what_was_stored_is_not_fetched_again(drawn: Job, ttapi: Upstream) -> None:
    ttapi.script(faults.cut("picture"))
    again(drawn)
    before = list(Picture.objects.values_list("pk", flat=True))
    again(drawn)
    assert set(before) < set(Picture.objects.values_list("pk", flat=True))
    assert Picture.objects.count() == 5


def test_the_pictures_of_a_job_stand_together_in_their_order(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat --repeat 2")
    drive()
    found = Picture.objects.shown().newest_first().values_list("job_id", "index")
    assert [index for _job, index in found] == [1, 2, 3, 4, 1, 2, 3, 4]
    assert len({job for job, _index in found[:4]}) == 1


def test_what_came_before_the_disk_was_full_is_kept(drawn: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    save = Look.store
    stored: list[str] = []

    def full_after_two(look: Look) -> Look:
        if len(stored) == 2:
            look.file.close()
            raise OSError(28, "No space left on device")
        stored.append(look.sha256)
        return save(look)

    monkeypatch.setattr(Look, "store", full_after_two)
    again(drawn)
    assert sorted(drawn.pictures.values_list("sha256", flat=True)) == sorted(stored)


def test_nothing_is_settled_before_the_pictures_are_stored(drawn: Job, alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.dead_picture(503), times=ALWAYS)
    again(drawn)
    assert Window.objects.current(Purse.objects.of(alice)).held == 2_000


def test_a_grid_without_any_picture_is_returned_when_its_links_are_dead(
    drawn: Job, alice: User, ttapi: Upstream
) -> None:
    ttapi.script(faults.dead_picture(503), times=ALWAYS)
    Job.objects.filter(pk=drawn.pk).update(links_until=timezone.now() - timedelta(seconds=1))
    job = again(drawn)
    assert (job.state, job.reason, left(alice)) == (State.FAILED, "pictures", 100_000)


def test_a_grid_with_some_of_its_pictures_is_done_with_a_notice(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.tiles(3))
    (job,) = press(alice, "a cat")
    drive()
    job.refresh_from_db()
    assert (job.state, job.notice, left(alice)) == (State.DONE, "partial", 98_000)


def test_nobody_waits_for_the_one_file_of_a_grid_whose_tiles_are_here(drawn: Job, ttapi: Upstream) -> None:
    Job.objects.filter(pk=drawn.pk).update(tries=len(collect.PAUSES) - 1)
    grid = next(link for link in drawn.links if link["index"] == 0)
    grid["urls"] = [f"{ttapi.url}/nowhere.png"]
    Job.objects.filter(pk=drawn.pk).update(links=drawn.links)
    assert again(drawn).state == State.DONE


def test_where_only_the_grid_came_its_tiles_are_cut_out_of_it(drawn: Job) -> None:
    Job.objects.filter(pk=drawn.pk).update(links=[link for link in drawn.links if link["index"] == 0])
    again(drawn)
    sizes = {picture.index: (picture.width, picture.height) for picture in drawn.pictures.all()}
    assert drawn.state == State.DONE
    assert all(sizes[index] == (sizes[0][0] // 2, sizes[0][1] // 2) for index in (1, 2, 3, 4))


def test_two_collectors_do_not_do_it_twice(drawn: Job) -> None:
    assert Job.objects.lease_one(drawn.pk, State.FETCHING, 60) is not None
    collect.run(drawn.pk)
    assert Picture.objects.count() == 0


def test_a_full_disk_keeps_the_job_and_charges_nothing(
    drawn: Job, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(default_storage._wrapped), "_save", full)  # type: ignore[attr-defined]  # its real class
        assert again(drawn).state == State.FETCHING
    assert again(drawn).state == State.DONE
