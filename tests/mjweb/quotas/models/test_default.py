"""What new people get."""

from __future__ import annotations

import pytest
from django.conf import settings

from mjweb.accounts.models import User
from mjweb.quotas.models import Default, Purse

pytestmark = pytest.mark.django_db


def test_a_new_person_gets_what_their_team_says(bob: User) -> None:
    Default.objects.create(team=bob.team, amount=70_000)
    assert Purse.objects.of(bob).allowances.get().amount == 70_000


def test_without_a_word_of_the_team_a_new_person_gets_what_the_site_says(bob: User) -> None:
    assert Purse.objects.of(bob).allowances.get().amount == settings.DEFAULT_ALLOWANCE


def test_a_later_default_changes_nothing_for_those_who_are_here(bob: User) -> None:
    purse = Purse.objects.of(bob)
    Default.objects.create(team=bob.team, amount=1_000)
    assert Purse.objects.of(bob).allowances.get().amount == purse.allowances.get().amount == settings.DEFAULT_ALLOWANCE
