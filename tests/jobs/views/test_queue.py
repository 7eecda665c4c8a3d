"""The page Queue: for operators only; what runs and waits, why, and what becomes of each press."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs.models import Attempt, Job, Upstream
from jobs.states import State
from jobs.views import line
from mjweb.accounts.models import Team, User
from mjweb.quotas.models import Purse
from tests.jobs.conftest import press
from tests.jobs.views.conftest import fail, running
from tests.jobs.views.test_deliveries import text

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

Browse = Callable[[User], Client]
PAGE = "/ops/queue/"
# session, person, spaces, credits, all feeds, version of the line, what runs, what waits, places, upstreams, slots in
# use, intake, teams seen, how many run and wait
QUERIES = 15


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    Upstream.objects.seed()
    return browse(alice)


@pytest.fixture
def strange(charlie: User) -> Job:
    """A waiting job of somebody whose pictures the operator does not see."""
    Purse.objects.of(charlie, 100_000)
    return press(charlie, "a secret garden")[0]


def read(client: Client, query: str = "") -> str:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.content.decode()


def row(page: str, job: Job) -> str:
    """What is read in the row of a job."""
    found = re.search(rf'<tr role="row" id="j-{job.pk}">.*?</tr>', page, re.DOTALL)
    assert found is not None
    return text(found[0])


def do(client: Client, act: str, job: Job, **fields: str) -> Answer:
    return client.post(f"{PAGE}{job.uid}/{act}/", fields, follow=True)


def order(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'id="j-(\d+)"', page)]


# Who may come in ----------------------------------------------------------------------------------------------------


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get(PAGE).headers["Location"] == f"/login/?next={PAGE}"


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_for_those_who_do_not_run_the_site_there_is_no_such_page(
    browse: Browse, alice: User, name: str, request: pytest.FixtureRequest
) -> None:
    client = browse(request.getfixturevalue(name))
    assert [client.get(address).status_code for address in (PAGE, f"{PAGE}pulse/")] == [404, 404]


@pytest.mark.parametrize("act", ["cancel", "retry", "first"])
@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_nobody_else_does_anything(
    browse: Browse, alice: User, name: str, act: str, request: pytest.FixtureRequest
) -> None:
    press(alice, "a cat")
    job = press(alice, "a dog")[0]
    client = browse(request.getfixturevalue(name))
    assert client.post(f"{PAGE}{job.uid}/{act}/").status_code == 404
    assert client.post(f"{PAGE}cancel/", {"pick": job.pk}).status_code == 404
    after = Job.objects.get(pk=job.pk)
    assert (after.state, after.rank) == (job.state, job.rank)


@pytest.mark.parametrize("act", ["cancel", "retry", "first"])
def test_a_get_does_nothing(hers: Client, strange: Job, act: str) -> None:
    assert hers.get(f"{PAGE}{strange.uid}/{act}/").status_code == 405


# What it says -------------------------------------------------------------------------------------------------------


def test_a_waiting_job_says_whose_it_is_its_place_and_why(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat", "turbo")
    said = row(read(hers), job)
    assert re.search(
        r"a cat AA Alice Archer Studio Turbo \d+ s ago Waiting 1st in line It is about to start\.", said
    ), said


def test_what_somebody_else_wrote_is_not_shown(hers: Client, strange: Job) -> None:
    page = read(hers)
    assert "a secret garden" not in page
    assert f"Grid {strange.uid.hex[:8]} CC Charlie Cook Elsewhere" in row(page, strange)


def test_a_running_job_says_how_far_it_is(hers: Client, alice: User) -> None:
    job = running(alice, progress=40)
    assert "Running 40 %" in row(read(hers), job)


def test_another_try_says_what_the_service_said(hers: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    Job.objects.update(due_at=timezone.now() + timedelta(seconds=90))
    Attempt.objects.create(job=job, number=1, tag="x", note="queue is full")
    assert re.search(r"Another try at \d\d:\d\d:\d\d\. Last answer: queue is full", row(read(hers), job))


def test_what_runs_stands_before_what_waits_in_its_turn(hers: Client, alice: User, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    waiting = [press(alice, "a cat")[0], press(alice, "a dog")[0], press(bob, "a koi")[0]]
    runs = running(alice)
    assert order(read(hers)) == [runs.pk, waiting[0].pk, waiting[2].pk, waiting[1].pk]


def test_an_empty_queue_says_so(hers: Client) -> None:
    assert "Nothing runs and nothing waits" in read(hers)


def test_the_totals_count_everything(hers: Client, alice: User) -> None:
    running(alice)
    press(alice, "a {cat, dog}")
    assert "1 runs 2 wait" in text(read(hers, "?speed=relax"))


# Filters and pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=running", "runs"),
        ("state=waiting", "waits strange"),
        ("state=ended", "failed"),
        ("speed=turbo", "waits"),
        ("who=CHARLIE@example.org", "strange"),
        ("who=cook", "strange"),
        ("who=nobody", ""),
        ("state=odd&speed=odd", "runs waits strange"),
    ],
)
def test_filters(hers: Client, alice: User, strange: Job, query: str, found: str) -> None:
    jobs = {"failed": fail(press(alice, "a koi")[0]), "runs": running(alice), "strange": strange}
    jobs["waits"] = press(alice, "a cat", "turbo")[0]
    assert set(order(read(hers, f"?{query}"))) == {jobs[name].pk for name in found.split()}


@pytest.mark.parametrize("state", ["", "ended"])
def test_pages_follow_one_another_without_a_gap(
    hers: Client, alice: User, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PAGE", 2)
    for count in range(3):
        running(alice) if not state else fail(press(alice, f"koi {count}")[0])
    if not state:
        press(alice, "a {cat, dog, koi}")
    whole, query = [], f"?state={state}"
    while True:
        page = read(hers, query)
        whole += order(page)
        link = re.search(r'href="(\?[^"]*after=[^"]*)"', page)
        if link is None:
            break
        query = link[1].replace("&amp;", "&")
    assert (len(whole), len(set(whole))) == ((3, 3) if state else (6, 6))


@pytest.mark.parametrize("after", ["w_1", "w_x_y", "r_", "e_1", "x", "w_9999999999999999999_1", "w_\u0661_1"])
def test_an_odd_place_in_the_list_breaks_nothing(hers: Client, alice: User, after: str) -> None:
    press(alice, "a cat")
    assert hers.get(PAGE, {"after": after}).status_code == 200


@pytest.mark.parametrize("count", [10, 1000])
def test_a_long_line_asks_no_more(
    hers: Client, alice: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    running(alice)
    one = press(alice, "a cat")[0]
    rows = (
        Job(
            batch=one.batch, number=n, user=alice, team=one.team, action="imagine", prompt="x", mode="fast", quote=0,
            timeout=300, rank=n,
        )
        for n in range(1, count)
    )  # fmt: skip
    Job.objects.bulk_create(rows)
    hers.get(PAGE)
    with django_assert_num_queries(QUERIES):
        hers.get(PAGE)


# Refreshing ---------------------------------------------------------------------------------------------------------


def beat(client: Client, page: str) -> tuple[int, str]:
    pulse = re.search(r'hx-get="([^"]+)".*?name="since" value="([^"]+)"', page[page.index('<div id="pulse"') :])
    assert pulse is not None
    address = pulse[1].replace("&amp;", "&")
    answer = client.get(f"{address}{'&' if '?' in address else '?'}since={pulse[2]}")
    return answer.status_code, answer.content.decode()


def test_nothing_new_is_no_content_for_few_questions(
    hers: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    press(alice, "a cat")
    page = read(hers)
    with django_assert_num_queries(3):  # session, person, all feeds
        assert beat(hers, page) == (204, "")


def test_a_change_of_anybody_brings_the_list_anew_with_its_filter(hers: Client, alice: User, strange: Job) -> None:
    page = read(hers, "?who=cook")
    press(alice, "a cat")
    status, news = beat(hers, page)
    assert (status, order(news)) == (200, [strange.pk])
    assert beat(hers, news) == (204, "")


def test_a_signed_out_page_is_refused_without_a_redirect(client: Client, db: None) -> None:
    assert client.get(f"{PAGE}pulse/?since=1.1").status_code == 403


# What is done -------------------------------------------------------------------------------------------------------


def test_cancel_says_what_was_returned(hers: Client, strange: Job) -> None:
    page = do(hers, "cancel", strange).content.decode()
    assert f"Cancelled: Grid {strange.uid.hex[:8]}, of Charlie Cook. 2 credits returned." in page


def test_cancel_of_what_cannot_be_stopped_says_what_that_costs(hers: Client, alice: User) -> None:
    job = running(alice)
    assert Job.objects.move(job.pk, State.RUNNING, State.FETCHING)
    page = do(hers, "cancel", job).content.decode()
    assert "It costs its 2 credits if it comes to pictures, else nothing." in page


def test_what_came_late_is_not_among_what_ended_without_pictures(hers: Client, alice: User) -> None:
    late, lost = (fail(job) for job in press(alice, "a {cat, dog}"))
    Job.objects.filter(pk=late.pk).update(late=True)
    page = hers.get("/ops/queue/?state=ended").content.decode()
    assert (f"j-{late.pk}" in page, f"j-{lost.pk}" in page) == (False, True)


def test_cancel_of_what_has_ended_says_so(hers: Client, alice: User) -> None:
    job = fail(press(alice, "a cat")[0])
    assert "It has ended already" in do(hers, "cancel", job).content.decode()


def test_many_are_cancelled_at_once_and_counted(hers: Client, alice: User, strange: Job) -> None:
    ended = fail(press(alice, "a koi")[0])
    picked = [strange.pk, press(alice, "a cat")[0].pk, ended.pk, "x"]
    page = hers.post(f"{PAGE}cancel/", {"pick": picked}, follow=True).content.decode()
    assert "2 jobs cancelled, 4 credits returned" in page
    assert "1 job could not be cancelled" in page
    assert set(Job.objects.values_list("state", flat=True)) == {"canceled", "failed"}


def test_nothing_ticked_is_nothing_done(hers: Client, strange: Job) -> None:
    assert "Nothing was ticked" in hers.post(f"{PAGE}cancel/", follow=True).content.decode()
    assert Job.objects.get().state == State.QUEUED


def test_retry_says_who_pays(hers: Client, strange: Job) -> None:
    page = do(hers, "retry", fail(strange)).content.decode()
    assert "2 credits held of Charlie Cook." in page
    assert "was retried already" in do(hers, "retry", strange).content.decode()


def test_retry_of_what_runs_is_refused(hers: Client, strange: Job) -> None:
    assert "Only a job that ended without pictures" in do(hers, "retry", strange).content.decode()


def test_retry_for_somebody_who_cannot_pay_says_why(hers: Client, strange: Job, charlie: User) -> None:
    fail(strange)
    Purse.objects.of(charlie).windows.update(limit=1000)
    assert "Not retried, for Charlie Cook: " in do(hers, "retry", strange).content.decode()


def test_first_says_so_and_says_what_is_so_already(hers: Client, alice: User) -> None:
    jobs = [press(alice, text)[0] for text in ("a cat", "a dog")]
    assert "Next in line: " in do(hers, "first", jobs[1]).content.decode()
    assert order(read(hers)) == [jobs[1].pk, jobs[0].pk]
    assert "It is the next in line already" in do(hers, "first", jobs[1]).content.decode()


def test_a_press_leads_back_to_the_same_filter(hers: Client, strange: Job) -> None:
    answer = do(hers, "cancel", strange, back="state=waiting&who=cook&x=//elsewhere.example")
    assert answer.redirect_chain == [(f"{PAGE}?state=waiting&who=cook", 302)]


def test_a_job_that_is_not_there_is_not_found(hers: Client) -> None:
    assert hers.post(f"{PAGE}00000000-0000-4000-8000-000000000000/cancel/").status_code == 404


def test_a_team_of_one_s_own_has_a_name_here_too(hers: Client, alice: User) -> None:
    alice.current = Team.objects.get(personal_of=alice)
    alice.save()
    (job,) = press(alice, "a cat")
    assert "Alice Archer Personal" in row(read(hers), job)
