"""Hints by Redis where REDIS_URL names a server, and by the database for as long as that one does not answer."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import cache, partial
from time import monotonic
from typing import TypeVar

from django.db import transaction
from django.utils.crypto import salted_hmac
from django_q.brokers import Broker
from django_q.brokers.redis_broker import Redis as RedisBroker
from django_q.conf import Conf
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from jobs.broker import Peek

log = logging.getLogger(__name__)

CONNECT = 0.5  # seconds for a connection to stand
READ = 0.5  # seconds for an answer
LONGEST = (
    0.9  # seconds that whoever sends waits at most, whatever there is to wait for: names, handshakes, several steps
)
LISTEN = 1  # seconds that a queue listens to Redis before it glances at the database
REST = 1.0  # seconds after which a server that did not answer is tried again

T = TypeVar("T")
Hint = tuple[int | None, str | bytes]  # with the number of its row, where it has one


class Line:
    """What this process knows of the server: whether it answers. Says so once when it does not, and when it does again.

    A thread waits for answers in everybody's place: no timeout of a socket holds for the look-up of a name. Where none
    came in time, nobody waits any more; the thread tries now and then whether the server answers again.
    """

    def __init__(self) -> None:
        self._down = False
        self._next = 0.0  # when to try again
        self.anew()

    def anew(self) -> None:
        """After a fork: what is known stays, threads and locks do not."""
        self._lock = threading.Lock()
        self._waiter: Executor = ThreadPoolExecutor(1, "redis")
        self._trial: Future[None] | None = None

    def answers(self) -> bool:
        """Whether it did the last time. Costs no time."""
        if self._down and monotonic() >= self._next and (self._trial is None or self._trial.done()):
            self._next = monotonic() + REST
            self._trial = self._waiter.submit(self._try)
        return not self._down

    def ask(self, question: Callable[[], T]) -> T | None:
        """What it answers; None when it does not in time, or did not the last time."""
        if not self.answers():
            return None
        asked = self._waiter.submit(question)
        try:
            answer = asked.result(LONGEST)
        except (RedisError, OSError) as error:
            asked.cancel()
            self.missed(error)
            return None
        return answer

    def missed(self, error: Exception) -> None:
        with self._lock:
            self._next = monotonic() + REST
            first, self._down = not self._down, True
        if first:
            log.warning("Redis does not answer (%s); hints go by the database until it does", str(error) or "too late")

    def _try(self) -> None:
        with contextlib.suppress(RedisError, OSError):
            client(Conf.REDIS, READ).ping()
            self._down = False
            log.warning("Redis answers again")


LINE = Line()
os.register_at_fork(after_in_child=LINE.anew)


class Courier(RedisBroker):  # type: ignore[misc]  # django-q2 has no types
    """django-q2's own broker on Redis, which is never waited for long and may lose what it likes.

    A hint is sent when the caller's transaction has been committed. One that Redis does not take becomes a row as on a
    site without Redis, and the queue looks for rows too, so work goes on while there is no Redis.
    """

    def __init__(self, list_key: str | None = None) -> None:
        name = list_key or Conf.CLUSTER_NAME
        super().__init__(name)
        self.list_key = list_of(name)
        self.rows = Peek(list_key=name)
        self._looked = 0.0

    @staticmethod
    def get_connection(list_key: str | None = None) -> Redis:
        return client(Conf.REDIS, READ)

    def enqueue(self, task: str) -> None:
        if LINE.answers():
            transaction.on_commit(partial(self._hand_over, task), using=Conf.ORM, robust=True)
        else:
            self.rows.enqueue(task)

    def _hand_over(self, task: str) -> None:
        if LINE.ask(partial(self.connection.rpush, self.list_key, task)) is None:
            self.rows.enqueue(task)

    def dequeue(self) -> list[Hint]:
        if not LINE.answers():
            return [*(self.rows.dequeue() or [])]
        try:
            popped = client(Conf.REDIS, LISTEN + READ).blpop([self.list_key], LISTEN)
        except (RedisError, OSError) as error:
            LINE.missed(error)
            return []
        taken: list[Hint] = [(None, popped[1])] if popped else []
        if monotonic() - self._looked >= LISTEN:  # somebody else may find that Redis does not answer
            self._looked = monotonic()
            taken += self.rows.take() or []
        return taken

    def queue_size(self) -> int:
        waiting: int = self.rows.queue_size()
        return waiting + (LINE.ask(partial(self.connection.llen, self.list_key)) or 0)

    def acknowledge(self, task_id: int) -> None:
        self.rows.acknowledge(task_id)  # what came by Redis has no number

    def fail(self, task_id: int | None) -> None:
        if task_id is not None:
            self.rows.fail(task_id)

    def ping(self) -> bool:
        """A cluster may begin while there is no Redis."""
        return True

    # As on a site without Redis: a cluster says how it does every half second.
    set_stat, get_stat, get_stats = Broker.set_stat, Broker.get_stat, Broker.get_stats


def list_of(name: str) -> str:
    """Where the hints of a queue are. Sites that share a server do not take each other's."""
    return f"mjweb:{salted_hmac(__name__, Conf.PREFIX).hexdigest()[:16]}:{name}"


@cache
def client(url: str, timeout: float) -> Redis:
    """One for all threads of this process, with connections of its own after a fork; it tries once, with few words."""
    return Redis.from_url(
        url,
        socket_connect_timeout=CONNECT,
        socket_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,
    )
