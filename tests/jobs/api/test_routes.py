"""The addresses: with and without a last slash, however many slashes, and by their methods only."""

from __future__ import annotations

import pytest
from django.urls import reverse

from jobs.api.routes import urlpatterns
from tests.jobs.api.conftest import Caller

METHODS = {
    "imagine": {"POST"},
    "action": {"POST"},
    "seed": {"POST"},
    "blend": {"POST"},
    "describe": {"POST"},
    "inpaint": {"POST"},
    "fetch": {"GET", "HEAD", "POST"},
    "fetch_list": {"GET", "HEAD", "POST"},
    "info": {"GET", "HEAD", "POST"},
    "prompt_check": {"POST"},
    "cancel": {"DELETE"},
    "status": {"GET", "HEAD"},
}


def test_every_route_is_in_this_test() -> None:
    assert {pattern.name for pattern in urlpatterns} == METHODS.keys() | {"unknown", "root", "openapi", "docs"}


@pytest.mark.parametrize("name", METHODS)
def test_an_address_is_read_with_any_number_of_slashes(caller: Caller, name: str) -> None:
    address = reverse(f"api:{name}")
    method = min(METHODS[name])
    doubled = f"http://testserver{address.replace('/', '//')}"  # a path alone would be read as a host
    answers = {caller.ask(method, each)[0] for each in (address, f"{address}/", f"{address}//", doubled)}
    assert len(answers) == 1
    assert answers <= {200, 400}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("name", METHODS)
def test_another_method_is_a_405_that_names_the_right_ones(caller: Caller, name: str, method: str) -> None:
    status, answer = caller.ask(method, reverse(f"api:{name}"))
    if method in METHODS[name]:
        assert status in (200, 400)
    else:
        assert (status, answer["status"]) == (405, "FAILED")
        assert set(caller.last.headers["Allow"].split(", ")) == METHODS[name] | {"OPTIONS"}


@pytest.mark.parametrize("name", METHODS)
def test_options_tells_the_methods_without_a_key(caller: Caller, name: str) -> None:
    caller.secret = ""
    assert caller.ask("OPTIONS", reverse(f"api:{name}"))[0] == 204
    assert set(caller.last.headers["Allow"].split(", ")) == METHODS[name] | {"OPTIONS"}


@pytest.mark.parametrize("name", [name for name in METHODS if "HEAD" in METHODS[name]])
def test_head_is_get_without_its_body(caller: Caller, name: str) -> None:
    got = caller.get(reverse(f"api:{name}"))[0]
    assert caller.ask("HEAD", reverse(f"api:{name}"))[0] == got
    assert caller.last.content == b""
