"""Bringing pictures for prompts: kept or refused with a sentence, listed for their person alone, and removed."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jobs import references, wishes
from jobs.models import Upload
from jobs.references import Reference
from jobs.views import uploads
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.test_uploads import brought, photo

Browse = Callable[[User], Client]
PART = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


def file(content: bytes = b"", name: str = "beach.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or photo(), "image/jpeg")


def test_a_picture_is_answered_with_its_thumb(browse: Browse, alice: User) -> None:
    answer = browse(alice).post("/uploads/", {"picture": file()}, headers=PART)
    upload = Upload.objects.of(alice).get()
    assert answer.status_code == 200
    assert f'data-add="{upload.url}"' in answer.content.decode()
    assert f'src="{upload.url_320}"' in answer.content.decode()


def test_a_form_without_script_goes_on_to_the_prompt_bar(browse: Browse, alice: User) -> None:
    answer = browse(alice).post("/uploads/", {"picture": file()})
    assert answer["Location"] == f"/create/?upload={Upload.objects.get().pk}"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"no picture", "not a whole PNG, JPEG or WebP"), (photo()[:300], "not a whole PNG, JPEG or WebP")],
)
def test_what_is_no_whole_picture_is_refused(browse: Browse, alice: User, content: bytes, sentence: str) -> None:
    answer = browse(alice).post("/uploads/", {"picture": file(content)}, headers=PART)
    assert answer.status_code == 422
    assert f"beach.jpg: the file is {sentence} picture." in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_above_the_limit_is_refused(browse: Browse, alice: User, settings: Settings) -> None:
    settings.MOST_UPLOAD = 1_000_000
    answer = browse(alice).post("/uploads/", {"picture": file(b"x" * 1_000_001)}, headers=PART)
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()


def test_nothing_chosen_is_told(browse: Browse, alice: User) -> None:
    assert browse(alice).post("/uploads/", headers=PART).status_code == 422


def test_too_many_in_a_minute_are_refused(
    browse: Browse, alice: User, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "time", SimpleNamespace(time=lambda: 1_800_000_000.0))  # no minute turns meanwhile
    client = browse(alice)
    answers = [client.post("/uploads/", {"picture": file()}) for _ in range(uploads.MOST_A_MINUTE + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [302, 429]
    assert browse(bob).post("/uploads/", {"picture": file()}).status_code == 302


def test_a_visitor_is_sent_to_the_door(client: Client, alice: User) -> None:
    assert client.post("/uploads/", {"picture": file()}).status_code == 302
    assert not Upload.objects.exists()


def test_everyone_sees_their_own_uploads(browse: Browse, alice: User, charlie: User) -> None:
    upload = brought(alice, photo())
    assert upload.url_320 in browse(alice).get("/uploads/").content.decode()
    assert upload.url_320 not in browse(charlie).get("/uploads/").content.decode()


def test_the_list_goes_on_where_it_ended(browse: Browse, alice: User) -> None:
    pictures = [brought(alice, photo(size=(40 + n, 30))) for n in range(uploads.PAGE + 2)]
    first = browse(alice).get("/uploads/", headers=PART).content.decode()
    assert first.count("data-add=") == uploads.PAGE
    last_shown = pictures[2].pk
    assert f"/uploads/?after={last_shown}" in first
    assert browse(alice).get(f"/uploads/?after={last_shown}", headers=PART).content.decode().count("data-add=") == 2


@pytest.mark.parametrize("after", ["x", "-1", "9" * 30])
def test_a_cursor_that_is_none_is_not_found(browse: Browse, alice: User, after: str) -> None:
    assert browse(alice).get("/uploads/", {"after": after}).status_code == 404


def test_a_removed_upload_is_gone_with_its_address(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    assert browse(alice).post(f"/uploads/{upload.pk}/remove/").status_code == 302
    assert not Upload.objects.exists()
    assert browse(alice).get(upload.url).status_code == 404


def test_a_removed_upload_stays_with_the_jobs_that_need_it(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    job = press(alice, references.written("cat", [Reference(upload.url)]))[0]
    browse(alice).post(f"/uploads/{upload.pk}/remove/", headers=PART)
    assert upload.url_320 not in browse(alice).get("/uploads/").content.decode()
    assert wishes.again(job).pictures == (upload,)
    assert browse(alice).get(upload.url).status_code == 200


def test_a_removed_upload_that_is_brought_again_is_listed_again(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    press(alice, references.written("cat", [Reference(upload.url)]))
    browse(alice).post(f"/uploads/{upload.pk}/remove/")
    browse(alice).post("/uploads/", {"picture": file()})
    assert upload.url_320 in browse(alice).get("/uploads/").content.decode()


def test_a_stranger_cannot_remove_an_upload(browse: Browse, alice: User, charlie: User) -> None:
    upload = brought(alice, photo())
    assert browse(charlie).post(f"/uploads/{upload.pk}/remove/").status_code == 404
    assert Upload.objects.filter(pk=upload.pk).exists()
