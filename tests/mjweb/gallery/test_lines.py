"""Lines beside their jobs."""

from __future__ import annotations

import pytest

from jobs import privacy
from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery import ledger, lines
from mjweb.gallery.scope import Scope
from tests.mjweb.gallery.spend import end, press, spend

pytestmark = pytest.mark.django_db


def entries(scope: Scope) -> list[lines.Entry]:
    return lines.entries(scope, ledger.latest(scope, ledger.Filters(), 8))


def test_a_failed_job_is_told_as_failed_and_returned(alice: User) -> None:
    end(press(alice, "a cat"), State.FAILED)
    told = [(entry.line.kind, entry.ended_badly) for entry in entries(Scope(alice))]
    assert told == [("return", False), ("hold", True), ("grant", False)]


def test_a_private_job_has_no_words_and_no_picture_for_others(alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role=Role.ADMIN)
    spend(alice, "a cat")
    privacy.hide(alice, [Job.objects.get().pk])
    told = {entry.label: (entry.is_seen, entry.picture) for entry in entries(Scope(bob, alice.team)) if entry.job}
    assert told == {"Private job": (False, None)}
    assert {entry.label for entry in entries(Scope(alice, alice.team)) if entry.job} == {"a cat"}


def test_files_tell_no_more(alice: User, bob: User) -> None:
    spend(alice, "a cat")
    privacy.hide(alice, [Job.objects.get().pk])
    spend(alice, "a dog")
    scope = Scope(bob, alice.team)
    told = {label for line, label in lines.labelled(scope, scope.lines.iterator()) if line.reference}
    assert told == {"Private job", "a dog"}
