"""What an account holds is asked now and then, and an account whose key is gone says so."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from django.utils import timezone
from pytest_django import Settings

from jobs import balances, dispatch, engines
from jobs.engines.base import Metered
from jobs.models import Upstream as Row
from jobs.models.upstream import SILENT
from jobs.states import State
from mjweb.accounts.models import Mail, User
from mjweb.seal import seal
from tests.jobs.conftest import answered, press
from tests.jobs.upstream import Upstream, faults


def asked() -> Row:
    answered(balances.due())
    return Row.objects.get()


def infos(service: Upstream) -> int:
    return sum("info" in seen.path for seen in service.requests)


def test_what_the_account_holds_and_allows_is_written_down(ttapi: Upstream) -> None:
    engine: object = engines.of(Row.objects.get())
    assert isinstance(engine, Metered)
    account = engine.account()
    row = asked()
    assert account.balance is not None
    assert (row.balance, row.most) == (account.balance, account.most)


def test_it_is_not_asked_again_at_once(ttapi: Upstream) -> None:
    asked()
    asked()
    assert infos(ttapi) == 1


def test_of_two_followers_one_asks(ttapi: Upstream) -> None:
    assert (len(balances.due()), len(balances.due())) == (1, 0)


def test_it_is_asked_again_in_time(ttapi: Upstream) -> None:
    asked()
    Row.objects.update(ask_at=timezone.now())
    asked()
    assert infos(ttapi) == 2


def test_no_answer_leaves_what_was_known(ttapi: Upstream) -> None:
    before = asked().balance
    ttapi.script(faults.status("info", 503), times=math.inf)
    Row.objects.update(ask_at=timezone.now())
    assert (asked().balance, before is None) == (before, False)


def test_an_answer_ends_a_silence(ttapi: Upstream) -> None:
    Row.objects.update(silent=SILENT - 1)
    assert asked().silent == 0


def test_no_answer_counts_as_silence(ttapi: Upstream) -> None:
    ttapi.script(faults.status("info", 503), times=math.inf)
    assert asked().silent == 1


def test_who_is_switched_off_is_not_asked(ttapi: Upstream) -> None:
    Row.objects.update(enabled=False)
    assert balances.due() == []


def test_an_answer_of_the_account_before_a_change_is_not_of_the_new_one(ttapi: Upstream) -> None:
    ((ask, hear),) = balances.due()
    Row.objects.update(address="https://elsewhere.example.org")
    answered([(ask, hear)])
    assert Row.objects.get().balance is None


def test_the_embedded_engine_has_no_account(db: None) -> None:
    Row.objects.create(name="first", engine="sketch", silent=1)
    row = asked()
    assert (row.balance, row.silent) == (None, 1)


@pytest.fixture
def locked(ttapi: Upstream, settings: Settings) -> Row:
    """An account whose key was sealed with one that the site has no more."""
    Row.objects.update(sealed_key=seal("a-key-of-a-service"))
    settings.ENV = replace(settings.ENV, seal_keys=("A" * 43 + "=",))
    engines.named.cache_clear()
    return Row.objects.get()


def test_a_key_that_cannot_be_read_sends_nothing_keeps_the_job_and_tells_operators(
    locked: Row, alice: User, ttapi: Upstream
) -> None:
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    (job,) = press(alice, "a cat")
    dispatch.run()
    job.refresh_from_db()
    locked.refresh_from_db()
    assert (job.state, ttapi.requests, Mail.objects.count()) == (State.QUEUED, [], 1)
    assert "Enter it again" in locked.pause_reason


def test_a_service_without_any_key_sends_nothing_and_keeps_the_job(
    alice: User, ttapi: Upstream, settings: Settings
) -> None:
    settings.ENV = replace(settings.ENV, ttapi_key="")
    engines.named.cache_clear()
    (job,) = press(alice, "a cat")
    dispatch.run()
    job.refresh_from_db()
    assert (job.state, ttapi.requests, asked().pause_reason) == (
        State.QUEUED, [], "The key of TT API is missing, or has spaces or signs that no key has.",
    )  # fmt: skip


def test_a_question_that_breaks_in_any_way_leaves_the_follower_at_work(ttapi: Upstream) -> None:
    Row.objects.update(engine="unheard of")
    assert asked().balance is None


def test_its_jobs_can_still_be_shown(locked: Row) -> None:
    engine = engines.of(locked)
    assert (engine.capabilities().cancel, engine.cancel("x"), engine.preview("x", 1)) == (False, False, None)
