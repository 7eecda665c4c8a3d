"""Asking for more: who is told, and what an answer does."""

from __future__ import annotations

import pytest

from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Mail, Notice, Team, User, Verb
from mjweb.accounts.models import Kind as Told
from mjweb.quotas.models import Kind, Line, Purse, Request, Window

pytestmark = pytest.mark.django_db


def narrowest(user: User) -> Window:
    return Window.objects.narrowest(user, team=user.team)


@pytest.fixture
def asked(bob: User) -> Request:
    """Bob asks alice, who owns the team."""
    found = Request.objects.ask(By(bob), narrowest(bob), "For the autumn campaign.")
    assert found is not None
    return found


def test_those_who_may_set_quotas_are_told_in_the_app_and_by_mail(alice: User, asked: Request) -> None:
    notice = Notice.objects.of(alice).get()
    assert (notice.kind, notice.link) == (Told.ASKED, "/team/quotas/")
    assert "Bob Baker asks for more credits in Studio. For the autumn campaign." in notice.sentence
    assert Mail.objects.get().to == alice.email


def test_who_asks_again_changes_the_words_and_tells_nobody_twice(alice: User, bob: User, asked: Request) -> None:
    again = Request.objects.ask(By(bob), narrowest(bob), "For Friday.")
    assert again == asked
    assert Request.objects.get().words == "For Friday."
    assert Notice.objects.of(alice).count() == 1


def test_in_a_team_where_nobody_may_give_nobody_is_asked(charlie: User) -> None:
    assert Request.objects.ask(By(charlie), narrowest(charlie), "") is None
    assert Request.objects.count() == 0


def test_approving_grants_tells_and_is_written_down(alice: User, bob: User, asked: Request) -> None:
    before = narrowest(bob).left
    assert asked.approve(By(alice), 30_000)
    line = Line.objects.newest_first()[0]
    assert (line.kind, line.amount, line.actor) == (Kind.GRANT, 30_000, alice)
    assert narrowest(bob).left == before + 30_000
    assert "Alice Archer gave you 30 credits extra in Studio." in Notice.objects.of(bob).get().sentence
    assert Entry.objects.filter(verb=Verb.GRANTED, actor=alice, detail="30 credits").count() == 1


def test_declining_tells_why_and_grants_nothing(alice: User, bob: User, asked: Request) -> None:
    before = narrowest(bob).left
    assert asked.decline(By(alice), "Next month.")
    assert narrowest(bob).left == before
    assert Notice.objects.of(bob).get().sentence.endswith("Next month.")


def test_a_request_is_answered_once(alice: User, asked: Request) -> None:
    assert asked.approve(By(alice), 1_000)
    assert not asked.approve(By(alice), 1_000)
    assert not asked.decline(By(alice), "No.")
    assert Line.objects.filter(kind=Kind.GRANT, amount=1_000).count() == 1


def test_where_the_pool_is_narrowest_the_pool_is_asked_for(alice: User, bob: User) -> None:
    pool = Purse.objects.of_team(alice.team)
    Window.objects.allow(pool, 1_000)
    found = Request.objects.ask(By(bob), narrowest(bob), "")
    assert found is not None
    found.approve(By(alice), 5_000)
    assert Window.objects.current(pool).left == 6_000


def test_one_press_gives_a_quarter_of_the_allowance(bob: User, asked: Request) -> None:
    Window.objects.allow(Purse.objects.of(bob), 90_000)
    assert asked.usual == 22_000


def test_a_person_of_another_team_is_asked_of_their_own(alice: User, charlie: User) -> None:
    other = Team.objects.create(name="Third")
    User.objects.add("boss@example.org", team=other)
    assert Request.objects.ask(By(charlie), narrowest(charlie), "") is None
    assert Notice.objects.of(alice).count() == 0
