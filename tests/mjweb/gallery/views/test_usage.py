"""The page of usage: what it shows, of whom, and to whom."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jobs.models import Spared
from mjweb.accounts.models import ApiKey, Membership, Role, User
from mjweb.gallery.month import Month
from mjweb.gallery.scope import Scope
from mjweb.quotas.models import Purse, Window
from tests.mjweb.gallery.spend import press, spend

PAGES = ["usage:index", "usage:team"]


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def page(client: Client, name: str = "usage:index", **query: str) -> str:
    return client.get(reverse(name), query).content.decode()


def test_the_page_says_what_is_left_of_what(hers: Client, alice: User) -> None:
    spend(alice, "a cat")
    assert "98<small>of 100 credits left" in page(hers)


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_month_has_a_page(hers: Client, name: str) -> None:
    assert hers.get(reverse(name)).status_code == 200


def test_a_team_without_a_pool_says_what_it_spent(hers: Client, alice: User, bob: User) -> None:
    spend(bob, "a cat")
    assert "2<small>credits spent" in page(hers, "usage:team")


def test_a_team_with_a_pool_says_what_is_left_of_it(hers: Client, alice: User, bob: User) -> None:
    Window.objects.allow(Purse.objects.of_team(alice.team), 50_000)
    spend(bob, "a cat")
    assert "48<small>of 50 credits left" in page(hers, "usage:team")


@pytest.mark.parametrize(
    ("name", "spared"), [("usage:index", "2 credits not spent"), ("usage:team", "3 credits not spent")]
)
def test_it_says_what_was_spared_in_the_month(hers: Client, alice: User, bob: User, name: str, spared: str) -> None:
    Spared.objects.note(alice, "a", [1_000, 1_000])
    Spared.objects.note(bob, "b", [1_000])
    Spared.objects.note(alice, "long ago", [50_000])
    Spared.objects.filter(key="long ago").update(created_at="2020-01-01T00:00:00Z")
    assert spared in page(hers, name)


def test_the_table_has_the_figures_of_the_chart(hers: Client, alice: User) -> None:
    spend(alice, "a cat", "turbo")
    spend(alice, "a dog", "relax")
    rows = [line for line in page(hers, show="table").splitlines() if "<tbody>" in line]
    assert '<td class="r">1</td><td class="r"></td><td class="r">4</td><td class="r">5</td>' in rows[0]


def test_another_month_says_nothing_of_this_one(hers: Client, alice: User) -> None:
    spend(alice, "a cat about now")
    User.objects.filter(pk=alice.pk).update(date_joined="2020-01-01T00:00:00Z")
    before = Month.of(Scope(alice).today).before
    body = page(hers, month=str(before))
    assert "a cat about now" not in body
    assert "There was no allowance in this month." in body


def test_one_turns_back_to_the_month_of_joining_and_no_further(hers: Client, alice: User) -> None:
    assert 'rel="prev"' not in page(hers)
    User.objects.filter(pk=alice.pk).update(date_joined="2020-01-01T00:00:00Z")
    assert 'rel="prev"' in page(hers)


@pytest.mark.parametrize("month", ["", "x", "2026-13", "2999-01", "2026-11-29"])
def test_what_is_no_month_or_not_yet_is_this_one(hers: Client, alice: User, month: str) -> None:
    spend(alice, "a cat")
    assert "98<small>of 100 credits left" in page(hers, month=month)


def test_the_file_is_of_the_month_that_the_page_shows(hers: Client, alice: User) -> None:
    month = Month.of(Scope(alice).today)
    assert f"{reverse('usage:csv')}?since={month.first}&amp;until={month.last}" in page(hers)


def test_a_member_without_the_right_is_offered_no_team(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert reverse("usage:team") not in page(client)


def test_a_member_without_the_right_is_told_whom_to_ask(client: Client, bob: User) -> None:
    client.force_login(bob)
    answer = client.get(reverse("usage:team"))
    assert (answer.status_code, "Alice Archer" in answer.content.decode()) == (403, True)


def test_billing_sees_what_the_team_spent_and_no_prompts(client: Client, alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob, team=alice.team).update(role=Role.BILLING)
    spend(alice, "a secret cat")
    client.force_login(bob)
    body = page(client, "usage:team")
    assert "Alice Archer" in body
    assert "secret" not in body


def test_a_space_of_one_s_own_leads_to_one_s_own_page(hers: Client, alice: User) -> None:
    alice.enter(alice.personal_space)
    assert hers.get(reverse("usage:team")).headers["Location"] == reverse("usage:index")


def test_the_people_of_a_team_lead_to_their_lines(hers: Client, bob: User) -> None:
    spend(bob, "a cat")
    assert f"{reverse('usage:team_ledger')}?person={bob.pk}&amp;since=" in page(hers, "usage:team")


def test_markup_in_a_prompt_is_shown_as_text(hers: Client, alice: User) -> None:
    press(alice, "<script>alert(1)</script> a cat")
    body = page(hers)
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)" in body


@pytest.mark.parametrize("name", PAGES)
def test_a_page_costs_the_same_questions_however_much_was_spent(
    hers: Client, alice: User, bob: User, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        spend(alice, f"cat {number}", "relax")
        spend(bob, f"dog {number}", "relax", ApiKey.objects.issue(bob))
    with django_assert_max_num_queries(26):
        hers.get(reverse(name))


@pytest.mark.parametrize("name", PAGES)
def test_charlie_sees_nothing_of_alice(client: Client, alice: User, charlie: User, name: str) -> None:
    Membership.objects.filter(user=charlie).update(role=Role.OWNER)
    spend(alice, "a secret cat")
    client.force_login(charlie)
    body = page(client, name)
    assert "secret" not in body
    assert "Alice" not in body


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
