"""The members of a team: who sees what of whom, and who changes roles."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import Entry, Membership, Role, Team, User
from mjweb.quotas.models import Purse, Window

pytestmark = pytest.mark.django_db

PAGE = "/team/members/"


def part(user: User) -> Membership:
    return Membership.objects.get(user=user, team=user.home)


def take_on(user: User, role: Role) -> None:
    Membership.objects.filter(user=user, team=user.home).update(role=role)


def page(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get(PAGE).content.decode()


def row(client: Client, viewer: User, user: User) -> str:
    """The row of a member as it is sent."""
    found = re.search(rf'<tr[^>]*id="member-{part(user).pk}".*?</tr>', page(client, viewer), re.DOTALL)
    return found[0] if found else ""


def text(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def give(client: Client, member: Membership, role: str, *, htmx: bool = False) -> int:
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{PAGE}{member.pk}/role/", {"role": role}, headers=headers).status_code


def test_everybody_of_the_team_is_listed_the_owner_first(client: Client, alice: User, bob: User) -> None:
    said = text(page(client, bob))
    assert "2 members" in said
    assert said.index("alice@example.org") < said.rindex("bob@example.org")


def test_a_stranger_sees_nobody_of_it(client: Client, alice: User, bob: User, charlie: User) -> None:
    assert "example.org" not in page(client, charlie).replace("charlie@example.org", "")


def test_an_owner_is_offered_every_role(client: Client, alice: User, bob: User) -> None:
    assert re.findall(r'<option value="(\w+)"', row(client, alice, bob)) == list(Role.values)


def test_an_admin_is_offered_every_role_but_owner(client: Client, alice: User, bob: User) -> None:
    dora = User.objects.add("dora@example.org", team=alice.home, role=Role.ADMIN)
    assert "owner" not in re.findall(r'<option value="(\w+)"', row(client, dora, bob))
    assert "<select" not in row(client, dora, alice)


def test_a_member_is_offered_none(client: Client, bob: User) -> None:
    assert "<select" not in page(client, bob)


def test_a_change_is_made_and_told(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    said = client.post(f"{PAGE}{part(bob).pk}/role/", {"role": "viewer"}, follow=True).content.decode()
    assert "Bob Baker is now: Viewer" in said
    assert Entry.objects.get().detail == "Member → Viewer"


def test_a_change_by_htmx_answers_with_the_row_and_a_way_back(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    answer = client.post(f"{PAGE}{part(bob).pk}/role/", {"role": "viewer"}, headers={"HX-Request": "true"})
    said = answer.content.decode()
    assert said.lstrip().startswith("<tr")
    assert '<option value="viewer" selected>' in said
    assert """hx-vals='{"role": "member"}'""" in said


def test_a_refused_change_leaves_the_row_as_it_was_and_says_why(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    answer = client.post(f"{PAGE}{part(alice).pk}/role/", {"role": "viewer"}, headers={"HX-Request": "true"})
    assert "only owner of Studio" in answer.content.decode()
    assert '<option value="owner" selected>' in answer.content.decode()


def test_a_word_that_is_no_role_changes_nothing(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    give(client, part(bob), "emperor")
    assert part(bob).role == Role.MEMBER


def test_a_role_counts_at_the_next_page(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    give(client, part(bob), "admin")
    assert "<select" in row(client, bob, bob)


def test_a_member_who_posts_anyway_is_told_what_it_takes(client: Client, alice: User, bob: User) -> None:
    client.force_login(bob)
    assert give(client, part(bob), "owner") == 403
    assert part(bob).role == Role.MEMBER


def test_a_stranger_finds_no_such_member(client: Client, alice: User, bob: User, charlie: User) -> None:
    take_on(charlie, Role.OWNER)
    client.force_login(charlie)
    assert give(client, part(bob), "viewer") == 404
    assert part(bob).role == Role.MEMBER


def test_from_another_space_of_ones_own_nobody_of_the_team_is_changed(client: Client, alice: User, bob: User) -> None:
    alice.enter(alice.personal_space)
    client.force_login(alice)
    assert give(client, part(bob), "viewer") == 404


def test_a_get_changes_nothing(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    assert client.get(f"{PAGE}{part(bob).pk}/role/").status_code == 405


def spend(user: User, amount: int) -> None:
    windows = Window.objects.paying(user)
    Window.objects.hold(windows, amount, f"job {amount}", "a lighthouse")
    Window.objects.settle(f"job {amount}")


def test_what_each_has_spent_is_told_with_its_meter(client: Client, alice: User, bob: User) -> None:
    Purse.objects.of(bob, 10_000)
    spend(bob, 9_000)
    assert "9 of 10 Nearly out" in text(row(client, alice, bob))
    assert "9 credits used" in text(page(client, alice))


def test_an_empty_purse_is_told_in_red(client: Client, alice: User, bob: User) -> None:
    Purse.objects.of(bob, 10_000)
    spend(bob, 10_000)
    assert 'data-level="full"' in row(client, alice, bob)


def test_a_member_sees_their_own_credits_and_nobody_elses(client: Client, alice: User, bob: User) -> None:
    spend(alice, 4_000)
    spend(bob, 3_000)
    assert "3 of" in text(row(client, bob, bob))
    assert "4 of" not in text(row(client, bob, alice))


def test_who_makes_no_pictures_has_no_meter(client: Client, alice: User, bob: User) -> None:
    take_on(bob, Role.VIEWER)
    assert "Views only" in text(row(client, alice, bob))


def test_a_missing_second_factor_is_told_to_admins_only(client: Client, alice: User, bob: User) -> None:
    assert "Off" in text(row(client, alice, bob))
    assert "brief" in page(client, bob)


def test_a_second_factor_is_named(client: Client, alice: User, bob: User) -> None:
    Authenticator.objects.create(user=bob, type=Authenticator.Type.TOTP, data={})
    assert "Code app" in text(row(client, alice, bob))
    Authenticator.objects.create(user=bob, type=Authenticator.Type.WEBAUTHN, data={})
    assert "Passkey" in text(row(client, alice, bob))


def test_last_active_is_told(client: Client, alice: User, bob: User) -> None:
    assert "Never" in text(row(client, alice, bob))
    spend(bob, 1_000)
    assert "now" in text(row(client, alice, bob))


def test_in_a_personal_space_the_page_says_what_it_is_and_offers_a_team(client: Client, alice: User) -> None:
    alice.enter(alice.personal_space)
    said = page(client, alice)
    assert "A space of your own" in said
    assert 'href="/team/new/"' in said


def test_the_page_asks_the_same_for_many_as_for_few(
    client: Client, alice: User, bob: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        User.objects.add(f"p{number}@example.org", team=alice.home)
    spend(bob, 1_000)
    client.force_login(alice)
    client.get(PAGE)
    # Session, person, spaces, members, windows, keys, factors, purse and unfinished jobs of the frame.
    with django_assert_max_num_queries(9):
        client.get(PAGE)


def test_another_team_of_the_same_person_has_other_members(client: Client, alice: User, bob: User) -> None:
    harbour = Team.objects.create(name="Harbour")
    Membership.objects.create(user=alice, team=harbour, role=Role.OWNER)
    alice = User.objects.get(pk=alice.pk)
    alice.enter(harbour)
    assert "bob@example.org" not in page(client, alice)
