"""POST describe: four prompts for a picture that comes in base64 or stands at an address."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings

from jobs.models import Job, Upload
from tests.jobs.api.conftest import Caller, bare, done, nothing_happened, png, uri, web
from tests.jobs.upstream import Upstream


@pytest.mark.parametrize("picture", [uri(png()), bare(png()), uri(png(kind="JPEG"), "image/jpeg")])
def test_a_picture_becomes_four_prompts(caller: Caller, ttapi: Upstream, picture: str) -> None:
    data = caller.fetched(done(caller.made("describe", {"base64": picture, "mode": "relax"})))["data"]
    assert data["prompt"].startswith("1. a picture described")
    assert data["prompts"] == [f"a picture described, version {n}" for n in (1, 2, 3, 4)]
    assert (data["progress"], data["images"], data["components"], data["quota"]) == ("100", None, [], "1")


def test_a_picture_is_fetched_from_its_address(caller: Caller, allowed: None) -> None:
    with web(png("blue")) as url:
        job = caller.made("describe", {"url": url})
    assert [upload.colour for upload in job.uploads()] == ["#0000ff"]


def test_base64_wins_over_an_address(caller: Caller) -> None:
    job = caller.made("describe", {"base64": uri(png("red")), "url": "http://127.0.0.1:9/x.png"})
    assert [upload.colour for upload in job.uploads()] == ["#ff0000"]


def test_an_address_inside_is_not_called(caller: Caller) -> None:
    with web(png()) as url:
        status, answer = caller.post("describe", {"url": url})
    assert (status, answer["message"].startswith("[Invalid link!]")) == (400, True)
    assert nothing_happened(caller.user)


def test_our_own_address_is_read_without_a_call(caller: Caller, grid: Job) -> None:
    address = caller.fetched(grid)["data"]["images"][0]
    job = caller.made("describe", {"url": address})
    assert [given.source for given in job.brought()] == [grid.pictures.get(index=1)]
    assert done(job).words.startswith("1. a picture described")
    assert not Upload.objects.exists()


def test_our_own_picture_is_described_whatever_its_size(caller: Caller, grid: Job, settings: Settings) -> None:
    settings.MOST_UPLOAD = 1
    body = {"url": caller.fetched(grid)["data"]["cdnImage"]}
    assert caller.post("describe", body | {"dry_run": True})[0] == 200
    assert caller.made("describe", body).brought()[0].source == grid.pictures.get(index=0)


@pytest.mark.parametrize("dry", [True, False])
def test_a_picture_of_ours_without_its_file_is_told(caller: Caller, grid: Job, dry: bool) -> None:
    address = caller.fetched(grid)["data"]["images"][0]
    default_storage.delete(grid.pictures.get(index=1).name)
    status, answer = caller.post("describe", {"url": address, "dry_run": dry})
    assert (status, "not there any more" in answer["message"]) == (400, True)


def test_the_address_of_an_upload_is_ours_too(caller: Caller) -> None:
    first = caller.made("describe", {"base64": uri(png())}).uploads()[0]
    assert caller.made("describe", {"url": f"http://localhost:8000{first.url}"}).uploads() == [first]


@pytest.mark.parametrize(("content", "status"), [(b"no picture", 200), (b"", 200), (png(), 404), (png(), 500)])
def test_an_address_without_a_picture_is_a_400(caller: Caller, allowed: None, content: bytes, status: int) -> None:
    with web(content, status) as url:
        assert caller.post("describe", {"url": url})[0] == 400
    assert nothing_happened(caller.user)


def test_more_bytes_than_a_picture_may_have_are_not_read(caller: Caller, allowed: None, settings: Settings) -> None:
    settings.MOST_UPLOAD = 1_000
    with web(png() + b"x" * 2_000) as url:
        status, answer = caller.post("describe", {"url": url})
    assert (status, "1000 bytes" in answer["message"]) == (400, True)


@pytest.mark.parametrize("body", [{}, {"base64": ""}, {"base64": None, "url": " "}])
def test_nothing_to_describe_is_refused_in_the_known_words(caller: Caller, body: dict[str, object]) -> None:
    status, answer = caller.post("describe", body)
    assert (status, answer["message"].startswith("base64 cannot be empty")) == (400, True)


@pytest.mark.parametrize("url", ["ftp://a.example/x.png", "/x.png", 7, "http://user@a.example/x.png"])
def test_what_is_no_web_address_is_a_400(caller: Caller, url: object) -> None:
    assert caller.post("describe", {"url": url})[0] == 400


def test_a_stranger_does_not_see_what_was_found(caller: Caller, stranger: Caller) -> None:
    job = caller.made("describe", {"base64": uri(png())})
    assert stranger.get(f"fetch?jobId={job.uid}")[0] == 400
