"""The pages for what went wrong."""

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.test import Client, RequestFactory

from mjweb import errors

GET = RequestFactory().get("/")


def test_a_missing_page_says_so(client: Client, db: None) -> None:
    answer = client.get("/enter/nowhere/")
    assert answer.status_code == 404
    assert "That page is not here." in answer.content.decode()


def test_a_denial_shows_its_reason() -> None:
    answer = errors.forbidden(GET, PermissionDenied("This page is for admins."))
    assert (answer.status_code, b"This page is for admins." in answer.content) == (403, True)


def test_a_body_above_the_limit_is_413() -> None:
    assert errors.bad_request(GET, RequestDataTooBig()).status_code == 413


def test_a_form_without_its_token_is_explained(alice: object) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/theme/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_too_many_tries_name_the_wait() -> None:
    answer = errors.too_many(GET, 40)
    assert (answer.status_code, answer["Retry-After"], b"Try again in 40 s." in answer.content) == (429, "40", True)


def test_a_broken_page_needs_no_database() -> None:
    answer = errors.broken(GET)
    assert (answer.status_code, b"Nothing was charged." in answer.content) == (500, True)


def test_a_broken_page_is_drawn_when_its_style_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_extra: str) -> None:
        raise FileNotFoundError("tokens.css")

    monkeypatch.setattr("mjweb.templatetags.frame.sheet", lost)
    assert b"Something broke on our side." in errors.broken(GET).content


def test_a_closed_site_says_when_to_come_back() -> None:
    answer = errors.closed(GET)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
