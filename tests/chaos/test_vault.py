"""Files of pictures that are taken away or changed behind the site's back: every page and the API go on answering."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from jobs.models import Job, Picture
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream


def gone(path: Path) -> None:
    path.unlink()


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


Fault = Callable[[Path], None]
every_fault = pytest.mark.parametrize("fault", [gone, emptied, cut, flipped])


@pytest.fixture
def job(alice: User, ttapi: Upstream) -> Job:
    """A grid of Alice's that came home."""
    ttapi.seconds = 0
    (job,) = press(alice, "a cat")
    drive()
    return job


def spoil(job: Job, fault: Fault) -> Picture:
    """Let that happen to all files of the job, small ones too; its first tile."""
    for picture in job.pictures.all():
        for name in (picture.name, picture.thumbnail(640), picture.thumbnail(320)):
            path = Path(default_storage.path(name))
            path.chmod(0o600)
            fault(path)
    return job.pictures.get(index=1)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@every_fault
def test_every_page_with_the_picture_still_opens(alice: User, job: Job, fault: Fault) -> None:
    picture = spoil(job, fault)
    client = browser(alice)
    pages = (
        *("/create/", "/gallery/", f"/jobs/{job.uid}/", f"/pictures/{picture.pk}/"),
        *(f"/create/blend/?picture={picture.pk}", f"/create/describe/?picture={picture.pk}"),
    )
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@every_fault
def test_programs_still_get_the_job(alice: User, job: Job, fault: Fault) -> None:
    spoil(job, fault)
    secret = str(ApiKey.objects.issue(alice).secret)
    answer = Client().get(f"/midjourney/v1/fetch?jobId={job.uid}", headers={"TT-API-KEY": secret})
    assert (answer.status_code, answer.json()["status"]) == (200, "SUCCESS")


@every_fault
def test_a_file_that_is_gone_is_a_404_and_another_is_sent_as_it_is(job: Job, fault: Fault) -> None:
    picture = spoil(job, fault)
    expected = 404 if fault is gone else 200
    addresses = (picture.url, picture.url_640, picture.url_320)
    assert [Client().get(address).status_code for address in addresses] == [expected] * 3


def test_a_job_that_needs_a_file_that_is_gone_is_returned_and_says_why(alice: User, job: Job, ttapi: Upstream) -> None:
    spoil(job, gone)
    before = Window.objects.current(Purse.objects.of(alice)).left
    given = [f"p{picture.pk}" for picture in job.pictures.filter(index__in=(1, 2))]
    answer = browser(alice).post("/create/blend/", {"shape": "square", "mode": "fast", "key": "k", "given": given})
    assert answer.status_code == 302
    drive()
    blend = Job.objects.order_by("pk").last()
    assert blend is not None
    assert (blend.state, blend.message) == (State.FAILED, "A picture that this job needs is not there any more.")
    assert Window.objects.current(Purse.objects.of(alice)).left == before
