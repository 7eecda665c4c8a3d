"""CORS: off, and where it is on for the listed origins only."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.jobs.api.conftest import Caller

ORIGIN = "https://app.example.org"
ALLOWED = "Access-Control-Allow-Origin"


def test_nothing_is_opened_unless_it_is_listed(caller: Caller) -> None:
    caller.get("info", Origin=ORIGIN)
    assert not [name for name in caller.last.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("listed", [(ORIGIN,), ("*",)])
def test_a_listed_origin_may_read_answers_and_refusals(
    caller: Caller, settings: Settings, listed: tuple[str, ...]
) -> None:
    settings.API_CORS = listed
    for address in ("info", "fetch?jobId=x"):
        caller.get(address, Origin=ORIGIN)
        assert caller.last.headers[ALLOWED] == ORIGIN
        assert "Origin" in caller.last.headers["Vary"]


def test_another_origin_may_not(caller: Caller, settings: Settings) -> None:
    settings.API_CORS = (ORIGIN,)
    caller.get("info", Origin="https://elsewhere.example.org")
    assert ALLOWED not in caller.last.headers


def test_a_browser_s_question_names_methods_and_headers(caller: Caller, settings: Settings) -> None:
    settings.API_CORS = (ORIGIN,)
    caller.secret = ""
    status, _ = caller.ask("OPTIONS", "imagine", Origin=ORIGIN, **{"Access-Control-Request-Method": "POST"})
    headers = caller.last.headers
    assert (status, headers[ALLOWED]) == (204, ORIGIN)
    assert "POST" in headers["Access-Control-Allow-Methods"]
    assert "TT-API-KEY" in headers["Access-Control-Allow-Headers"]


def test_cookies_are_never_asked_for(caller: Caller, settings: Settings) -> None:
    settings.API_CORS = ("*",)
    caller.get("info", Origin=ORIGIN)
    assert "Access-Control-Allow-Credentials" not in caller.last.headers
