"""Bringing pictures home: whole files only, once each, with another try for what failed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from jobs import collect, follow, http, queue
from jobs.engines.ttapi import TTAPIEngine
from jobs.looks import Look
from jobs.models import Job, Part, Picture
from jobs.states import State
from jobs.times import PROFILES
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


def unlinked(job: Job, *places: int) -> None:
    """The job with links that lead nowhere in these places."""
    for link in job.links:
        if link["index"] in places:
            link["urls"] = [f"{url.rpartition('/')[0]}/nowhere.png" for url in link["urls"]]
    Job.objects.filter(pk=job.pk).update(links=job.links)


def given_up(job: Job) -> Job:
    """After as many tries as a picture is worth."""
    for _ in range(len(collect.PAUSES)):
        again(job)
    return job


def pixels(picture: Picture) -> Image.Image:
    with default_storage.open(picture.name) as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def test_a_grid_with_some_of_its_pictures_is_done_with_a_notice(drawn: Job, alice: User) -> None:
    unlinked(drawn, 0, 3)
    job = given_up(drawn)
    assert (job.state, job.notice, left(alice)) == (State.DONE, "partial", 98_000)
    assert sorted(picture.index for picture in job.pictures.all()) == [1, 2, 4]


def test_nobody_waits_long_for_the_one_file_of_a_grid_whose_tiles_are_here(drawn: Job) -> None:
    Job.objects.filter(pk=drawn.pk).update(tries=collect.ENOUGH)
    unlinked(drawn, 0)
    assert again(drawn).state == State.DONE


def test_the_file_of_a_grid_that_cannot_be_had_is_composed_of_its_tiles(drawn: Job) -> None:
    unlinked(drawn, 0)
    given_up(drawn)
    stored = {picture.index: picture for picture in drawn.pictures.all()}
    whole, tiles = pixels(stored[0]), [pixels(stored[place]) for place in (1, 2, 3, 4)]
    wide, tall = tiles[0].size
    corners = [(0, 0), (wide, 0), (0, tall), (wide, tall)]
    assert (stored[0].part, stored[0].width) == (Part.GRID, 2 * wide)
    assert [whole.crop((left, top, left + wide, top + tall)).tobytes() for left, top in corners] == [
        tile.tobytes() for tile in tiles
    ]


def test_where_an_engine_gives_no_grid_it_is_composed_at_once(drawn: Job) -> None:
    Job.objects.filter(pk=drawn.pk).update(links=[link for link in drawn.links if link["index"]])
    assert again(drawn).state == State.DONE
    assert drawn.pictures.filter(index=0, part=Part.GRID).exists()


def test_a_tile_that_cannot_be_had_is_cut_out_of_its_grid(drawn: Job) -> None:
    unlinked(drawn, 3)
    job = given_up(drawn)
    stored = {picture.index: picture for picture in job.pictures.all()}
    wide, tall = stored[0].width // 2, stored[0].height // 2
    assert (job.state, job.notice) == (State.DONE, "")
    assert pixels(stored[3]).tobytes() == pixels(stored[0]).crop((0, tall, wide, 2 * tall)).tobytes()


def test_a_tile_that_may_still_come_is_not_cut(drawn: Job) -> None:
    unlinked(drawn, 3)
    assert again(drawn).state == State.FETCHING
    assert sorted(picture.index for picture in drawn.pictures.all()) == [0, 1, 2, 4]


def test_where_only_the_grid_came_its_tiles_are_cut_out_of_it(drawn: Job) -> None:
    Job.objects.filter(pk=drawn.pk).update(links=[link for link in drawn.links if link["index"] == 0])
    again(drawn)
    sizes = {picture.index: (picture.width, picture.height) for picture in drawn.pictures.all()}
    assert drawn.state == State.DONE
    assert all(sizes[index] == (sizes[0][0] // 2, sizes[0][1] // 2) for index in (1, 2, 3, 4))


# Whatever goes wrong, a job ends --------------------------------------------------------------------------------------


def broken(monkeypatch: pytest.MonkeyPatch, *, only: str = "") -> None:
    """The engine has a fault that nobody thought of, for links that hold `only`."""
    opened = TTAPIEngine.open

    def fails(engine: TTAPIEngine, url: str) -> AbstractContextManager[Iterator[bytes]]:
        if only in url:
            raise KeyError(url)
        return opened(engine, url)

    monkeypatch.setattr(TTAPIEngine, "open", fails)


def test_a_fault_that_nobody_thought_of_is_a_failed_try(drawn: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    assert (again(drawn).state, drawn.tries) == (State.FETCHING, 1)
    monkeypatch.undo()
    assert again(drawn).state == State.DONE


def test_a_fault_with_one_picture_spoils_no_other(drawn: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, only=drawn.links[1]["urls"][0])
    again(drawn)
    assert drawn.pictures.count() == 4


def test_a_fault_outside_of_any_picture_ends_with_the_links(
    drawn: Job, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_arguments: object) -> None:
        raise KeyError

    monkeypatch.setattr(collect, "bring", fails)
    assert (again(drawn).state, drawn.tries) == (State.FETCHING, 1)
    Job.objects.filter(pk=drawn.pk).update(links_until=timezone.now() - timedelta(seconds=1))
    assert (again(drawn).state, left(alice)) == (State.FAILED, 100_000)


def dead_long_since(job: Job) -> None:
    moment = timezone.now() - timedelta(seconds=collect.PAUSES[-1] + 3 * PROFILES["chaos"].collect)
    Job.objects.filter(pk=job.pk).update(links_until=moment, lease_until=timezone.now())


def swept(job: Job) -> Job:
    follow.sweep()
    job.refresh_from_db()
    return job


def test_a_job_that_no_collection_ends_is_returned_long_after_its_links_died(drawn: Job, alice: User) -> None:
    dead_long_since(drawn)
    assert (swept(drawn).state, drawn.reason, left(alice)) == (State.FAILED, "pictures", 100_000)


def test_a_job_that_no_collection_ends_is_done_with_what_is_stored(
    drawn: Job, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(monkeypatch, only=drawn.links[1]["urls"][0])
    again(drawn)
    dead_long_since(drawn)
    assert (swept(drawn).state, drawn.notice, left(alice)) == (State.DONE, "partial", 98_000)


def test_a_job_whose_collection_is_under_way_is_left_to_it(drawn: Job) -> None:
    dead_long_since(drawn)
    assert Job.objects.lease_one(drawn.pk, State.FETCHING, 60) is not None
    assert swept(drawn).state == State.FETCHING


def test_a_job_whose_links_live_is_left_to_its_collections(drawn: Job) -> None:
    Job.objects.filter(pk=drawn.pk).update(lease_until=timezone.now())
    assert swept(drawn).state == State.FETCHING


# The time of one collection -------------------------------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of a collection is over as soon as it has begun."""
    monkeypatch.setitem(PROFILES, "chaos", replace(PROFILES["chaos"], bring=0))


@pytest.mark.usefixtures("hasty")
def test_when_time_is_over_what_came_is_kept_and_the_rest_is_next(drawn: Job) -> None:
    again(drawn)
    assert (drawn.state, drawn.tries, drawn.pictures.count()) == (State.FETCHING, 0, 1)
    assert drawn.due_at <= timezone.now()


@pytest.mark.usefixtures("hasty")
def test_slow_pictures_come_one_by_one(drawn: Job) -> None:
    states = [again(drawn).state for _ in range(5)]
    assert states == [State.FETCHING] * 4 + [State.DONE]


@pytest.mark.usefixtures("hasty")
def test_a_picture_that_takes_all_the_time_and_fails_is_tried_after_the_others(drawn: Job) -> None:
    first = drawn.links[0]["index"]
    unlinked(drawn, first)
    for _ in range(5):
        again(drawn)
    assert sorted(picture.index for picture in drawn.pictures.all()) == sorted({0, 1, 2, 3, 4} - {first})


@pytest.mark.usefixtures("hasty")
def test_a_source_that_takes_all_the_time_and_fails_is_tried_after_the_others(drawn: Job) -> None:
    for link in drawn.links:
        link["urls"] = [f"{link['urls'][0]}.nowhere", *link["urls"]]
    Job.objects.filter(pk=drawn.pk).update(links=drawn.links)
    for _ in range(10):
        again(drawn)
    assert drawn.state == State.DONE
    assert drawn.pictures.count() == 5


def test_a_collection_fits_its_task_and_its_task_fits_its_lease() -> None:
    times = PROFILES["production"]
    cluster = settings.Q_CLUSTER["ALT_CLUSTERS"][queue.MEDIA]
    to_look_and_write = 15
    assert times.bring + http.PICTURE.total + to_look_and_write <= cluster["timeout"] < times.collect < cluster["retry"]


def test_workers_that_collect_for_long_are_not_taken_for_dead() -> None:
    longest = PROFILES["production"].bring + http.PICTURE.total
    with override_settings(PACE="production"):
        assert queue.silence(queue.MEDIA) > longest + PROFILES["production"].canary


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
