"""`manage.py apikey`: one line, and a key that can what was asked for."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse

pytestmark = pytest.mark.django_db


def made(*words: str) -> ApiKey:
    out = StringIO()
    call_command("apikey", *words, stdout=out)
    key = ApiKey.objects.authenticate(out.getvalue().removesuffix("\n"))
    assert key is not None
    return key


def test_it_prints_the_key_and_nothing_else(alice: User) -> None:
    key = made("Alice@example.org ")
    assert (key.user, key.expires_at, key.read_only, key.sign_hooks) == (alice, None, False, False)
    assert Purse.objects.of_key(key) is None


def test_it_takes_every_property_of_a_key(alice: User) -> None:
    words = ["--name", "Nightly", "--days", "30", "--allowance", "12.5", "--read-only", "--sign-hooks"]
    key = made("alice@example.org", *words)
    purse = Purse.objects.of_key(key)
    assert purse is not None
    assert (key.name, key.read_only, key.sign_hooks, purse.allowances.get().amount) == ("Nightly", True, True, 12_500)
    assert key.expires_at is not None
    assert abs(key.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    "words",
    [
        ("nobody@example.org",),
        ("alice@example.org", "--days", "0"),
        ("alice@example.org", "--days", "soon"),
        ("alice@example.org", "--allowance", "many"),
        ("alice@example.org", "--name", "x" * 81),
    ],
)
def test_what_makes_no_sense_makes_no_key(alice: User, words: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        call_command("apikey", *words)
    assert not ApiKey.objects.exists()
