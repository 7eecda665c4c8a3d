"""Links of those who leave, and how a link stands."""

from __future__ import annotations

from mjweb.accounts.by import By
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery import leaving
from mjweb.gallery.models import Link
from mjweb.gallery.models.link import Standing
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.linking import expire, linked


def test_links_end_with_the_one_who_leaves_and_their_rows_are_the_heirs(alice: User, bob: User, made: Make) -> None:
    link = linked(bob, made(bob, "a cat", 1))
    his = Membership.objects.select_related("user", "team").get(user=bob, team=alice.team)
    heir = Membership.objects.select_related("user", "team").get(user=alice, team=alice.team)
    leaving.leave(By(bob), his, heir)
    link.refresh_from_db()
    assert (link.user, link.standing) == (alice, Standing.REVOKED)
    assert not Link.objects.open().exists()


def test_links_end_for_good_when_an_account_is_shut(alice: User, bob: User, made: Make) -> None:
    link = linked(bob, made(bob, "a cat", 1))
    leaving.shut_out(By(alice), bob, alice.team)
    User.objects.reactivate(By(alice), bob, alice.team)
    link.refresh_from_db()
    assert link.standing == Standing.REVOKED


def test_a_link_says_how_it_stands(alice: User, bob: User, made: Make) -> None:
    link = linked(bob, made(bob, "a cat", 1))
    found = [Link.objects.get().standing]
    Membership.objects.filter(user=bob, team=link.team).update(role=Role.VIEWER)
    found.append(Link.objects.get().standing)
    expire(link)
    found.append(Link.objects.get().standing)
    assert found == [Standing.OPEN, Standing.RESTING, Standing.EXPIRED]
