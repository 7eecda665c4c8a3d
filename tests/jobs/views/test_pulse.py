"""The pulse: nothing for nothing, and only the parts that changed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from jobs.models import Feed, Job
from jobs.states import State
from jobs.views import estimates
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.conftest import bring, cursor_of, fail, finished, interval_of, running

Browse = Callable[[User], Client]
OLD = "1"  # a moment long ago: nothing came into its state since


def open_page(client: Client, address: str = "/create/") -> dict[str, str]:
    return cursor_of(client.get(address).content.decode())


def older(cursor: dict[str, str]) -> dict[str, str]:
    """The same page, open for hours."""
    version, line, _at = cursor["since"].split(".")
    return {**cursor, "since": f"{version}.{line}.4000000000"}


def beat(client: Client, cursor: dict[str, str]) -> tuple[int, str]:
    answer = client.get("/create/pulse/", cursor)
    return answer.status_code, answer.content.decode()


def test_nothing_new_is_one_statement_and_no_content(
    browse: Browse, alice: User, django_assert_num_queries: Callable[..., object]
) -> None:
    press(alice, "a cat")
    client = browse(alice)
    cursor = open_page(client)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context manager
        status, page = beat(client, cursor)
    assert (status, page) == (204, "")


def test_a_signed_out_page_is_refused_without_a_redirect(browse: Browse, alice: User) -> None:
    client = browse(alice)
    cursor = open_page(client)
    client.logout()
    assert beat(client, cursor) == (403, "")


def test_a_session_that_was_ended_elsewhere_is_over(browse: Browse, alice: User) -> None:
    client = browse(alice)
    cursor = open_page(client)
    Session.objects.all().delete()
    assert beat(client, cursor)[0] == 403


def test_a_person_who_was_deactivated_learns_nothing(browse: Browse, alice: User) -> None:
    client = browse(alice)
    cursor = open_page(client)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert beat(client, cursor)[0] == 403


def test_the_token_of_another_person_does_not_open_their_feed(browse: Browse, alice: User, charlie: User) -> None:
    cursor = open_page(browse(alice))
    press(alice, "alices cat")
    status, page = beat(browse(charlie), cursor)
    assert status in (200, 204)
    assert "alices cat" not in page


@pytest.mark.parametrize("since", ["", "x", "1.2", "1.2.3.4", "a.b.c"])
def test_a_cursor_that_is_none_of_ours_is_a_bad_request(browse: Browse, alice: User, since: str) -> None:
    assert beat(browse(alice), {"since": since})[0] == 400


def test_a_job_from_another_tab_appears_at_the_top(browse: Browse, alice: User) -> None:
    client = browse(alice)
    cursor = open_page(client)
    job = press(alice, "a cat")[0]
    status, page = beat(client, cursor)
    assert status == 200
    assert 'hx-swap-oob="afterbegin:#feed"' in page
    assert f'id="job-{job.pk}"' in page
    assert 'id="credits-rail"' in page
    assert "(1) Create" in page
    assert beat(client, cursor_of(page))[0] == 204


def test_progress_moves_only_the_bar_and_the_status(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job, still = running(alice), press(alice, "another cat")[0]
    cursor = older(open_page(client))
    Job.objects.note(job.pk, State.RUNNING, seen=True, progress=62, preview=4)
    _status, page = beat(client, cursor)
    assert f'id="job-{job.pk}-bar"' in page
    assert "--p:62" in page
    assert 'data-look="4"' in page
    assert f'id="job-{job.pk}-status"' in page
    for absent in (f'id="job-{job.pk}-strip"', f'id="job-{still.pk}-', "<article", "credits-rail"):
        assert absent not in page


def test_a_started_job_gets_a_new_strip(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job = press(alice, "a cat")[0]
    cursor = open_page(client)
    bring(job, State.RUNNING, seconds=0)
    _status, page = beat(client, cursor)
    assert f'id="job-{job.pk}-strip" data-state="running" data-say="a cat: started"' in page
    assert "<article" not in page


def test_a_done_job_brings_pictures_actions_and_credits(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job = running(alice, "a cat")
    cursor = open_page(client)
    for source, target in ((State.RUNNING, State.FETCHING), (State.FETCHING, State.DONE)):
        Job.objects.move(job.pk, source, target)
    _status, page = beat(client, cursor)
    assert f'id="job-{job.pk}-strip" data-state="done"' in page
    assert f'id="job-{job.pk}-u4"' in page
    assert 'id="credits-top"' in page
    assert interval_of(page) == "30"


def test_a_failed_job_says_why_and_what_came_back(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job = press(alice, "a cat")[0]
    cursor = open_page(client)
    fail(job, message="It may name a real person.")
    _status, page = beat(client, cursor)
    assert "The image service declined this prompt" in page
    assert "It may name a real person." in page
    assert "2 credits returned" in page


def test_the_pulse_is_quick_while_something_runs_and_slow_when_idle(browse: Browse, alice: User) -> None:
    client = browse(alice)
    assert interval_of(client.get("/create/").content.decode()) == "30"
    job = press(alice, "a cat")[0]
    assert interval_of(client.get("/create/").content.decode()) == "5"
    bring(job, State.RUNNING)
    assert interval_of(client.get("/create/").content.decode()) == "2"


def test_when_the_line_moves_the_waiting_jobs_hear_of_it(browse: Browse, alice: User, bob: User) -> None:
    client = browse(alice)
    first, mine = press(bob, "bobs cat")[0], press(alice, "a cat")[0]
    page = client.get("/create/").content.decode()
    assert '<b class="num">2nd</b>' in page
    Job.objects.move(first.pk, State.QUEUED, State.CANCELED)
    Feed.objects.bump("line")
    _status, news = beat(client, cursor_of(page))
    assert f'id="job-{mine.pk}-status"' in news
    assert '<b class="num">1st</b>' in news


def test_a_page_without_waiting_jobs_does_not_hear_of_the_line(browse: Browse, alice: User) -> None:
    client = browse(alice)
    finished(alice)
    cursor = open_page(client)
    Feed.objects.bump("line")
    assert beat(client, cursor)[0] == 204


def test_others_may_still_wait_after_news_of_a_running_job(browse: Browse, alice: User) -> None:
    client = browse(alice)
    press(alice, "a cat")
    job = running(alice)
    cursor = open_page(client)
    Job.objects.note(job.pk, State.RUNNING, seen=True, progress=10)
    _status, page = beat(client, cursor)
    Feed.objects.bump("line")
    estimates.forget()
    assert beat(client, cursor_of(page))[0] == 200


def test_the_team_feed_shows_a_colleague_and_no_stranger(browse: Browse, alice: User, bob: User, charlie: User) -> None:
    client = browse(bob)
    mine, team = open_page(client), open_page(client, "/create/?scope=team")
    press(alice, "alices cat")
    press(charlie, "charlies cat")
    assert beat(client, mine)[0] == 204
    page = beat(client, team)[1]
    assert "alices cat" in page
    assert "charlies cat" not in page
    assert "credits-rail" not in page  # Alice's job moves nothing in Bob's purse


def test_the_page_of_a_job_hears_of_it_and_of_its_children_only(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job = press(alice, "a cat")[0]
    cursor = open_page(client, f"/jobs/{job.uid}/")
    other = press(alice, "a dog")[0]
    page = beat(client, cursor)[1]
    assert f"job-{other.pk}" not in page
    bring(job, State.DONE)
    page = beat(client, cursor_of(page))[1]
    assert f'id="job-{job.pk}-strip" data-state="done"' in page
    assert 'id="job-aside"' in page
