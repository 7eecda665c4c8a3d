"""Info: what the key's person has left, in numbers."""

from __future__ import annotations

import re

import pytest
from allauth.account.models import EmailAddress

from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse, Window
from tests.jobs.api.conftest import Caller
from tests.jobs.conftest import press


def test_it_says_who_and_how_much(caller: Caller) -> None:
    status, answer = caller.get("info")
    data = answer["data"]
    assert (status, answer["status"], answer["message"]) == (200, "SUCCESS", "success")
    assert (data["email"], data["balance"]) == ("alice@example.org", 100)
    assert (data["freeze_balance"], data["max_queue"]) == (0, 10)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", data["created_at"])
    assert data["email_verified_at"] == data["created_at"]


def test_what_is_held_is_frozen(caller: Caller) -> None:
    press(caller.user, "a cat")
    data = caller.get("info")[1]["data"]
    assert (data["balance"], data["freeze_balance"]) == (98, 2)


def test_numbers_are_whole_where_they_can_be(caller: Caller) -> None:
    Window.objects.allow(Purse.objects.of(caller.user), 1_500)
    assert caller.get("info")[1]["data"]["balance"] == 1.5
    Window.objects.allow(Purse.objects.of(caller.user), 2_000)
    caller.get("info")
    assert '"balance": 2,' in caller.last.content.decode()


def test_a_key_with_an_allowance_has_no_more_than_that(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 7_000)
    assert Caller(alice, key.secret).get("info")[1]["data"]["balance"] == 7


def test_a_person_may_have_a_queue_of_their_own(caller: Caller) -> None:
    User.objects.update(max_queue=3)
    assert caller.get("info")[1]["data"]["max_queue"] == 3


def test_an_address_that_was_not_verified_has_no_date(caller: Caller) -> None:
    EmailAddress.objects.update(verified=False)
    assert caller.get("info")[1]["data"]["email_verified_at"] is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_both_methods_are_the_same(caller: Caller, method: str) -> None:
    assert caller.ask(method, "info")[0] == 200


def test_a_stranger_hears_of_their_own_account(stranger: Caller) -> None:
    assert stranger.get("info")[1]["data"]["email"] == "charlie@example.org"
