"""`manage.py follow` calls hookUrls beside its other work, and ends as a whole when any part of it does."""

from __future__ import annotations

import ipaddress
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from jobs import hooks
from jobs.models import Delivery
from mjweb.accounts.models import User
from tests.jobs.receiver import Receiver
from tests.jobs.test_hooks import ended

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> Iterator[None]:
    """The quick pace, loopback allowed, and the signals of this process as they were."""
    settings.PACE = "chaos"
    settings.ENV = replace(settings.ENV, allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


def test_it_delivers_until_it_is_told_to_stop(alice: User) -> None:
    with Receiver() as receiver:
        job = ended(alice, receiver.url)

        def stop_after_the_call() -> None:
            receiver.came.wait()
            os.kill(os.getpid(), signal.SIGTERM)

        watcher = threading.Thread(target=stop_after_the_call)
        watcher.start()
        call_command("follow")
        watcher.join()
        assert len(receiver.calls) == 1
    # The call was on its way when the signal came, and its outcome was waited for.
    assert Delivery.objects.get(job=job).state == "delivered"


def test_a_sender_that_breaks_takes_the_follower_along(
    alice: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(hooks, "sweep", broken)
    with pytest.raises(CommandError, match="sender"):
        call_command("follow")
    assert "the disk is full" in caplog.text
