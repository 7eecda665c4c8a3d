"""The page of prices: for operators only, all or nothing, and what it changes for those who prompt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from jobs.models import Job, Mode, Price, Work
from jobs.price_form import name_of, stamp
from jobs.submit import change_speed
from jobs.tariff import DEFAULTS, Cell, Table
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Kind, Line, Purse, Window
from mjweb.quotas.units import plain
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

Browse = Callable[[User], Client]
PAGE, BACK = "/ops/prices/", "/ops/prices/defaults/"
FAST, TURBO = Cell("imagine", "fast"), Cell("imagine", "turbo")


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    return browse(alice)


def save(client: Client, opened: Table | None = None, **typed: str) -> Answer:
    """Press Save on a page that showed `opened` (default: the prices of now); `imagine_fast="3"` is what was typed."""
    shown = Price.objects.table() if opened is None else opened
    data = {name_of(cell): plain(amount) for cell, amount in shown.items()} | {"opened": stamp(shown)}
    return client.post(PAGE, data | {name.replace("_", "-"): typed[name] for name in typed})


def field(page: str, name: str) -> str:
    """The input of a price, as markup."""
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    assert found is not None, name
    return found[0]


def window(user: User) -> Window:
    return Window.objects.current(Purse.objects.of(user))


# Who may come in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [PAGE, BACK])
def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={address}")


@pytest.mark.parametrize("address", [PAGE, BACK])
@pytest.mark.parametrize("method", ["get", "post"])
def test_for_those_who_do_not_run_the_site_there_is_no_such_page(
    browse: Browse, bob: User, charlie: User, address: str, method: str
) -> None:
    answers = [getattr(browse(user), method)(address).status_code for user in (bob, charlie)]
    assert answers == [404, 404]


def test_nobody_else_can_save(browse: Browse, alice: User, bob: User, charlie: User) -> None:
    for client in (browse(bob), browse(charlie), Client()):
        save(client, imagine_fast="0")
    assert Price.objects.table() == DEFAULTS


def test_operators_alone_find_the_link(browse: Browse, alice: User, bob: User) -> None:
    pages = [browse(user).get("/account/").content.decode() for user in (alice, bob)]
    assert [page.count(f'href="{PAGE}"') for page in pages] == [2, 0]  # the rail, and the list for phones


# The page -----------------------------------------------------------------------------------------------------------


def test_every_price_has_a_field_with_a_name(hers: Client) -> None:
    page = hers.get(PAGE).content.decode()
    for work in Work:
        for mode in Mode:
            price = plain(DEFAULTS[Cell(work.value, mode.value)])
            assert f'value="{price}" inputmode="decimal"' in field(page, name_of(Cell(work, mode)))
            assert f'<label for="id_{work}-{mode}"><span class="sr">{work.label}, </span>{mode.label}</label>' in page


def test_the_page_says_what_becomes_of_jobs_that_were_asked_for(hers: Client) -> None:
    assert "A job that was asked for before keeps the price it was held at" in hers.get(PAGE).content.decode()


def test_a_price_that_differs_shows_its_default(hers: Client) -> None:
    save(hers, imagine_fast="2.5")
    page = hers.get(PAGE).content.decode()
    assert page.count("Usually ") == 1
    assert "Usually 2<" in page
    assert 'aria-describedby="id_imagine-fast_helptext"' in field(page, "imagine-fast")


# Saving -------------------------------------------------------------------------------------------------------------


def test_saving_changes_what_was_typed_and_nothing_else(hers: Client) -> None:
    answer = save(hers, imagine_fast="2.125", seed_relax="0")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert Price.objects.table() == {**DEFAULTS, FAST: 2125, Cell("seed", "relax"): 0}


def test_saving_says_how_many_prices_changed(hers: Client) -> None:
    save(hers, imagine_fast="2.5", imagine_turbo="5")
    assert "2 prices changed" in hers.get(PAGE).content.decode()


def test_saving_what_is_there_already_changes_nothing(hers: Client) -> None:
    assert save(hers).status_code == 302
    assert Price.objects.count() == len(DEFAULTS)
    assert "No price was different" in hers.get(PAGE).content.decode()


def test_the_last_changes_say_who_changed_what(hers: Client, alice: User) -> None:
    save(hers, imagine_fast="2.5")
    page = hers.get(PAGE).content.decode()
    changes = page[page.index('id="p-changes"') :]
    text = " ".join(re.sub(r"<[^>]+>", " ", changes).split())
    assert re.search(r"AA Grid, Fast Alice Archer, today \d\d:\d\d from 2 → to 2\.5", text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("two", "Write it like 2 or 0.25."),
        ("0.1234", "Three decimals at most."),
        ("-1", "From 0 to 1,000,000."),
        ("1000000.5", "From 0 to 1,000,000."),
        ("", "Give a price; 0 is free."),
    ],
)
def test_bad_input_is_told_beside_its_field_and_saves_nothing(hers: Client, text: str, sentence: str) -> None:
    answer = save(hers, imagine_fast=text, imagine_turbo="5")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 price needs another look, so nothing was saved." in page
    found = field(page, "imagine-fast")
    assert 'aria-invalid="true"' in found
    assert 'aria-describedby="id_imagine-fast_error"' in found
    assert "autofocus" in found
    assert page.index('id="id_imagine-fast_error"') < page.index(sentence) < page.index('id="id_imagine-turbo"')
    assert Price.objects.table() == DEFAULTS


def test_everything_that_was_typed_stays(hers: Client) -> None:
    page = save(hers, imagine_fast='<b>"two', imagine_turbo="5.50").content.decode()
    assert 'value="&lt;b&gt;&quot;two"' in field(page, "imagine-fast")
    assert 'value="5.50"' in field(page, "imagine-turbo")


def test_a_post_without_fields_saves_nothing(hers: Client) -> None:
    assert hers.post(PAGE).status_code == 422
    assert Price.objects.table() == DEFAULTS


# Two operators ------------------------------------------------------------------------------------------------------


def test_who_saves_second_is_told_and_nothing_is_saved(hers: Client) -> None:
    save(hers, DEFAULTS, imagine_fast="2.5")
    answer = save(hers, DEFAULTS, imagine_fast="3", pan_fast="1")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The prices were changed while this page was open, so nothing was saved." in page
    assert 'value="3"' in field(page, "imagine-fast")
    assert page.index('id="id_imagine-fast_error"') < page.index("Now 2.5") < page.index('id="id_imagine-turbo"')
    assert Price.objects.table() == {**DEFAULTS, FAST: 2500}


def test_saving_again_keeps_what_the_other_did_elsewhere(hers: Client) -> None:
    save(hers, DEFAULTS, imagine_turbo="5")
    page = save(hers, DEFAULTS, imagine_fast="3").content.decode()
    again = dict(re.findall(r'<input type="(?:text|hidden)" name="([\w-]+)" value="([^"]*)"', page))
    assert hers.post(PAGE, again).status_code == 302
    assert Price.objects.table() == {**DEFAULTS, FAST: 3000, TURBO: 5000}


def test_a_forged_stamp_saves_nothing(hers: Client) -> None:
    data = {name_of(cell): "1" for cell in DEFAULTS} | {"opened": "x"}
    assert hers.post(PAGE, data).status_code == 409
    assert Price.objects.table() == DEFAULTS


# Back to the defaults -----------------------------------------------------------------------------------------------


def test_the_way_back_is_offered_only_where_something_differs(hers: Client) -> None:
    before = hers.get(PAGE).content.decode()
    save(hers, imagine_fast="2.5")
    assert [f'href="{BACK}"' in page for page in (before, hers.get(PAGE).content.decode())] == [False, True]


def test_the_way_back_asks_first_and_lists_what_would_change(hers: Client) -> None:
    save(hers, imagine_fast="2.5")
    page = hers.get(BACK).content.decode()
    assert "Put 1 price back to its default?" in page
    assert "Grid, Fast" in page
    assert Price.objects.table()[FAST] == 2500


def test_the_way_back_sets_every_default_and_writes_it_down(hers: Client) -> None:
    save(hers, imagine_fast="2.5", seed_relax="0")
    assert hers.post(BACK, {"opened": stamp(Price.objects.table())})["Location"] == PAGE
    assert Price.objects.table() == DEFAULTS
    assert [price.amount for price in Price.objects.order_by("pk")][-2:] == [2000, 1000]


def test_the_way_back_asks_again_when_the_prices_changed_meanwhile(hers: Client) -> None:
    save(hers, imagine_fast="2.5")
    opened = stamp(Price.objects.table())
    save(hers, imagine_turbo="5")
    answer = hers.post(BACK, {"opened": opened})
    assert answer.status_code == 409
    assert "Put 2 prices back to their defaults?" in answer.content.decode()
    assert Price.objects.table() == {**DEFAULTS, FAST: 2500, TURBO: 5000}


def test_there_is_nothing_to_ask_when_every_price_is_at_its_default(hers: Client) -> None:
    assert hers.get(BACK)["Location"] == PAGE


# What it changes ----------------------------------------------------------------------------------------------------


def test_the_estimate_of_create_uses_the_new_price_at_once(hers: Client) -> None:
    save(hers, imagine_fast="2.5")
    assert "<b>2.5 credits</b><span>100 left, then 97.5</span>" in hers.get("/create/").content.decode()
    quote = hers.post("/create/quote/", {"prompt": "{a, b} cat", "mode": "fast"}).content.decode()
    assert "<b>5 credits</b>" in quote


def test_jobs_are_held_at_the_new_price_from_page_and_api(hers: Client, alice: User) -> None:
    save(hers, imagine_fast="2.5")
    hers.post("/create/", {"prompt": "a cat", "mode": "fast", "key": "k"})
    Client().post(
        "/midjourney/v1/imagine",
        json.dumps({"prompt": "a dog", "mode": "fast"}),
        content_type="application/json",
        headers={"TT-API-KEY": ApiKey.objects.issue(alice, "program").secret},
    )
    assert sorted(Job.objects.values_list("text", "quote")) == [("a cat", 2500), ("a dog", 2500)]


def test_a_free_job_is_drawn_and_costs_nothing(hers: Client, alice: User, ttapi: Upstream) -> None:
    save(hers, imagine_fast="0")
    press(alice, "a cat")
    drive()
    assert (Job.objects.get().state, window(alice).left) == ("done", 100_000)


def test_a_job_that_was_asked_for_settles_at_the_price_it_was_held_at(
    hers: Client, alice: User, ttapi: Upstream
) -> None:
    (job,) = press(alice, "a cat")
    save(hers, imagine_fast="50")
    drive()
    job.refresh_from_db()
    settled = Line.objects.get(reference=job.reference, kind=Kind.SETTLE)
    assert (job.state, settled.amount, window(alice).used, window(alice).held) == ("done", 2000, 2000, 0)


def test_a_job_moved_to_another_speed_is_held_at_the_price_of_now(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    save(hers, imagine_turbo="5")
    assert change_speed(job, Mode.TURBO.value)
    assert window(alice).held == 5000


# The table for everybody ---------------------------------------------------------------------------------------------


def test_everybody_sees_what_each_job_costs(browse: Browse, charlie: User) -> None:
    page = browse(charlie).get("/usage/prices/").content.decode()
    assert page.count('<th scope="row">') == len(Work) + 1  # version 6
    assert page.count('<td class="r">') == (len(Work) + 1) * len(Mode)


def test_a_changed_price_says_since_when(browse: Browse, hers: Client, bob: User) -> None:
    assert "since " not in browse(bob).get("/usage/prices/").content.decode()
    save(hers, imagine_fast="3")
    day = Price.objects.latest("pk").first_day
    page = browse(bob).get("/usage/prices/").content.decode()
    assert f'<td class="r">3 <small class="quiet">since {day}</small></td>' in page


def test_what_is_to_come_says_from_when(browse: Browse, hers: Client, bob: User) -> None:
    day = timezone.localdate() + timedelta(days=3)
    save(hers, day=str(day), imagine_fast="3")
    page = told(browse(bob).get("/usage/prices/").content.decode())
    assert f"Grid, Fast 3 2 {date_format(day, 'j F Y')}" in page[page.index("To come") :]
    assert "Before" not in page


def test_what_held_before_says_until_when(browse: Browse, hers: Client, bob: User) -> None:
    save(hers, imagine_fast="3")
    page = told(browse(bob).get("/usage/prices/").content.decode())
    assert f"Grid, Fast 2 the start {date_format(timezone.localdate(), 'j F Y')}" in page[page.index("Before") :]
    assert "To come" not in page


# From a later day on --------------------------------------------------------------------------------------------------


def test_a_later_day_changes_nothing_until_then(hers: Client) -> None:
    save(hers, day=str(timezone.localdate() + timedelta(days=3)), imagine_fast="3")
    assert Price.objects.table() == DEFAULTS
    assert Price.objects.book().at(timezone.now() + timedelta(days=4))[FAST] == 3000


def test_a_later_day_is_said(hers: Client) -> None:
    day = timezone.localdate() + timedelta(days=3)
    save(hers, day=str(day), imagine_fast="3")
    assert f"1 price changes on {date_format(day, 'j F Y')}" in hers.get(PAGE).content.decode()


def test_a_day_of_the_past_is_told_beside_its_field_and_saves_nothing(hers: Client) -> None:
    answer = save(hers, day=str(timezone.localdate() - timedelta(days=1)), imagine_fast="3")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Today is the first day there is." in page[page.index('id="id_day_error"') :]
    assert Price.objects.count() == len(DEFAULTS)


def test_a_price_to_come_can_be_taken_back(hers: Client) -> None:
    save(hers, day=str(timezone.localdate() + timedelta(days=3)), imagine_fast="3")
    page = hers.get(PAGE).content.decode()
    (address,) = re.findall(r'action="(/ops/prices/\d+/take-back/)"', page)
    assert hers.post(address, follow=True).content.decode().count("Taken back") == 1
    assert "To come" not in hers.get(PAGE).content.decode()


def test_taking_back_what_holds_already_says_so(hers: Client) -> None:
    save(hers, imagine_fast="3")
    address = f"/ops/prices/{Price.objects.latest('pk').pk}/take-back/"
    assert "holds already" in hers.post(address, follow=True).content.decode()
    assert Price.objects.table()[FAST] == 3000


def test_nobody_else_takes_a_price_back(browse: Browse, hers: Client, bob: User, charlie: User) -> None:
    save(hers, day=str(timezone.localdate() + timedelta(days=3)), imagine_fast="3")
    address = f"/ops/prices/{Price.objects.latest('pk').pk}/take-back/"
    assert [browse(user).post(address).status_code for user in (bob, charlie)] == [404, 404]
    assert Price.objects.count() == len(DEFAULTS) + 1


def told(page: str) -> str:
    """A page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
