"""Two transactions that wait for each other on PostgreSQL: the server ends one of them, and nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from jobs.models import Batch, Feed, Job
from jobs.models.feed import of_person
from mjweb.accounts.models import ApiKey, User
from mjweb.database import waited_in_vain
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import press

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

WAITS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event_type = 'Lock'"
)


@contextmanager
def crossing(user: User) -> Iterator[None]:
    """Whoever presses meanwhile meets somebody who has what a press takes last, and then wants what it took first."""
    held = Event()

    def cross() -> None:
        with closing(connection), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL deadlock_timeout = '60s'")  # so it is always the press that the server ends
            Feed.objects.select_for_update().get(key=of_person(user.pk))
            held.set()
            waits = 0
            while not waits:
                cursor.execute(WAITS)
                (waits,) = cursor.fetchone()
            Window.objects.paying(user, team=user.team, lock=True)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(cross)
        assert held.wait(60)
        yield
        other.result()


def ask(secret: str, key: str) -> tuple[int, str]:
    answer = Client().post(
        "/midjourney/v1/imagine",
        {"prompt": "a cat"},
        content_type="application/json",
        headers={"TT-API-KEY": secret, "Idempotency-Key": key},
    )
    return answer.status_code, answer.headers.get("Retry-After", "")


def test_a_press_in_a_deadlock_leaves_nothing_and_is_asked_to_come_again(alice: User) -> None:
    press(alice, "a first one")
    secret = str(ApiKey.objects.issue(alice).secret)
    before = Window.objects.current(Purse.objects.of(alice)).held
    with crossing(alice):
        assert ask(secret, "press") == (503, "1")
    after = Window.objects.current(Purse.objects.of(alice)).held
    assert (Batch.objects.count(), Job.objects.count(), after) == (1, 1, before)
    assert ask(secret, "press") == (200, "")
    assert Job.objects.count() == 2


@pytest.mark.parametrize("state", ["40P01", "40001", "55P03"])
def test_what_the_server_ended_for_the_sake_of_others_may_work_the_next_time(state: str) -> None:
    with pytest.raises(OperationalError) as refusal, connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")
    assert waited_in_vain(refusal.value)


@pytest.mark.parametrize("state", ["57P01", "08006"])
def test_a_connection_that_broke_is_nothing_of_the_kind(state: str) -> None:
    with pytest.raises(OperationalError) as refusal, connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END $$")
    assert not waited_in_vain(refusal.value)
