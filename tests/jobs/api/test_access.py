"""The door: which key, which body, how large, and an envelope whatever happens."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

from jobs import wishes
from jobs.api.blend import blend
from jobs.models import Job, Upload
from mjweb.accounts.models import ApiKey, User
from mjweb.accounts.models.wrong_keys import MOST
from tests.jobs.api.conftest import Caller, bare, noise, nothing_happened, png, uri

WRITING = ["imagine", "action", "seed", "blend", "describe", "inpaint"]


def test_a_bearer_token_is_a_key_too(caller: Caller) -> None:
    given = {"TT-API-KEY": "", "Authorization": f"Bearer {caller.secret}"}
    assert caller.get("info", **given)[0] == 200


def test_of_two_joined_keys_the_first_counts(caller: Caller) -> None:
    assert caller.get("info", **{"TT-API-KEY": f"{caller.secret}, {caller.secret}"})[0] == 200
    assert caller.get("info", **{"TT-API-KEY": f"x, {caller.secret}"})[0] == 401


@pytest.mark.parametrize("scheme", ["Basic", "", "Bearerx"])
def test_another_scheme_is_no_key(caller: Caller, scheme: str) -> None:
    given = {"TT-API-KEY": "", "Authorization": f"{scheme} {caller.secret}"}
    assert caller.get("info", **given)[0] == 401


def test_an_expired_key_is_a_401(alice: User) -> None:
    key = ApiKey.objects.issue(alice, expires_at=timezone.now() - timedelta(seconds=1))
    status, answer = Caller(alice, key.secret).get("info")
    assert (status, answer["message"]) == (401, "Wrong TT-API-KEY or email is not activated.")


@pytest.mark.parametrize("name", WRITING)
def test_a_key_that_may_only_read_makes_nothing(alice: User, name: str) -> None:
    reader = Caller(alice, ApiKey.objects.issue(alice, read_only=True).secret)
    status, answer = reader.post(name, {"prompt": "a cat", "dry_run": True})
    assert (status, "may only read" in answer["message"]) == (403, True)


def test_a_key_that_may_only_read_cancels_nothing_and_asks_everything(caller: Caller) -> None:
    job = caller.made("imagine", {"prompt": "a cat"})
    reader = Caller(caller.user, ApiKey.objects.issue(caller.user, read_only=True).secret)
    assert reader.ask("DELETE", f"job?jobId={job.uid}")[0] == 403
    for address in (f"fetch?jobId={job.uid}", "fetch-list", "info", "/midjourney/status"):
        assert reader.get(address)[0] == 200
    assert reader.post("promptCheck", {"prompt": "a cat"})[0] == 200


def test_too_many_wrong_keys_have_to_wait_and_right_ones_do_not(caller: Caller, db: None) -> None:
    wrong = Caller(caller.user, "mjw_x")
    assert {wrong.get("info")[0] for _ in range(MOST)} == {401}
    status, answer = wrong.get("info")
    assert (status, answer["status"]) == (429, "FAILED")
    assert int(wrong.last.headers["Retry-After"]) > 0
    assert caller.get("info")[0] == 200


def test_query_and_body_are_one_and_the_body_wins(caller: Caller) -> None:
    job = caller.made("imagine?mode=relax&prompt=a+dog", {"prompt": "a cat"})
    assert (job.prompt, job.mode) == ("a cat", "relax")


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_json_is_read_whatever_its_type_says(caller: Caller, kind: str) -> None:
    assert caller.post("imagine", {"prompt": "a cat"}, kind=kind)[0] == 200


def test_form_fields_are_read_where_there_is_no_json(caller: Caller) -> None:
    kind = "application/x-www-form-urlencoded"
    assert caller.post("imagine", "prompt=a+cat&mode=turbo", kind=kind)[0] == 200
    assert Job.objects.get().mode == "turbo"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b'"x"'])
def test_a_body_that_is_no_object_is_a_400(caller: Caller, body: bytes) -> None:
    assert caller.post("imagine", body)[0] == 400


def test_a_body_without_a_length_is_a_411(caller: Caller) -> None:
    request: WSGIRequest = RequestFactory().generic("POST", "/", headers={"TT-API-KEY": caller.secret})
    request.META |= {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    assert blend(request).status_code == 411


# Sizes ----------------------------------------------------------------------------------------------------------------


class Poisoned(io.BytesIO):
    """A body that nobody may read."""

    def read(self, *_: object) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.parametrize(("name", "size"), [("imagine", 2_621_441), ("action", 70_000_001), ("blend", 70_000_001)])
def test_a_body_that_is_too_large_is_refused_unread(caller: Caller, name: str, size: int) -> None:
    answer = caller.client.post(
        f"/midjourney/v1/{name}",
        content_type="application/json",
        headers={"TT-API-KEY": caller.secret},
        **{"CONTENT_LENGTH": str(size), "wsgi.input": Poisoned()},  # type: ignore[arg-type]  # the environ of WSGI
    )
    assert (answer.status_code, answer.json()["status"]) == (413, "FAILED")


def test_a_large_body_with_pictures_is_read_as_it_streams(caller: Caller, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    pictures = [noise(400), noise(401), png("red")]
    job = caller.made("blend", {"imgBase64Array": [uri(pictures[0]), bare(pictures[1]), uri(pictures[2])]})
    assert [upload.size for upload in job.uploads()] == [len(picture) for picture in pictures]


def test_escaped_slashes_of_a_large_body_are_read(caller: Caller, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    body = json.dumps({"base64": uri(noise(400))}).replace("/", "\\/")
    assert caller.post("describe", body.encode())[0] == 200
    assert Upload.objects.get().size == len(noise(400))


def test_a_large_body_of_words_is_refused(caller: Caller, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    body = {"base64": uri(png()), **{f"field{n}": "x" * 100_000 for n in range(4)}}
    assert caller.post("describe", body)[0] == 413
    assert nothing_happened(caller.user)


def test_one_picture_may_be_no_larger_than_an_upload(caller: Caller, settings: Settings) -> None:
    settings.MOST_UPLOAD = 1_000
    status, answer = caller.post("describe", {"base64": uri(noise(40))})
    assert (status, "larger than" in answer["message"]) == (400, True)
    assert nothing_happened(caller.user)


def test_a_large_body_that_breaks_off_is_a_400(caller: Caller, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200_000
    body = json.dumps({"base64": uri(noise(400))}).encode()[:-40]
    assert caller.post("describe", body)[0] == 400
    assert nothing_happened(caller.user)


# When something breaks ------------------------------------------------------------------------------------------------


def test_what_nobody_expected_is_a_500_in_the_envelope(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(wishes, "plan", broken)
    status, answer = caller.post("imagine", {"prompt": "a cat"})
    assert (status, answer["status"], answer["data"]) == (500, "FAILED", None)
    assert "Nothing was charged" in answer["message"]
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_is_kept_by_nobody_on_the_way(caller: Caller) -> None:
    caller.get("info")
    assert "no-store" in caller.last.headers["Cache-Control"]
