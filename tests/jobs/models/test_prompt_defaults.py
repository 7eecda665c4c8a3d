"""What a person's prompt bar begins with."""

import pytest

from jobs.models import PromptDefaults
from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


def test_nobody_has_defaults_at_first(alice: User) -> None:
    assert PromptDefaults.objects.of(alice) == {}


def test_what_is_kept_later_stands_alone(alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250", "mode": "relax"})
    PromptDefaults.objects.keep(alice, {"ar": "3:2"})
    assert PromptDefaults.objects.of(alice) == {"ar": "3:2"}


def test_keeping_nothing_forgets_them(alice: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250"})
    PromptDefaults.objects.keep(alice, {})
    assert not PromptDefaults.objects.filter(user=alice).exists()


def test_each_person_has_their_own(alice: User, bob: User) -> None:
    PromptDefaults.objects.keep(alice, {"s": "250"})
    assert PromptDefaults.objects.of(bob) == {}
