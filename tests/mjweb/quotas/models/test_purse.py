"""Whose a purse is."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse, Window

pytestmark = pytest.mark.django_db


def test_a_key_has_no_purse_unless_it_is_limited(alice: User) -> None:
    assert Purse.objects.of_key(ApiKey.objects.issue(alice)) is None


def test_the_purse_of_a_key_is_not_that_of_its_person(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    purse = Purse.objects.limit(key, 5_000)
    assert Purse.objects.of_key(key) == purse
    assert Purse.objects.of(alice) != purse


def test_a_job_draws_on_the_purse_of_the_person_and_of_the_key(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    own = Purse.objects.limit(key, 5_000)
    assert [window.purse for window in Window.objects.paying(alice, key)] == [Purse.objects.of(alice), own]


@pytest.mark.parametrize("other_key", [False, True])
def test_without_a_limited_key_only_the_person_pays(alice: User, other_key: bool) -> None:
    Purse.objects.limit(ApiKey.objects.issue(alice), 5_000)
    key = ApiKey.objects.issue(alice) if other_key else None
    assert [window.purse for window in Window.objects.paying(alice, key)] == [Purse.objects.of(alice)]


def test_no_purse_is_nobodys() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Purse.objects.create()


def test_no_purse_is_of_a_person_and_a_key_at_once(alice: User, charlie: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Purse.objects.create(user=charlie, api_key=ApiKey.objects.issue(alice))
