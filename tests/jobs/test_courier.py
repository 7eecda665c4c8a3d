"""Hints by Redis: after the commit, once, never waited for; what Redis loses, and a Redis that is away, costs time."""

from __future__ import annotations

import contextlib
import logging
import pydoc
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from pytest_django import Settings

from jobs import courier, dispatch, queue
from jobs.courier import Courier, Line
from jobs.models import Job, Wake
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream
from tests.redis import Server, program

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Server]:
    """A Redis server of this test's own."""
    if program() is None:
        pytest.skip("this machine has no Redis server")
    with Server() as found:
        yield found


@pytest.fixture
def redis(server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The site with that server as the carrier of its hints."""
    settings.REDIS_URL = server.url
    carried_by(server.url, monkeypatch)
    return server


class AtOnce(Executor):
    """Does what it is given before it says that it has it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def tried(monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether Redis is found to answer again when the time has come to try."""
    with monkeypatch.context() as patch:
        patch.setattr(courier.LINE, "_next", 0)
        patch.setattr(courier.LINE, "_waiter", AtOnce())
        return courier.LINE.answers()


def carried_by(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let django-q2 be set up as it is at the start of a process with this REDIS_URL, which is not tried by itself."""
    monkeypatch.setattr(courier, "REST", 3600)
    monkeypatch.setattr(Conf, "BROKER_CLASS", "jobs.courier.Courier")
    monkeypatch.setattr(Conf, "REDIS", url)
    monkeypatch.setattr(courier, "LINE", Line())


@pytest.fixture
def dead(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The site with a REDIS_URL at which nobody listens."""
    settings.REDIS_URL = f"unix://{tmp_path}/nobody"
    carried_by(settings.REDIS_URL, monkeypatch)


@pytest.fixture
def slow(server: Server, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The site with that server behind a proxy that passes on every word at once, and no answer ever."""
    over = threading.Event()

    def serve(line: socket.socket) -> None:
        with line, socket.socket(socket.AF_UNIX) as beyond:
            beyond.connect(str(server.socket))
            while word := line.recv(65_536):
                beyond.sendall(word)
            over.wait()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}"
        carried_by(settings.REDIS_URL, monkeypatch)
        threading.Thread(target=accept, daemon=True).start()
        yield server
        over.set()
        listener.shutdown(socket.SHUT_RDWR)


def cluster() -> Courier:
    """What the queue `dispatch` looks at."""
    return Courier(list_key=queue.DISPATCH)


def hint() -> None:
    queue.send(queue.DISPATCH, "jobs.tasks.canary", "x")


def look(broker: Courier, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the queue finds in one look, without waiting for more, and does."""
    monkeypatch.setattr(courier, "LISTEN", 0.01)
    done = []
    for number, package in broker.dequeue():
        task = SignedPackage.loads(package)
        pydoc.locate(task["func"])(*task["args"])  # type: ignore[operator]  # a task is named
        done.append(task["func"])
        if number:
            broker.acknowledge(number)
    return done


def ask(user: User, word: str) -> int:
    """Order a job by the API; the status of the answer."""
    headers = {"TT-API-KEY": ApiKey.objects.issue(user).secret, "Host": "localhost"}
    answer = Client().post("/midjourney/v1/imagine", {"prompt": word}, content_type="application/json", headers=headers)
    return answer.status_code


def waited(seconds: float) -> None:
    """The hint that was asked for last was asked for so long ago."""
    Wake.objects.update(at=timezone.now() - timedelta(seconds=seconds))


def test_a_hint_arrives_once(redis: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    hint()
    broker = cluster()
    assert look(broker, monkeypatch) == ["jobs.tasks.canary"]
    assert look(broker, monkeypatch) == []


def test_it_goes_by_redis_and_leaves_no_row(redis: Server) -> None:
    hint()
    assert (redis.hints(), OrmQ.objects.count()) == (1, 0)


def test_a_hint_of_another_queue_is_left_alone(redis: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    queue.send(queue.MEDIA, "jobs.tasks.canary", "x")
    assert look(cluster(), monkeypatch) == []


def test_sites_that_share_a_server_do_not_take_each_others_hints(redis: Server, settings: Settings) -> None:
    ours = cluster().list_key
    settings.SECRET_KEY = "of another site"
    assert cluster().list_key != ours


def test_a_hint_is_sent_when_the_press_has_been_committed(redis: Server, ttapi: Upstream, alice: User) -> None:
    with transaction.atomic():
        press(alice, "a cat")
        assert redis.hints() == 0
    assert redis.hints() == 1


def test_what_is_rolled_back_sends_none(redis: Server, ttapi: Upstream, alice: User) -> None:
    with transaction.atomic():
        press(alice, "a cat")
        transaction.set_rollback(True)
    assert (redis.hints(), OrmQ.objects.count()) == (0, 0)


def test_many_presses_are_one_hint(redis: Server, ttapi: Upstream, alice: User) -> None:
    for number in range(5):
        press(alice, f"a cat {number}")
    assert redis.hints() == 1


def test_a_hint_that_redis_forgot_is_sent_again_by_the_ticker(redis: Server, ttapi: Upstream, alice: User) -> None:
    press(alice, "a cat")
    redis.flush()
    press(alice, "another")  # is told that somebody has asked already
    assert redis.hints() == 0
    waited(queue.LOST)
    dispatch.tick()
    assert redis.hints() == 1


def test_that_takes_less_than_a_second(redis: Server) -> None:
    from jobs.management.commands.guard import TICK

    assert queue.patience() + TICK < 1


def test_a_hint_that_still_waits_is_not_sent_again(redis: Server, ttapi: Upstream, alice: User) -> None:
    press(alice, "a cat")
    waited(60)
    dispatch.tick()
    assert redis.hints() == 1


def test_a_job_whose_hint_was_forgotten_is_done(
    redis: Server, ttapi: Upstream, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = press(alice, "a cat")
    redis.flush()
    waited(queue.LOST)
    dispatch.tick()
    assert look(cluster(), monkeypatch) == ["jobs.tasks.dispatch"]
    drive()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_while_redis_is_down_an_order_is_taken(dead: None, ttapi: Upstream, alice: User) -> None:
    assert ask(alice, "a cat") == 200
    assert Job.objects.get().state == State.QUEUED


def test_while_redis_is_down_hints_go_by_the_database(
    dead: None, ttapi: Upstream, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = press(alice, "a cat")
    assert look(cluster(), monkeypatch) == ["jobs.tasks.dispatch"]
    assert OrmQ.objects.count() == 0
    drive()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_what_is_rolled_back_while_redis_is_down_leaves_none(dead: None, ttapi: Upstream, alice: User) -> None:
    hint()  # finds that it is down
    OrmQ.objects.all().delete()
    with transaction.atomic():
        press(alice, "a cat")
        transaction.set_rollback(True)
    assert OrmQ.objects.count() == 0


def test_a_cluster_begins_without_redis(dead: None) -> None:
    assert cluster().ping()


def test_an_outage_is_told_in_one_line(
    redis: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "jobs")
    redis.stop()
    for _ in range(5):
        hint()
        look(cluster(), monkeypatch)
        assert not tried(monkeypatch)
    redis.start()
    for _ in range(5):
        assert tried(monkeypatch)
        hint()
    said = [record.getMessage() for record in caplog.records if record.name == "jobs.courier"]
    assert [line.partition(" (")[0] for line in said] == ["Redis does not answer", "Redis answers again"]


def test_nobody_waits_twice(dead: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hint()
    asked: list[object] = []
    monkeypatch.setattr(courier.LINE, "missed", asked.append)
    hint()
    assert (asked, OrmQ.objects.count()) == ([], 2)


def test_a_redis_that_is_back_is_used_again(redis: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    redis.stop()
    broker = cluster()
    assert look(broker, monkeypatch) == []
    redis.start()
    assert tried(monkeypatch)
    hint()
    assert (redis.hints(), OrmQ.objects.count()) == (1, 0)
    assert look(broker, monkeypatch) == ["jobs.tasks.canary"]


def test_a_row_of_somebody_who_could_not_reach_redis_is_found_all_the_same(
    redis: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    Courier(list_key=queue.DISPATCH).rows.enqueue(
        SignedPackage.dumps({"func": "jobs.tasks.canary", "args": ("x",), "name": "x"})
    )
    assert look(cluster(), monkeypatch) == ["jobs.tasks.canary"]


def test_nobody_waits_for_the_answer_of_a_slow_redis(slow: Server, ttapi: Upstream, alice: User) -> None:
    assert ask(alice, "a cat") == 200  # before Redis has answered
    assert (slow.hints(), OrmQ.objects.count()) == (1, 1)


def test_a_hint_that_goes_both_ways_for_that_starts_nothing_twice(
    slow: Server, ttapi: Upstream, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(alice, "a cat")
    assert look(cluster(), monkeypatch) == ["jobs.tasks.dispatch"]  # the row
    carried_by(slow.url, monkeypatch)  # past the proxy
    assert look(cluster(), monkeypatch) == ["jobs.tasks.dispatch"]
    assert ttapi.asked("a cat") == 1


def test_nobody_waits_for_a_second_whatever_there_is_to_wait_for() -> None:
    waited: list[float | None] = []

    class Endless(Future[None]):
        def result(self, timeout: float | None = None) -> None:
            waited.append(timeout)
            raise TimeoutError

    class Stuck(AtOnce):  # in the look-up of a name, for which no socket has a timeout
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            return Endless()

    line = Line()
    line._waiter = Stuck()
    assert line.ask(lambda: 1) is None
    assert waited == [courier.LONGEST]
    assert courier.LONGEST < 1


def test_two_who_miss_it_in_the_same_moment_tell_it_once(caplog: pytest.LogCaptureFixture) -> None:
    line = Line()
    line.missed(OSError("gone"))
    line.missed(OSError("gone"))
    assert len(caplog.records) == 1


def test_a_connection_is_tried_once_and_waits_half_a_second_at_each_step(redis: Server) -> None:
    settings = cluster().connection.connection_pool.connection_kwargs
    assert (settings["socket_connect_timeout"], settings["socket_timeout"]) == (0.5, 0.5)
    assert settings["retry"].get_retries() == 0
