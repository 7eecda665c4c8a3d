"""The usage page: figures that add up, lines that tell what happened, and nobody else's."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from jobs import submit, wishes
from jobs.models import Job, Source
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from mjweb.gallery import spending
from mjweb.quotas.models import Kind, Purse, Window


def press(user: User, text: str, mode: str = "fast") -> Job:
    batch = submit.submit(user, Source.PAGE, f"{text} {mode}", wishes.checked(text, mode).wishes)
    return batch.jobs.get()


def end(job: Job, state: State = State.DONE) -> None:
    """Bring a job to its end by the legal arrows."""
    for source, target in (
        (State.QUEUED, State.CLAIMED),
        (State.CLAIMED, State.SENDING),
        (State.SENDING, State.RUNNING),
        (State.RUNNING, State.FETCHING if state == State.DONE else state),
    ):
        assert Job.objects.move(job.pk, source, target)
    if state == State.DONE:
        assert Job.objects.move(job.pk, State.FETCHING, State.DONE)


def window_of(user: User) -> Window:
    return Window.objects.current(Purse.objects.of(user))


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def test_the_page_says_what_is_left_of_what(hers: Client, alice: User) -> None:
    end(press(alice, "a cat"))
    page = hers.get(reverse("usage:index")).content.decode()
    assert "98<small>of 100 credits left" in page


def test_an_empty_month_has_a_page(hers: Client) -> None:
    assert hers.get(reverse("usage:index")).status_code == 200


def test_a_job_by_a_key_with_its_own_allowance_is_told_and_counted_once(hers: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 10_000)
    batch = submit.submit(alice, Source.API, "k", wishes.checked("a cat", "fast").wishes, api_key=key)
    end(batch.jobs.get())
    assert [line.kind for line in spending.latest(window_of(alice))] == [Kind.SETTLE, Kind.GRANT]
    lines = hers.get(reverse("usage:ledger")).context["entries"]
    assert [(entry.line.kind, entry.line.balance) for entry in lines] == [
        (Kind.SETTLE, 98_000),
        (Kind.HOLD, 98_000),
        (Kind.GRANT, 100_000),
    ]
    rows = b"".join(hers.get(reverse("usage:csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert [row["kind"] for row in csv.DictReader(io.StringIO(rows))] == [Kind.GRANT, Kind.HOLD, Kind.SETTLE]


def test_the_groups_add_up_to_what_was_spent(alice: User) -> None:
    for mode in ("relax", "fast", "turbo"):
        end(press(alice, "a cat", mode))
    groups = spending.by_group(alice, window_of(alice))
    assert sum(group.amount for group in groups) == window_of(alice).used == 7_000


def test_the_days_add_up_to_what_was_spent(alice: User) -> None:
    for mode in ("relax", "turbo"):
        end(press(alice, "a cat", mode))
    days, _axis = spending.by_day(alice, window_of(alice))
    assert sum(day.total for day in days) == 5_000


def test_a_failed_job_is_told_as_failed_and_returned(alice: User) -> None:
    end(press(alice, "a cat"), State.FAILED)
    told = [(entry.line.kind, entry.ended_badly) for entry in spending.entries(list(spending.latest(window_of(alice))))]
    assert told == [("return", False), ("hold", True), ("grant", False)]


def test_a_settled_hold_is_told_by_its_settlement_alone(alice: User) -> None:
    end(press(alice, "a cat"))
    assert [line.kind for line in spending.latest(window_of(alice))] == ["settle", "grant"]


@pytest.mark.parametrize(
    ("highest", "top"),
    [(0, 3000), (3000, 3000), (3001, 6000), (6001, 12000), (12001, 15000), (15001, 30000), (50000, 60000)],
)
def test_the_axis_ends_at_a_round_figure(highest: int, top: int) -> None:
    assert spending.axis(highest) == top


def test_the_pace_goes_on_as_it_was(alice: User) -> None:
    window = window_of(alice)
    window.used = 20_000
    half = window.starts + (window.ends - window.starts) / 2
    assert spending.pace(window, half) == 60_000


def test_the_first_day_has_no_pace(alice: User) -> None:
    window = window_of(alice)
    window.used = 20_000
    assert spending.pace(window, window.starts + timedelta(hours=3)) is None


def test_a_page_of_the_ledger_costs_the_same_however_many_lines_it_has(
    hers: Client, alice: User, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        end(press(alice, f"cat {number}", "relax"))
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        hers.get(reverse("usage:ledger"))


def test_the_ledger_goes_on_behind_a_line(hers: Client, alice: User) -> None:
    for number in range(30):
        end(press(alice, f"cat {number}", "relax"))
    first = hers.get(reverse("usage:ledger"))
    second = hers.get(reverse("usage:ledger"), {"after": first.context["next"]})
    pages = [entry.line.pk for page in (first, second) for entry in page.context["entries"]]
    assert pages == sorted(set(pages), reverse=True)
    assert len(pages) == 61


@pytest.mark.parametrize("after", ["x", "-1", "٣", "9" * 400])
def test_a_strange_cursor_does_no_harm(hers: Client, after: str) -> None:
    assert hers.get(reverse("usage:ledger"), {"after": after}).status_code == 200


def test_a_prompt_that_looks_like_a_formula_is_text_in_the_file(hers: Client, alice: User) -> None:
    press(alice, "=HYPERLINK(1) a cat")
    body = b"".join(hers.get(reverse("usage:csv")).streaming_content).decode()  # type: ignore[attr-defined]
    assert [row["what"] for row in csv.DictReader(io.StringIO(body))][-1] == "'=HYPERLINK(1) a cat"


def test_markup_in_a_prompt_is_shown_as_text(hers: Client, alice: User) -> None:
    press(alice, "<script>alert(1)</script> a cat")
    page = hers.get(reverse("usage:index")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["usage:index", "usage:ledger", "usage:csv"])
def test_charlie_sees_nothing_of_alice(client: Client, alice: User, charlie: User, name: str) -> None:
    end(press(alice, "a secret cat"))
    client.force_login(charlie)
    answer = client.get(reverse(name))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert b"secret" not in body


@pytest.mark.parametrize("name", ["usage:index", "usage:ledger", "usage:csv"])
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, name: str) -> None:
    answer = client.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, reverse("account_login"))
