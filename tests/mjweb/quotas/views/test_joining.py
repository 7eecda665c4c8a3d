"""Coming in by an invitation: with a new account, with the one that somebody has, and when it is too late."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from mjweb.accounts.by import By
from mjweb.accounts.models import Invitation, Mail, Membership, Role, User
from mjweb.quotas.models import Purse, Window

pytestmark = pytest.mark.django_db
PASSWORD = "heron over grey water"


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


def invite(alice: User, email: str = "dora@example.org", allowance: int | None = None) -> Invitation:
    made = Invitation.objects.invite(By(alice), alice.team, email, role=Role.MEMBER, allowance=allowance, name="Dora")
    assert made is not None
    return made


def join(client: Client, path: str, **fields: str) -> int:
    return client.post(path, {"name": "Dora Dyer", "password": PASSWORD, **fields}).status_code


def code_for(email: str) -> str:
    body = Mail.objects.filter(to=email, subject="Your code for mjweb").latest("pk").body
    found = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", body, re.MULTILINE)
    assert found is not None, body
    return found[1]


def users(email: str = "dora@example.org") -> int:
    return User.objects.filter(email=email).count()


# By mail --------------------------------------------------------------------------------------------------------------


def test_looking_at_the_link_uses_nothing_up(client: Client, alice: User) -> None:
    made = invite(alice)
    client.get(made.path(by_mail=True))
    client.head(made.path(by_mail=True))
    made.refresh_from_db()
    assert made.is_open


def test_the_link_of_the_mail_makes_an_account_and_signs_in(client: Client, alice: User) -> None:
    assert join(client, invite(alice).path(by_mail=True)) == 302
    dora = User.objects.get(email="dora@example.org")
    assert dora.team == alice.team
    assert client.session["_auth_user_id"] == str(dora.pk)


def test_the_address_is_verified_by_the_link_of_the_mail(client: Client, alice: User) -> None:
    join(client, invite(alice).path(by_mail=True))
    assert EmailAddress.objects.get(email="dora@example.org").verified


def test_the_address_cannot_be_changed_on_the_way(client: Client, alice: User) -> None:
    join(client, invite(alice).path(by_mail=True), email="eve@example.org")
    assert (users("eve@example.org"), users()) == (0, 1)


def test_a_new_person_has_a_space_of_their_own_too(client: Client, alice: User) -> None:
    join(client, invite(alice).path(by_mail=True))
    assert [one.team.is_personal for one in User.objects.get(email="dora@example.org").spaces] == [False, True]


def test_a_new_owner_of_a_team_does_not_run_the_site(client: Client, alice: User) -> None:
    made = Invitation.objects.invite(By(alice), alice.team, "dora@example.org", role=Role.OWNER)
    assert made is not None
    join(client, made.path(by_mail=True))
    assert not User.objects.get(email="dora@example.org").is_staff


def test_a_new_person_gets_the_credits_of_the_invitation(client: Client, alice: User) -> None:
    join(client, invite(alice, allowance=7000).path(by_mail=True))
    assert Window.objects.of(User.objects.get(email="dora@example.org")).limit == 7000


def test_a_weak_password_is_refused_and_uses_nothing_up(client: Client, alice: User) -> None:
    made = invite(alice)
    assert join(client, made.path(by_mail=True), password="password12") == 422
    made.refresh_from_db()
    assert (made.is_open, users()) == (True, 0)


def test_a_second_use_makes_no_account(client: Client, alice: User) -> None:
    path = invite(alice, "").path(by_mail=True)
    made = Invitation.objects.get()
    Invitation.objects.filter(pk=made.pk).update(email="dora@example.org")
    assert join(client, path) == 302
    Invitation.objects.filter(pk=made.pk).update(email="erin@example.org")
    assert join(Client(), path) == 410
    assert users("erin@example.org") == 0


# By a link that was copied --------------------------------------------------------------------------------------------


def test_a_copied_link_asks_for_proof_of_the_address(client: Client, alice: User) -> None:
    path = invite(alice).path()
    assert join(client, path) == 302  # which sends the code, whatever else was said
    assert users() == 0
    assert join(client, path, code=code_for("dora@example.org")) == 302
    assert EmailAddress.objects.get(email="dora@example.org").verified


def test_the_code_of_a_copied_link_goes_to_the_invited_address_only(client: Client, alice: User) -> None:
    client.post(invite(alice).path(), {"step": "address", "email": "eve@example.org"})
    assert not Mail.objects.filter(to="eve@example.org").exists()


def test_a_link_for_anyone_takes_an_address_that_is_proved(client: Client, alice: User) -> None:
    path = invite(alice, "").path()
    client.post(path, {"step": "address", "email": "Dora@Example.org"})
    assert join(client, path, code=code_for("dora@example.org").lower()) == 302
    assert Membership.objects.filter(user__email="dora@example.org", team=alice.team).exists()


def test_a_wrong_code_makes_no_account(client: Client, alice: User) -> None:
    path = invite(alice, "").path()
    client.post(path, {"step": "address", "email": "dora@example.org"})
    assert join(client, path, code="AAAA-AAAA") == 422
    assert users() == 0


def test_after_three_wrong_codes_the_right_one_is_none(client: Client, alice: User) -> None:
    path = invite(alice, "").path()
    client.post(path, {"step": "address", "email": "dora@example.org"})
    for _ in range(3):
        join(client, path, code="AAAA-AAAA")
    join(client, path, code=code_for("dora@example.org"))
    assert users() == 0


def test_a_code_works_in_the_browser_that_asked_for_it(client: Client, alice: User) -> None:
    path = invite(alice, "").path()
    client.post(path, {"step": "address", "email": "dora@example.org"})
    join(Client(), path, code=code_for("dora@example.org"))
    assert users() == 0


def test_a_code_for_one_invitation_does_not_open_another(client: Client, alice: User) -> None:
    first, second = invite(alice, ""), invite(alice, "")
    client.post(first.path(), {"step": "address", "email": "dora@example.org"})
    join(client, second.path(), code=code_for("dora@example.org"))
    assert users() == 0


def test_nobody_learns_by_a_link_who_has_an_account(client: Client, alice: User, charlie: User) -> None:
    path = invite(alice, "").path()
    answers = []
    for email in ("dora@example.org", "charlie@example.org"):
        client.post(path, {"step": "address", "email": email})
        answers.append(re.sub(r'value="[^"]*"', "", client.get(path).content.decode()).replace(email, "…"))
    assert answers[0] == answers[1]
    assert "You have an account" in Mail.objects.get(to="charlie@example.org").subject


def test_so_many_codes_are_sent_and_no_more(client: Client, alice: User) -> None:
    path = invite(alice, "").path()
    statuses = [client.post(path, {"step": "address", "email": "dora@example.org"}).status_code for _ in range(5)]
    assert statuses == [302, 302, 302, 422, 422]


def test_so_many_tries_are_taken_from_one_address_and_no_more(client: Client, alice: User) -> None:
    path = invite(alice).path(by_mail=True)
    statuses = {join(client, path, password="short") for _ in range(25)}
    assert 429 in statuses


# With an account ------------------------------------------------------------------------------------------------------


def test_somebody_who_is_signed_in_joins_by_one_press(client: Client, alice: User, charlie: User) -> None:
    path = invite(alice).path()
    client.force_login(charlie)
    assert "Join as Charlie Cook" in client.get(path).content.decode()
    assert client.post(path).status_code == 302
    assert User.objects.get(pk=charlie.pk).team == alice.team


def test_the_purse_of_somebody_who_has_one_stays(client: Client, alice: User, charlie: User) -> None:
    before = Window.objects.of(charlie).limit
    client.force_login(charlie)
    client.post(invite(alice, allowance=7000).path())
    assert Window.objects.of(User.objects.get(pk=charlie.pk)).limit == before


def test_the_credits_of_the_invitation_are_what_they_may_spend_in_the_team(
    client: Client, alice: User, charlie: User
) -> None:
    client.force_login(charlie)
    client.post(invite(alice, allowance=7000).path())
    assert Purse.objects.of_member(alice.team, charlie).allowances.get().amount == 7000


def test_somebody_with_an_account_signs_in_first_and_comes_back(client: Client, alice: User, charlie: User) -> None:
    path = invite(alice, "charlie@example.org").path(by_mail=True)
    shown = client.get(path).content.decode()
    assert f'href="/login/?next={path}"' in shown
    assert 'name="password"' not in shown


def test_an_account_is_never_taken_over_by_the_form(client: Client, alice: User, charlie: User) -> None:
    path = invite(alice, "charlie@example.org").path(by_mail=True)
    assert join(client, path) == 422
    charlie.refresh_from_db()
    assert not charlie.check_password(PASSWORD)
    assert "_auth_user_id" not in client.session


def test_somebody_who_is_in_already_uses_nothing_up(client: Client, alice: User, bob: User) -> None:
    made = invite(alice)
    client.force_login(bob)
    assert "You are in already." in client.post(made.path()).content.decode()
    made.refresh_from_db()
    assert made.is_open


# Too late -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("used", "This invitation is used up."),
        ("revoked", "This invitation was taken back."),
        ("expired", "This invitation is too old."),
    ],
)
def test_one_that_has_ended_says_so_and_whom_to_ask(
    client: Client, alice: User, charlie: User, how: str, words: str, *, signed_in: bool
) -> None:
    made = invite(alice)
    if how == "used":
        erin = User.objects.enrol("erin@example.org", PASSWORD)
        made.accept(erin, By(erin))
    elif how == "revoked":
        made.revoke(By(alice))
    else:
        Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    if signed_in:
        client.force_login(charlie)
    answer = client.post(made.path())
    assert (answer.status_code, words in answer.content.decode()) == (410, True)
    assert "ask Alice Archer" in answer.content.decode()
    assert not Membership.objects.filter(user=charlie, team=alice.team).exists()


def test_what_is_no_link_is_nothing(client: Client, alice: User) -> None:
    invite(alice)
    assert client.get("/signup/1-abc/").status_code == 404


def test_where_new_accounts_are_off_none_is_made(client: Client, alice: User, settings: Settings) -> None:
    settings.ENV = replace(settings.ENV, signup="off")
    path = invite(alice).path(by_mail=True)
    assert "No new accounts" in client.get(path).content.decode()
    assert join(client, path) == 403
    assert users() == 0


def test_where_new_accounts_are_off_somebody_with_one_still_joins(
    client: Client, alice: User, charlie: User, settings: Settings
) -> None:
    settings.ENV = replace(settings.ENV, signup="off")
    client.force_login(charlie)
    assert client.post(invite(alice).path()).status_code == 302
