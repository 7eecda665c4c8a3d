"""A key: who it lets in, until when, and what signs for it."""

from __future__ import annotations

import base64
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from mjweb.accounts.by import By
from mjweb.accounts.models import ApiKey, Notice, User

pytestmark = pytest.mark.django_db


def test_a_key_finds_its_person(alice: User) -> None:
    key = ApiKey.objects.authenticate(ApiKey.objects.issue(alice).secret)
    assert key is not None
    assert key.user == alice


def test_the_key_itself_is_not_stored(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    stored = ApiKey.objects.filter(pk=key.pk).values()[0]
    assert key.secret[13:] not in str(stored)


def test_an_expired_key_is_a_wrong_one(alice: User) -> None:
    key = ApiKey.objects.issue(alice, expires_at=timezone.now() - timedelta(seconds=1))
    assert ApiKey.objects.authenticate(key.secret) is None


def test_a_key_works_until_it_expires(alice: User) -> None:
    key = ApiKey.objects.issue(alice, expires_at=timezone.now() + timedelta(hours=1))
    assert ApiKey.objects.authenticate(key.secret) == key


def test_a_key_of_a_closed_account_is_a_wrong_one(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert ApiKey.objects.authenticate(key.secret) is None


def test_the_beginning_of_one_key_does_not_open_with_the_rest_of_another(alice: User, charlie: User) -> None:
    own, other = ApiKey.objects.issue(charlie), ApiKey.objects.issue(alice)
    assert ApiKey.objects.authenticate(f"mjw_{other.lookup}_{own.secret[13:]}") is None


@pytest.mark.parametrize("secret", ["", "x", "mjw_", "mjw_AAAAAAAA_short", "\ud800", "mjw_AAAAAAAA_" + "a" * 43 + "\n"])
def test_what_is_no_key_is_a_wrong_one(alice: User, secret: str) -> None:
    assert ApiKey.objects.authenticate(secret) is None


@pytest.mark.parametrize("wrong", ["no form", "no row", "expired", "other secret"])
def test_every_wrong_key_takes_the_same_steps(
    alice: User, wrong: str, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ApiKey.objects.issue(alice)
    old = ApiKey.objects.issue(alice, expires_at=timezone.now())
    given = {
        "no form": "nonsense",
        "no row": f"mjw_zzzzzzzz_{'a' * 43}",
        "expired": old.secret,
        "other secret": f"mjw_{key.lookup}_{'a' * 43}",
    }[wrong]
    compared: list[int] = []
    compare = secrets.compare_digest

    def noted(one: str, two: str) -> bool:
        compared.append(len(one) + len(two))
        return compare(one, two)

    monkeypatch.setattr(secrets, "compare_digest", noted)
    with django_assert_num_queries(1):
        assert ApiKey.objects.authenticate(given) is None
    assert compared == [128]


def test_last_use_is_kept_to_the_minute(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    key = ApiKey.objects.issue(alice)
    ApiKey.objects.authenticate(key.secret)
    key.refresh_from_db()
    assert key.last_used_at is not None
    with django_assert_num_queries(1):
        ApiKey.objects.authenticate(key.secret)


def test_a_wrong_key_is_no_use_of_the_right_one(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    ApiKey.objects.authenticate(f"mjw_{key.lookup}_{'a' * 43}")
    key.refresh_from_db()
    assert key.last_used_at is None


def test_a_key_that_ends_at_midnight_works_on_the_day_before(alice: User, settings: Settings) -> None:
    settings.TIME_ZONE = "Europe/Amsterdam"
    key = ApiKey(user=alice, expires_at=datetime(2027, 1, 31, 23, 0, tzinfo=UTC))
    assert str(key.last_day) == "2027-01-31"


def test_the_signing_secret_is_32_bytes_in_the_form_of_standard_webhooks(alice: User) -> None:
    kind, _, rest = ApiKey.objects.issue(alice).signing_secret.partition("_")
    assert (kind, len(base64.b64decode(rest, validate=True))) == ("whsec", 32)


def test_a_key_has_the_same_signing_secret_each_time(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    assert ApiKey.objects.get(pk=key.pk).signing_secret == key.signing_secret


def test_each_key_has_a_signing_secret_of_its_own(alice: User) -> None:
    assert ApiKey.objects.issue(alice).signing_secret != ApiKey.objects.issue(alice).signing_secret


def test_another_site_signs_otherwise_with_the_same_database(alice: User, settings: Settings) -> None:
    key = ApiKey.objects.issue(alice)
    here = key.signing_secret
    settings.SECRET_KEY = "another"
    assert key.signing_secret != here


def test_whoever_loses_a_key_to_somebody_else_hears_of_it(alice: User, bob: User) -> None:
    key = ApiKey.objects.issue(bob, "nightly")
    key.revoke(By(alice))
    notice = Notice.objects.get()
    said = f"Alice Archer revoked your API key nightly mjw_{key.lookup}_…. Whatever uses it is refused."
    assert (notice.user, notice.sentence) == (bob, said)


def test_whoever_revokes_their_own_key_knows(bob: User) -> None:
    ApiKey.objects.issue(bob).revoke(By(bob))
    assert not Notice.objects.exists()
