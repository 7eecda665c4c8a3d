"""Who must be signed in."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils.functional import SimpleLazyObject

from mjweb.accounts.middleware import SignedIn


class LookedAt(Exception):
    """Somebody asked who it is."""


def nobody() -> None:
    raise LookedAt


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@login_not_required
def open_page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def unseen() -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(nobody)  # type: ignore[assignment]  # it stands for a person
    return request


def test_a_view_that_is_open_to_all_does_not_look_at_the_person() -> None:
    assert SignedIn(open_page).process_view(unseen(), open_page, (), {}) is None


def test_every_other_view_looks_at_the_person() -> None:
    with pytest.raises(LookedAt):
        SignedIn(page).process_view(unseen(), page, (), {})


def test_a_view_that_says_nothing_sends_a_stranger_to_the_door(client: Client, db: None) -> None:
    assert client.get("/account/").status_code == 302
