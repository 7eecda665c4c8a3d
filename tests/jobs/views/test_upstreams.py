"""Adding and changing an image service: by operators only, and its key is never shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.test import Client

from jobs import engines, operating
from jobs.engines.ttapi import TTAPIEngine
from jobs.models import Job, Upstream
from jobs.states import State
from jobs.times import FOREVER
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, User
from mjweb.seal import unseal
from tests.jobs.conftest import press

Browse = Callable[[User], Client]
PAGE = "/ops/queue/upstreams/"
KEY = "key-of-the-second-account-9876"
FILLED = {
    "name": "second",
    "address": "https://api.example.org",
    "key": KEY,
    "limit": "5",
    "weight": "2",
    "relax": "on",
    "fast": "on",
    "opens": "",
    "shuts": "",
    "enabled": "on",
}


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    Upstream.objects.seed()
    return browse(alice)


def add(client: Client, **fields: str) -> str:
    return client.post(f"{PAGE}new/", FILLED | fields, follow=True).content.decode()


def second() -> Upstream:
    return Upstream.objects.get(name="second")


def change(client: Client, **fields: str) -> str:
    """What is there already, but for these fields; the key is not in the page, so it is not sent."""
    filled = FILLED | {"key": ""} | fields
    return client.post(f"{PAGE}{second().pk}/", filled, follow=True).content.decode()


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_for_everybody_else_the_pages_do_not_exist(
    browse: Browse, hers: Client, name: str, request: pytest.FixtureRequest
) -> None:
    client = browse(request.getfixturevalue(name))
    addresses = [f"{PAGE}new/", f"{PAGE}{Upstream.objects.get().pk}/"]
    assert {client.get(one).status_code for one in addresses} == {404}
    assert {client.post(one, FILLED).status_code for one in addresses} == {404}
    assert Upstream.objects.count() == 1


def test_one_is_added_with_its_key_sealed(hers: Client) -> None:
    assert "second is added and takes work" in add(hers)
    row = second()
    assert (row.engine, row.address, row.limit, row.weight, row.speeds, row.enabled) == (
        "ttapi", "https://api.example.org", 5, 2, ["relax", "fast"], True,
    )  # fmt: skip
    assert (unseal(row.sealed_key), row.key_end) == (KEY, "9876")


def test_its_engine_is_made_of_what_was_entered(hers: Client) -> None:
    add(hers)
    assert repr(engines.of(second())) == "<TTAPIEngine https://api.example.org>"
    assert isinstance(engines.of(second()), TTAPIEngine)


def test_a_twin_of_the_press_adds_no_second_one(hers: Client, alice: User) -> None:
    twin = Upstream(name="second", engine="ttapi")
    add(hers)
    assert operating.add_upstream(By(alice), twin) is False
    assert (Upstream.objects.filter(name="second").count(), Entry.objects.count()) == (1, 1)


def test_the_key_is_in_no_page_no_row_and_no_trail(hers: Client, capsys: pytest.CaptureFixture[str]) -> None:
    pages = add(hers) + add(hers, weight="x") + hers.get(f"{PAGE}{second().pk}/").content.decode()
    call_command("dumpdata", "jobs", "accounts")
    assert KEY not in pages + capsys.readouterr().out
    assert "Ends in 9876" in pages


def test_an_empty_key_keeps_the_one_that_is_there(hers: Client) -> None:
    add(hers)
    change(hers, weight="7")
    assert (unseal(second().sealed_key), second().weight) == (KEY, 7)


def test_each_is_told_in_the_trail_without_the_key(hers: Client) -> None:
    add(hers)
    change(hers, limit="6", key="another-key-1234")
    told = list(Entry.objects.order_by("pk").values_list("verb", "subject", "detail"))
    assert told == [
        ("upstream.added", "second", "https://api.example.org"),
        ("upstream.changed", "second", "limit, key_end"),
    ]


def test_a_change_leaves_what_was_counted_meanwhile(hers: Client) -> None:
    add(hers)
    Upstream.objects.filter(name="second").update(vtime=77, silent=2)
    change(hers, limit="6")
    assert (second().limit, second().vtime, second().silent) == (6, 77, 2)


def test_nothing_different_changes_nothing(hers: Client) -> None:
    add(hers)
    assert "Nothing was different" in change(hers)
    assert Entry.objects.filter(verb="upstream.changed").count() == 0


def test_an_account_with_jobs_in_progress_keeps_its_key(hers: Client, alice: User) -> None:
    add(hers)
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(upstream=second(), state=State.RUNNING, slot=0)
    assert "Jobs are in progress with this address and key" in change(hers, key="another-key-1234")
    assert unseal(second().sealed_key) == KEY


def test_everything_else_may_change_while_jobs_are_in_progress(hers: Client, alice: User) -> None:
    add(hers)
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(upstream=second(), state=State.RUNNING, slot=0)
    change(hers, limit="3")
    assert second().limit == 3


def test_a_new_key_forgets_what_the_old_account_held(hers: Client) -> None:
    add(hers)
    Upstream.objects.filter(name="second").update(balance=5_000, most=2)
    change(hers, key="another-key-1234")
    assert (second().balance, second().most) == (None, None)


def test_no_key_goes_to_an_address_that_it_was_not_entered_for(hers: Client) -> None:
    add(hers)
    assert "Enter the key of the account at this address." in change(hers, address="https://elsewhere.example.org")
    assert second().address == "https://api.example.org"


def test_a_new_key_is_tried_at_once(hers: Client) -> None:
    add(hers)
    Upstream.objects.pause(second(), FOREVER, "invalid key")
    change(hers, key="another-key-1234")
    assert (second().is_open, second().pause_reason) == (True, "")


def test_the_embedded_engine_has_neither_address_nor_key(hers: Client) -> None:
    row = Upstream.objects.get()
    page = hers.get(f"{PAGE}{row.pk}/").content.decode()
    assert (row.engine, 'name="key"' in page, 'name="limit"' in page) == ("sketch", False, True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "first"}, "already exists"),
        ({"name": ""}, "required"),
        ({"key": ""}, "Enter the key of the account at this address."),
        ({"key": "", "address": ""}, "the settings name none"),
        ({"key": "two words"}, "spaces or signs that no key has"),
        ({"address": "ftp://example.org"}, "must be http or https and a host"),
        ({"address": "https://someone@example.org"}, "must be http or https and a host"),
        ({"limit": "0"}, "From 1 to 1000."),
        ({"limit": "1001"}, "From 1 to 1000."),
        ({"weight": "0"}, "From 1 to 100."),
        ({"relax": "", "fast": ""}, "Choose at least one speed"),
        ({"opens": "09:00"}, "Give both times, or none."),
        ({"opens": "09:00", "shuts": "09:00"}, "That is no time at all."),
    ],
)
def test_what_cannot_be_says_so_and_adds_nothing(hers: Client, fields: dict[str, str], sentence: str) -> None:
    answer = hers.post(f"{PAGE}new/", FILLED | fields)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert (Upstream.objects.count(), Entry.objects.count()) == (1, 0)


def test_what_was_added_stands_in_the_queue_with_a_way_to_change_it(hers: Client) -> None:
    page = add(hers)
    assert f'href="{PAGE}{second().pk}/"' in page


def test_what_is_left_on_the_account_is_told(hers: Client) -> None:
    add(hers)
    Upstream.objects.filter(name="second").update(balance=812_500)
    assert "812.5 left on the account." in hers.get("/ops/queue/").content.decode()
