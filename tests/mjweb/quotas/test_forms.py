"""What a new key is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from mjweb.accounts.by import By
from mjweb.accounts.models import User
from mjweb.quotas.forms import KeyForm, Life
from mjweb.quotas.models import Purse

pytestmark = pytest.mark.django_db


def filled(**said: str) -> KeyForm:
    return KeyForm({"name": "Nightly", "life": Life.YEAR, **said})


@pytest.mark.parametrize("life", [Life.MONTH, Life.QUARTER, Life.YEAR])
def test_a_life_in_days_ends_so_many_days_from_now(alice: User, life: Life) -> None:
    form = filled(life=life)
    assert form.is_valid()
    ends = form.issue(alice, By(alice)).expires_at
    assert ends is not None
    assert abs(ends - timezone.now() - timedelta(days=int(life))) < timedelta(minutes=5)


def test_a_key_can_work_for_good(alice: User) -> None:
    form = filled(life=Life.ALWAYS)
    assert form.is_valid()
    assert form.issue(alice, By(alice)).expires_at is None


def test_the_last_day_is_a_whole_day_of_the_site(alice: User, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Amsterdam"
    day = date(timezone.localdate().year + 1, 1, 31)
    form = filled(life=Life.DAY, day=day.isoformat())
    assert form.is_valid(), form.errors
    key = form.issue(alice, By(alice))
    assert key.expires_at == datetime(day.year, 1, 31, 23, 0, tzinfo=UTC)
    assert key.last_day == day


@pytest.mark.parametrize("day", ["", "yesterday", "2020-01-01", "9999-12-31"])
def test_a_last_day_that_makes_no_sense_is_refused(day: str) -> None:
    form = filled(life=Life.DAY, day=day)
    assert not form.is_valid()
    assert list(form.errors) == ["day"]


def test_today_can_be_the_last_day() -> None:
    assert filled(life=Life.DAY, day=timezone.localdate().isoformat()).is_valid()


def test_a_day_counts_only_where_it_was_asked_for(alice: User) -> None:
    form = filled(life=Life.ALWAYS, day="2020-01-01")
    assert form.is_valid()
    assert form.issue(alice, By(alice)).expires_at is None


@pytest.mark.parametrize(("said", "allowance"), [("50", 50_000), ("0.125", 125), ("0", 0)])
def test_an_allowance_becomes_a_purse(alice: User, said: str, allowance: int) -> None:
    form = filled(allowance=said)
    assert form.is_valid()
    purse = Purse.objects.of_key(form.issue(alice, By(alice)))
    assert purse is not None
    assert purse.allowances.get().amount == allowance


@pytest.mark.parametrize("said", ["many", "-1", "0.1234", "10000001", "1e999", "NaN"])
def test_an_allowance_that_makes_no_sense_is_refused(said: str) -> None:
    form = filled(allowance=said)
    assert not form.is_valid()
    assert list(form.errors) == ["allowance"]


def test_without_an_allowance_there_is_no_purse(alice: User) -> None:
    form = filled()
    assert form.is_valid()
    assert Purse.objects.of_key(form.issue(alice, By(alice))) is None
