"""The page Health: for operators only; what it says while all is well, what of each trouble, and sending again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs import follow, queue
from jobs.models import Delivery, Heartbeat, Job, Upstream
from jobs.models.delivery import Outcome
from jobs.states import State
from jobs.views import estimates, figures
from mjweb.accounts.models import Entry, Mail, User
from mjweb.quotas.models import Window
from tests.jobs.conftest import press
from tests.jobs.test_hooks import ended
from tests.jobs.views.conftest import bring, running
from tests.jobs.views.test_deliveries import attempted, text
from tests.jobs.views.test_estimates import ended as measured

Browse = Callable[[User], Client]
PAGE = "/ops/health/"
URL = "https://receiver.example.org/hooks/mjweb?token=secret"
# session, person, spaces, credits; stamps, and of each queue its worker's and its monitor's; waiting and the oldest,
# polls, unknown, lost, words refused; services and their places; three speeds; stuck and fetching, each counted and
# listed; calls and mails, each counted and listed; the newest line, windows and lines
QUERIES = 34


@pytest.fixture
def hers(browse: Browse, alice: User) -> Client:
    """An operator of a site whose every part is alive."""
    figures._wrong.cache_clear()
    Upstream.objects.seed()
    for role in (follow.ROLE, *(of(name) for name in queue.QUEUES for of in (queue.worker_of, queue.monitor_of))):
        Heartbeat.objects.beat(role)
    return browse(alice)


def read(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return text(answer.content.decode())


def given_up(user: User) -> Delivery:
    return Delivery.objects.get(job=attempted(ended(user, URL), *[Outcome(500, "", 9)] * 3))


def failed_mail() -> Mail:
    mail = Mail.objects.write("dora@example.org", "Your code", "the code is 123456")
    Mail.objects.filter(pk=mail.pk).update(
        state="failed", tries=6, error="550 no such mailbox", ended_at=timezone.now()
    )
    return mail


# Who may come in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_for_those_who_do_not_run_the_site_there_is_no_such_page(
    browse: Browse, hers: Client, name: str, request: pytest.FixtureRequest
) -> None:
    client = browse(request.getfixturevalue(name))
    assert [client.get(one).status_code for one in (PAGE, f"{PAGE}pulse/")] == [404, 404]


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_nobody_else_sends_anything_again(
    browse: Browse, hers: Client, alice: User, name: str, request: pytest.FixtureRequest
) -> None:
    client, delivery, mail = browse(request.getfixturevalue(name)), given_up(alice), failed_mail()
    acts = [f"{PAGE}deliveries/{delivery.pk}/again/", f"{PAGE}mails/{mail.pk}/again/"]
    assert [client.post(one).status_code for one in acts] == [404, 404]
    assert (Delivery.objects.failed().count(), Mail.objects.failed().count()) == (1, 1)


# What it says -------------------------------------------------------------------------------------------------------


def test_a_site_that_is_well_says_so_of_every_part(hers: Client) -> None:
    page = read(hers)
    for words in (
        "Follower just now All right",
        "Workers of dispatch just now All right",
        "Waiting 0 All right",
        "Oldest waits none waits All right",
        "Polls are late by none is due All right",
        "first 0 of 10 places used All right",
        "Ledger every balance is the sum of its lines All right",
        "No running job takes more than three times as long",
        "Every picture that was drawn has been brought home.",
        "Each end of a job was told",
        "Each mail went out",
    ):
        assert words in page, words


@pytest.mark.parametrize(("role", "words"), [(follow.ROLE, "Follower"), (queue.worker_of("media"), "Workers of media")])
def test_a_silent_process_is_trouble(hers: Client, role: str, words: str) -> None:
    Heartbeat.objects.filter(role=role).update(at=timezone.now() - timedelta(minutes=10))
    assert f"{words} 10 min ago Trouble" in read(hers)


def test_a_process_that_never_lived_is_trouble(hers: Client) -> None:
    Heartbeat.objects.all().delete()
    assert "Follower never Trouble" in read(hers)


def test_a_long_wait_is_told_by_its_age(hers: Client, alice: User) -> None:
    press(alice, "a cat")
    Job.objects.update(created_at=timezone.now() - timedelta(hours=2))
    page = read(hers)
    assert "Waiting 1 All right" in page
    assert "Oldest waits 2 h Look here" in page


def test_late_polls_are_told(hers: Client, alice: User) -> None:
    running(alice, due_at=timezone.now() - timedelta(seconds=300))
    assert "Polls are late by 5 min Trouble" in read(hers)


def test_a_lost_answer_and_a_lost_job_want_a_look(hers: Client, alice: User) -> None:
    jobs = [bring(press(alice, "a cat")[0], State.SENDING) for _count in range(2)]
    assert all(Job.objects.move(job.pk, State.SENDING, State.UNKNOWN) for job in jobs)
    assert Job.objects.move(jobs[0].pk, State.UNKNOWN, State.LOST, reason="deadline")
    page = read(hers)
    assert "Without an answer now 1 Look here" in page
    assert "Lost in the last hour returned in full 1 Look here" in page


def test_a_paused_service_wants_a_look(hers: Client) -> None:
    Upstream.objects.update(enabled=False)
    assert "first first takes no work until an operator lets it. 0 of 10 places used Look here" in read(hers)


def test_a_parked_service_is_trouble(hers: Client) -> None:
    Upstream.objects.update(parked_at=timezone.now(), probe_at=timezone.now())
    assert "first 0 of 10 places used Trouble" in read(hers)


def test_speeds_are_those_of_the_prompt_bar(hers: Client, alice: User) -> None:
    measured(alice, State.DONE, 50, 15)
    measured(alice, State.FAILED, 10, 5)
    page = read(hers)
    assert "About 50 s a job, 75 % succeed Look here" in page
    assert "No recent jobs, promised within 60 s No figure" in page


def test_a_stuck_job_is_named(hers: Client, alice: User) -> None:
    job = running(alice, seconds=300)
    assert estimates.is_stuck(job)
    running(alice, seconds=60)
    page = read(hers)
    assert page.count(f"Grid {job.uid.hex[:8]} Alice Archer, Fast, Running 5 min ago Look here") == 1
    assert "in all" not in page


@pytest.mark.parametrize(("minutes", "words"), [(300, "All right"), (40, "Look here"), (5, "Trouble"), (-5, "Trouble")])
def test_pictures_not_home_say_when_their_links_die(hers: Client, alice: User, minutes: int, words: str) -> None:
    until = timezone.now() + timedelta(minutes=minutes)
    job = bring(press(alice, "a cat")[0], State.FETCHING, links_until=until)
    die = r"its links die at .*, in .*" if minutes > 0 else r"its links died at .*"
    assert re.search(rf"Grid {job.uid.hex[:8]} Alice Archer, Fast, Collecting {die} {words}", read(hers))


def test_a_balance_that_differs_is_trouble(hers: Client, alice: User) -> None:
    press(alice, "a cat")
    Window.objects.update(held=1)
    page = read(hers)
    assert "Ledger Run: manage.py ledger check 1 balance is not the sum of its lines Trouble" in page


def test_a_long_ledger_is_not_added_up_on_a_page(hers: Client, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    press(alice, "a cat")
    monkeypatch.setattr(figures, "LINES", 0)
    assert "run: manage.py ledger check not added up here No figure" in read(hers)


def test_the_sum_counts_what_wants_a_look(hers: Client, alice: User) -> None:
    before = figures.Vitals().troubles
    Upstream.objects.update(enabled=False)
    given_up(alice)
    assert figures.Vitals().troubles == before + 2


@pytest.mark.parametrize("count", [10, 1000])
def test_a_long_line_asks_no_more(
    hers: Client, alice: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    one = running(alice, seconds=900)
    fields = {"batch": one.batch, "user": alice, "team": one.team, "action": "imagine", "quote": 0, "timeout": 300}
    states = (State.QUEUED, State.RUNNING, State.FETCHING)
    Job.objects.bulk_create(
        Job(**fields, mode="fast", prompt="x", number=n, state=states[n % 3], sent_at=one.sent_at)
        for n in range(1, count)
    )
    hers.get(PAGE)
    figures._wrong.cache_clear()
    estimates.forget()
    with django_assert_num_queries(QUERIES):
        hers.get(PAGE)


# Refreshing ---------------------------------------------------------------------------------------------------------


def mark(page: str) -> str:
    return str(re.findall(r'name="since" value="([^"]+)"', page)[0])


def test_what_reads_the_same_is_no_content(hers: Client) -> None:
    page = hers.get(PAGE).content.decode()
    assert hers.get(f"{PAGE}pulse/", {"since": mark(page)}).status_code == 204


def test_what_reads_otherwise_comes_anew(hers: Client, alice: User) -> None:
    page = hers.get(PAGE).content.decode()
    press(alice, "a cat")
    answer = hers.get(f"{PAGE}pulse/", {"since": mark(page)})
    assert "Waiting 1 All right" in text(answer.content.decode())
    assert hers.get(f"{PAGE}pulse/", {"since": mark(answer.content.decode())}).status_code == 204


# Sending again ------------------------------------------------------------------------------------------------------


def test_a_call_that_was_given_up_is_made_again_once_and_told(hers: Client, alice: User) -> None:
    delivery = given_up(alice)
    page = hers.get(PAGE).content.decode()
    assert "receiver.example.org" in page
    assert "token=secret" not in page
    act = f"{PAGE}deliveries/{delivery.pk}/again/"
    assert "receiver.example.org is called again now" in hers.post(act, follow=True).content.decode()
    assert "not given up any more" in hers.post(act, follow=True).content.decode()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("waiting", 0)
    assert list(Entry.objects.values_list("verb", "detail")) == [("delivery.again", "receiver.example.org")]


def test_a_call_that_arrived_is_not_made_again_here(hers: Client, alice: User) -> None:
    delivery = Delivery.objects.get(job=attempted(ended(alice, URL), Outcome(200, "", 9)))
    hers.post(f"{PAGE}deliveries/{delivery.pk}/again/")
    delivery.refresh_from_db()
    assert delivery.state == "delivered"


def test_a_mail_that_was_given_up_is_sent_again_and_its_words_stay_its_own(hers: Client) -> None:
    mail = failed_mail()
    page = read(hers)
    assert "dora@example.org Your code 550 no such mailbox Given up" in page
    assert "123456" not in page
    act = f"{PAGE}mails/{mail.pk}/again/"
    assert "The mail to dora@example.org is sent again now" in hers.post(act, follow=True).content.decode()
    assert "not given up any more" in hers.post(act, follow=True).content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.body) == ("waiting", 0, "the code is 123456")
    assert list(Entry.objects.values_list("verb", "subject")) == [("mail.again", "dora@example.org")]


def test_what_is_not_there_is_not_found(hers: Client) -> None:
    assert [hers.post(f"{PAGE}{kind}/99/again/").status_code for kind in ("deliveries", "mails")] == [404, 404]
