"""The pages of the ledger: lines, filters and files, each of whom it is about."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import ApiKey, Membership, Role, User
from mjweb.quotas.models import Kind, Purse
from tests.mjweb.gallery.spend import press, spend

MINE = ["usage:ledger", "usage:csv"]
OURS = ["usage:team_ledger", "usage:team_csv"]


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def body(client: Client, name: str, **query: str) -> str:
    answer = client.get(reverse(name), query)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()  # type: ignore[attr-defined]  # of a stream


def test_a_job_by_a_key_with_its_own_allowance_is_told_and_counted_once(hers: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 10_000)
    spend(alice, "a cat", key=key)
    lines = hers.get(reverse("usage:ledger")).context["entries"]
    assert [(entry.line.kind, entry.line.balance) for entry in lines] == [
        (Kind.SETTLE, 98_000),
        (Kind.HOLD, 98_000),
        (Kind.GRANT, 100_000),
    ]
    rows = csv.DictReader(io.StringIO(body(hers, "usage:csv")))
    assert [row["kind"] for row in rows] == [Kind.GRANT, Kind.HOLD, Kind.SETTLE]


@pytest.mark.parametrize("name", ["usage:ledger", "usage:team_ledger"])
def test_a_page_costs_the_same_questions_however_many_lines_it_has(
    hers: Client, alice: User, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        spend(alice, f"cat {number}", "relax")
    with django_assert_max_num_queries(14):
        hers.get(reverse(name))


def test_the_next_page_keeps_the_filters(hers: Client, alice: User) -> None:
    for number in range(26):
        spend(alice, f"cat {number}", "relax")
    answer = hers.get(reverse("usage:ledger"), {"speed": "relax"})
    assert f"?speed=relax&amp;after={answer.context['page'].after}" in answer.content.decode()


def test_the_form_shows_what_is_asked_for(hers: Client, alice: User) -> None:
    page = body(hers, "usage:ledger", speed="turbo", since="2026-03-01")
    assert '<option value="turbo" selected>' in page
    assert 'name="since" value="2026-03-01"' in page
    assert "No line fits." in page


def test_the_form_names_nobody_who_is_not_of_the_team(hers: Client, charlie: User) -> None:
    page = body(hers, "usage:team_ledger", person=str(charlie.pk))
    assert "No longer here" in page
    assert "Charlie" not in page


@pytest.mark.parametrize("after", ["x", "-1", "٣", "9" * 400])
def test_a_strange_cursor_does_no_harm(hers: Client, after: str) -> None:
    assert hers.get(reverse("usage:ledger"), {"after": after}).status_code == 200


@pytest.mark.parametrize("day", ["x", "2026-02-30", "0001-01-01", "9999-12-31", "2026-W01"])
def test_a_strange_day_does_no_harm(hers: Client, day: str) -> None:
    assert hers.get(reverse("usage:ledger"), {"since": day, "until": day}).status_code == 200


def test_a_prompt_that_looks_like_a_formula_is_text_in_the_file(hers: Client, alice: User) -> None:
    press(alice, "=HYPERLINK(1) a cat")
    rows = list(csv.DictReader(io.StringIO(body(hers, "usage:csv"))))
    assert rows[-1]["what"] == "'=HYPERLINK(1) a cat"


@pytest.mark.parametrize("name", OURS)
def test_billing_reads_sums_and_no_prompts(client: Client, alice: User, bob: User, name: str) -> None:
    Membership.objects.filter(user=bob, team=alice.team).update(role=Role.BILLING)
    spend(alice, "a secret cat")
    client.force_login(bob)
    page = body(client, name)
    assert "Alice Archer" in page
    assert "secret" not in page


@pytest.mark.parametrize("name", OURS)
def test_a_member_without_the_right_reads_no_line(client: Client, alice: User, bob: User, name: str) -> None:
    spend(alice, "a secret cat")
    client.force_login(bob)
    answer = client.get(reverse(name))
    assert (answer.status_code, b"secret" in answer.content) == (403, False)


@pytest.mark.parametrize(("name", "own"), [("usage:team_ledger", "usage:ledger"), ("usage:team_csv", "usage:csv")])
def test_a_space_of_one_s_own_leads_to_one_s_own_lines(hers: Client, alice: User, name: str, own: str) -> None:
    alice.enter(alice.personal_space)
    assert hers.get(reverse(name)).headers["Location"] == reverse(own)


@pytest.mark.parametrize("name", MINE + OURS)
def test_charlie_sees_nothing_of_alice(client: Client, alice: User, charlie: User, name: str) -> None:
    Membership.objects.filter(user=charlie).update(role=Role.OWNER)
    spend(alice, "a secret cat")
    client.force_login(charlie)
    page = body(client, name, person=str(alice.pk))
    assert "secret" not in page
    assert "Alice" not in page


@pytest.mark.parametrize("name", MINE + OURS)
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
