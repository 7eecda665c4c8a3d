"""The pages of leaving: what is told before, what has to be typed, and who may."""

from __future__ import annotations

import pytest
from django.test import Client

from jobs.models import Job
from mjweb.accounts.models import Membership, Role, User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import press

pytestmark = pytest.mark.django_db

PAGE = "/team/leaving/"
ACCOUNT = "/team/leaving/account/"


def part(user: User) -> Membership:
    return Membership.objects.get(user=user, team=user.home)


def is_in(user: User) -> bool:
    return Membership.objects.filter(user=user, team__personal_of=None).exists()


def test_the_page_tells_what_will_go_over(client: Client, alice: User, bob: User) -> None:
    press(bob, "a {cat, dog}")
    client.force_login(bob)
    page = client.get(PAGE).content.decode()
    assert "Leave Studio" in page
    assert "<dt>Jobs</dt><dd>2</dd>" in page
    assert f'<option value="{part(alice).pk}">Alice Archer</option>' in page


def test_a_get_moves_nothing(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    client.get(f"{PAGE}?member={part(bob).pk}")
    assert is_in(bob)


def test_one_leaves_once_the_name_of_the_team_was_typed(client: Client, alice: User, bob: User) -> None:
    press(bob, "a cat")
    client.force_login(bob)
    said = client.post(PAGE, {"heir": part(alice).pk, "typed": "studio"}, follow=True).content.decode()
    assert "You have left Studio. What you made there is with Alice Archer." in said
    assert Job.objects.get().user == alice


@pytest.mark.parametrize("typed", ["", "Alice Archer"])
def test_without_the_name_nothing_happens(client: Client, alice: User, bob: User, typed: str) -> None:
    client.force_login(bob)
    assert client.post(PAGE, {"heir": part(alice).pk, "typed": typed}).status_code == 422
    assert is_in(bob)


def test_an_admin_removes_somebody_by_their_name(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    answer = client.post(f"{PAGE}?member={part(bob).pk}", {"heir": part(alice).pk, "typed": "Bob Baker"})
    assert answer["Location"] == "/team/members/"
    assert not is_in(bob)


def test_what_was_cancelled_is_told(client: Client, alice: User, bob: User) -> None:
    press(bob, "a cat")
    Window.objects.allow(Purse.objects.of(alice), 0)
    client.force_login(alice)
    data = {"heir": part(alice).pk, "typed": "Bob Baker"}
    said = client.post(f"{PAGE}?member={part(bob).pk}", data, follow=True).content.decode()
    assert "1 waiting job was cancelled and its credits returned: Alice Archer has not enough for it." in said


def test_a_member_removes_nobody(client: Client, alice: User, bob: User) -> None:
    dora = User.objects.add("dora@example.org", name="Dora", team=alice.home)
    client.force_login(bob)
    answer = client.post(f"{PAGE}?member={part(dora).pk}", {"heir": part(alice).pk, "typed": "Dora"})
    assert answer.status_code == 403
    assert is_in(dora)


def test_an_admin_does_not_remove_an_owner(client: Client, alice: User, bob: User) -> None:
    User.objects.add("dora@example.org", team=alice.home, role=Role.OWNER)
    Membership.objects.filter(pk=part(bob).pk).update(role=Role.ADMIN)
    client.force_login(bob)
    data = {"heir": part(bob).pk, "typed": "Alice Archer"}
    assert "Only an owner" in client.post(f"{PAGE}?member={part(alice).pk}", data, follow=True).content.decode()
    assert is_in(alice)


def test_a_stranger_finds_nobody(client: Client, alice: User, bob: User, charlie: User) -> None:
    Membership.objects.filter(pk=part(charlie).pk).update(role=Role.OWNER)
    client.force_login(charlie)
    assert client.get(f"{PAGE}?member={part(bob).pk}").status_code == 404
    assert client.post(f"{PAGE}?member={part(bob).pk}", {"typed": "Bob Baker"}).status_code == 404
    assert is_in(bob)


@pytest.mark.parametrize("word", ["x", "-1", "", "9" * 30])
def test_what_is_no_member_is_not_found(client: Client, alice: User, word: str) -> None:
    client.force_login(alice)
    assert client.get(f"{PAGE}?member={word}").status_code == 404


def test_the_last_owner_is_told_to_name_another_first(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    page = client.get(PAGE).content.decode()
    assert "Alice Archer is the only owner of Studio. Name another owner first." in page
    assert 'name="typed"' not in page


def test_nobody_leaves_their_own_space(client: Client, alice: User) -> None:
    alice.enter(alice.personal_space)
    client.force_login(alice)
    assert client.get(PAGE).status_code == 404


def test_an_operator_shuts_somebody_out_and_lets_them_in_again(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    page = f"{ACCOUNT}?member={part(bob).pk}"
    assert client.post(page, {"typed": "somebody"}).status_code == 422
    client.post(page, {"typed": "Bob Baker"})
    assert not User.objects.get(pk=bob.pk).is_active
    assert "Reactivate" in client.get(page).content.decode()
    client.post(page)
    assert User.objects.get(pk=bob.pk).is_active


def test_an_admin_who_does_not_run_the_site_shuts_nobody_out(client: Client, alice: User, bob: User) -> None:
    dora = User.objects.add("dora@example.org", name="Dora", team=alice.home, role=Role.ADMIN)
    client.force_login(dora)
    assert client.post(f"{ACCOUNT}?member={part(bob).pk}", {"typed": "Bob Baker"}).status_code == 404
    assert User.objects.get(pk=bob.pk).is_active


def test_nobody_shuts_themselves_out(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.post(f"{ACCOUNT}?member={part(alice).pk}", {"typed": "Alice Archer"}).status_code == 404
    assert User.objects.get(pk=alice.pk).is_active


def test_an_operator_finds_nobody_of_another_team(client: Client, alice: User, charlie: User) -> None:
    client.force_login(alice)
    assert client.post(f"{ACCOUNT}?member={part(charlie).pk}", {"typed": "Charlie Cook"}).status_code == 404
    assert User.objects.get(pk=charlie.pk).is_active
