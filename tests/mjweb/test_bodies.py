"""How large a form may be: 2.5 MB everywhere, 70 MB for signed-in people where pictures are taken."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory
from django.urls import reverse

from mjweb import bodies
from mjweb.accounts.models import User

MB = 1_000_000
Sent = Callable[..., int]


@pytest.fixture
def sent(client: Client) -> Sent:
    """`sent("blend:index", 3 * MB)`: the status of a form with a file of that size."""

    def send(name: str, size: int) -> int:
        file = io.BytesIO(b"\0" * size)
        file.name = "zeros.png"
        return client.post(reverse(name), {"files": file, "add": "1"}).status_code

    return send


def test_a_form_that_takes_pictures_may_be_large(client: Client, alice: User, sent: Sent) -> None:
    client.force_login(alice)
    assert sent("blend:index", 3 * MB) == 422  # it was read: the file is no picture


def test_it_has_an_end(client: Client, alice: User, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_WITH_PICTURES", 4 * MB)
    client.force_login(alice)
    assert sent("blend:index", 5 * MB) == 413


def test_a_visitor_may_not_send_so_much(db: None, sent: Sent) -> None:
    assert sent("blend:index", 3 * MB) == 413


@pytest.mark.parametrize("name", ["create:quote", "account_login"])
def test_no_other_form_may_be_large(client: Client, alice: User, sent: Sent, name: str) -> None:
    client.force_login(alice)
    assert sent(name, 3 * MB) == 413


def test_what_does_not_tell_its_size_is_counted_as_it_comes(db: None) -> None:
    request = RequestFactory().post("/")
    handler = bodies.Bounded(request)
    handler.handle_raw_input(io.BytesIO(), {}, 0, "edge")
    for _chunk in range(40):
        assert handler.receive_data_chunk(b"\0" * 64 * 1024, 0)
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(b"\0" * 64 * 1024, 0)
