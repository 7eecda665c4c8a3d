"""POST blend: two to five pictures become one grid; bad ones leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from jobs import faults
from jobs.models import Job, Upload
from mjweb.quotas.models import Purse, Window
from tests.jobs.api.conftest import Caller, bare, done, noise, nothing_happened, png, uri
from tests.jobs.upstream import Upstream

RED, BLUE = png("red"), png("blue")


def test_two_pictures_become_a_grid(caller: Caller, ttapi: Upstream) -> None:
    job = done(caller.made("blend", {"imgBase64Array": [uri(RED), uri(BLUE)]}))
    data = caller.fetched(job)["data"]
    assert (data["action"], len(data["images"]), data["components"][0]) == ("blend", 4, "upsample1")


def test_the_pictures_are_kept_in_their_order_for_their_person(caller: Caller) -> None:
    job = caller.made("blend", {"imgBase64Array": [uri(BLUE), bare(RED)]})
    assert [upload.colour for upload in job.uploads()] == ["#0000ff", "#ff0000"]
    assert Upload.objects.of(caller.user).count() == 2


@pytest.mark.parametrize(
    ("word", "aspect"), [(None, (1, 1)), ("PORTRAIT", (2, 3)), ("Landscape", (3, 2)), ("square", (1, 1))]
)
def test_the_shape_is_read_in_any_case(caller: Caller, word: str | None, aspect: tuple[int, int]) -> None:
    assert caller.made("blend", {"imgBase64Array": [uri(RED), uri(BLUE)], "dimensions": word}).aspect == aspect


def test_it_runs_at_the_speed_that_was_asked_for(caller: Caller) -> None:
    job = caller.made("blend", {"imgBase64Array": [uri(RED), uri(BLUE)], "mode": "turbo", "getUImages": True})
    assert (job.mode, job.quote) == ("turbo", 4_000)


@pytest.mark.parametrize("given", [None, [], [uri(RED)], [uri(RED)] * 6, uri(RED), {"0": uri(RED), "1": uri(BLUE)}])
def test_one_picture_or_six_are_refused_in_the_known_words(caller: Caller, given: object) -> None:
    status, answer = caller.post("blend", {"imgBase64Array": given})
    assert (status, answer["message"]) == (400, "The 'imgBase64Array' array has a length of 2 to 5")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "no base64!",
        uri(b"no picture"),
        uri(noise(60)[:2_000]),
        "data:image/png," + bare(RED),
        None,
        7,
        bare(RED) + "=A",
    ],
)
def test_a_bad_picture_is_named_and_leaves_nothing_behind(caller: Caller, bad: object) -> None:
    status, answer = caller.post("blend", {"imgBase64Array": [uri(RED), bad]})
    assert (status, "imgBase64Array[1]" in answer["message"]) == (400, True)
    assert nothing_happened(caller.user)


def test_another_shape_is_refused_in_the_known_words(caller: Caller) -> None:
    status, answer = caller.post("blend", {"imgBase64Array": [uri(RED), uri(BLUE)], "dimensions": "ROUND"})
    assert (status, answer["message"].startswith('"dimensions" parameter error!')) == (400, True)


def test_too_little_left_keeps_no_picture(caller: Caller) -> None:
    Window.objects.allow(Purse.objects.of(caller.user), 1_000)
    assert caller.post("blend", {"imgBase64Array": [uri(RED), uri(BLUE)]})[0] == 402
    assert nothing_happened(caller.user)


def test_the_same_key_with_other_pictures_is_a_409_that_keeps_none(caller: Caller) -> None:
    once = {"Idempotency-Key": "one"}
    caller.post("blend", {"imgBase64Array": [uri(RED), uri(BLUE)]}, **once)
    assert caller.post("blend", {"imgBase64Array": [uri(RED), uri(png("green"))]}, **once)[0] == 409
    assert Upload.objects.count() == 2


def test_the_same_key_with_the_same_pictures_is_the_same_job(caller: Caller) -> None:
    body = {"imgBase64Array": [uri(RED), uri(BLUE)]}
    answers = [caller.post("blend", body, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 1


def test_a_full_disk_is_a_503_that_charges_nothing(caller: Caller, settings: Settings, tmp_path: Path) -> None:
    settings.FAULTS = tmp_path
    (tmp_path / faults.FULL).touch()
    fresh = [uri(png(colour)) for colour in ("orchid", "sienna")]  # the vault of a run keeps what it has
    status, answer = caller.post("blend", {"imgBase64Array": fresh})
    assert (status, "disk is full" in answer["message"]) == (503, True)
    assert caller.last.headers["Retry-After"]
    assert nothing_happened(caller.user)


def test_a_stranger_s_pictures_stay_theirs(caller: Caller, stranger: Caller) -> None:
    stranger.made("blend", {"imgBase64Array": [uri(RED), uri(BLUE)]})
    assert not Upload.objects.of(caller.user).exists()
