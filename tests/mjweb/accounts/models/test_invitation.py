"""Invitations: their links, what ends them, and that of two who race one gets in."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django import Settings

from mjweb.accounts import outbox
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Invitation, Kind, Mail, Membership, Notice, Role, Team, User, Verb
from mjweb.accounts.models.invitation import NotOpen, Standing, offered_roles
from mjweb.accounts.models.mail import Fate

pytestmark = pytest.mark.django_db


def invite(alice: User, email: str = "dora@example.org", **terms: object) -> Invitation:
    made = Invitation.objects.invite(By(alice), alice.team, email, **terms)  # type: ignore[arg-type]  # by name
    assert made is not None
    return made


def token(invitation: Invitation, *, by_mail: bool = False) -> str:
    return invitation.path(by_mail=by_mail).strip("/").rpartition("/")[2]


def expire(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    invitation.refresh_from_db()


# Links ----------------------------------------------------------------------------------------------------------------


def test_a_link_leads_to_its_invitation(alice: User) -> None:
    made = invite(alice)
    assert Invitation.objects.find(token(made)) == (made, False)


def test_the_link_of_the_mail_is_another_one(alice: User) -> None:
    made = invite(alice)
    assert Invitation.objects.find(token(made, by_mail=True)) == (made, True)
    assert token(made) != token(made, by_mail=True)


def test_the_mail_holds_the_link_that_proves_the_address(alice: User) -> None:
    made = invite(alice)
    mail = Mail.objects.get(to="dora@example.org")
    assert made.url(by_mail=True) in mail.body
    assert "Alice Archer invites you to Studio" in mail.subject


def test_no_link_is_stored(alice: User) -> None:
    made = invite(alice)
    row = Invitation.objects.filter(pk=made.pk).values().get()
    assert not [value for value in row.values() if made.mac() in str(value) or made.mac(by_mail=True) in str(value)]


@pytest.mark.parametrize("wrong", ["", "1", "x-y", "-", "１-x", "9" * 30 + "-x"])
def test_what_is_no_link_leads_nowhere(alice: User, wrong: str) -> None:
    invite(alice)
    assert Invitation.objects.find(wrong) is None


def test_the_link_of_one_does_not_open_another(alice: User) -> None:
    first, second = invite(alice), invite(alice, "erin@example.org")
    assert Invitation.objects.find(f"{second.pk}-{first.mac()}") is None


def test_another_secret_of_the_site_ends_all_links(alice: User, settings: Settings) -> None:
    old = token(invite(alice))
    settings.SECRET_KEY = "another"
    assert Invitation.objects.find(old) is None


# What becomes of it ---------------------------------------------------------------------------------------------------


def test_it_lets_somebody_in_with_its_role(alice: User, charlie: User) -> None:
    invite(alice, role=Role.VIEWER).accept(charlie, By(charlie))
    assert Membership.objects.get(user=charlie, team=alice.team).role == Role.VIEWER


def test_whoever_comes_in_is_in_the_team_at_once(alice: User, charlie: User) -> None:
    invite(alice).accept(charlie, By(charlie))
    assert User.objects.get(pk=charlie.pk).team == alice.team


def test_it_works_once(alice: User, charlie: User) -> None:
    made = invite(alice)
    made.accept(charlie, By(charlie))
    dora = User.objects.enrol("dora@example.org", "a long enough one")
    with pytest.raises(NotOpen):
        made.accept(dora, By(dora))
    assert not Membership.objects.filter(user=dora, team=alice.team).exists()


def test_it_works_for_seven_days(alice: User, charlie: User) -> None:
    made = invite(alice)
    assert made.days_left == 7
    expire(made)
    with pytest.raises(NotOpen):
        made.accept(charlie, By(charlie))
    assert made.standing == Standing.EXPIRED


def test_whoever_is_in_already_does_not_use_it_up(alice: User, bob: User) -> None:
    made = invite(alice)
    with pytest.raises(NotOpen):
        made.accept(bob, By(bob))
    made.refresh_from_db()
    assert made.is_open


def test_nobody_is_let_into_a_personal_space(alice: User, charlie: User) -> None:
    made = Invitation.objects.create(team=Team.objects.get(personal_of=alice))
    with pytest.raises(NotOpen):
        made.accept(charlie, By(charlie))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_race_one_gets_in(alice: User) -> None:
    made = invite(alice, "")
    people = [User.objects.enrol(f"racer{number}@example.org", "a long enough one") for number in range(2)]
    ready, refused = threading.Barrier(2), []

    def race(user: User) -> None:
        try:
            ready.wait()
            Invitation.objects.get(pk=made.pk).accept(user, By(user))
        except NotOpen:
            refused.append(user)
        finally:
            connections.close_all()

    racers = [threading.Thread(target=race, args=(user,)) for user in people]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(refused) == 1
    assert Membership.objects.filter(user__in=people, team=alice.team).count() == 1


def test_a_revoked_one_lets_nobody_in(alice: User, charlie: User) -> None:
    made = invite(alice)
    assert made.revoke(By(alice))
    with pytest.raises(NotOpen):
        made.accept(charlie, By(charlie))


def test_a_revocation_can_be_undone(alice: User, charlie: User) -> None:
    made = invite(alice)
    made.revoke(By(alice))
    assert made.restore(By(alice))
    made.accept(charlie, By(charlie))


def test_a_used_one_can_be_neither_revoked_nor_restored(alice: User, charlie: User) -> None:
    made = invite(alice)
    made.accept(charlie, By(charlie))
    assert not made.revoke(By(alice))
    assert not made.restore(By(alice))
    assert not made.renew()


def test_an_address_has_one_open_invitation_at_a_time(alice: User) -> None:
    invite(alice)
    assert Invitation.objects.invite(By(alice), alice.team, "Dora@Example.org") is None


def test_a_revoked_one_is_not_restored_beside_a_new_one(alice: User) -> None:
    made = invite(alice)
    made.revoke(By(alice))
    invite(alice)
    assert not made.restore(By(alice))


def test_an_address_whose_invitation_expired_is_invited_anew(alice: User) -> None:
    old = invite(alice)
    expire(old)
    assert invite(alice).pk != old.pk
    old.refresh_from_db()
    assert old.standing == Standing.EXPIRED


def test_sending_again_gives_seven_days_and_another_mail(alice: User) -> None:
    made = invite(alice)
    expire(made)
    assert made.renew()
    assert (made.days_left, Mail.objects.filter(to="dora@example.org").count()) == (7, 2)


# What is told ---------------------------------------------------------------------------------------------------------


def test_every_step_is_in_the_trail(alice: User, charlie: User) -> None:
    made = invite(alice, allowance=500_000)
    made.revoke(By(alice))
    made.restore(By(alice))
    made.accept(charlie, By(charlie))
    trail = Entry.objects.filter(team=alice.team).order_by("pk").values_list("verb", "actor_name", "subject", "detail")
    assert list(trail) == [
        (Verb.INVITED, "Alice Archer", "dora@example.org", "Member, 500"),
        (Verb.INVITATION_REVOKED, "Alice Archer", "dora@example.org", ""),
        (Verb.INVITED, "Alice Archer", "dora@example.org", "Member, 500"),
        (Verb.JOINED, "Charlie Cook", "Charlie Cook", "Member, 500"),
    ]


def test_whoever_invited_hears_of_it(alice: User, charlie: User) -> None:
    invite(alice).accept(charlie, By(charlie))
    notice = Notice.objects.get(user=alice)
    assert (notice.kind, notice.sentence) == (Kind.ACCEPTED, "Charlie Cook accepted your invitation to Studio.")


def test_whoever_invited_hears_of_a_mail_that_did_not_arrive(alice: User, settings: Settings) -> None:
    settings.PACE = "chaos"
    made = invite(alice)
    assert made.mail is not None
    taken = Mail.objects.begin(made.mail.pk, 60)
    assert taken is not None
    outbox._refuse(taken, "550 nobody of that name", for_good=True)
    made = Invitation.objects.select_related("mail").get(pk=made.pk)
    assert made.mail_error == "550 nobody of that name"
    assert Notice.objects.get(user=alice).kind == Kind.MAIL_FAILED


def test_a_mail_whose_last_try_was_cut_off_is_told_too(alice: User) -> None:
    made = invite(alice)
    Mail.objects.filter(to=made.email).update(tries=6)
    for mail in Mail.objects.give_up():
        Invitation.objects.mail_failed(mail)
    assert Mail.objects.get(to=made.email).state == Fate.FAILED
    assert Notice.objects.get(user=alice).kind == Kind.MAIL_FAILED


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.OWNER, list(Role)),
        (Role.ADMIN, [Role.ADMIN, Role.MEMBER, Role.VIEWER, Role.BILLING]),
        (Role.MEMBER, []),
        (Role.VIEWER, []),
        (Role.BILLING, []),
    ],
)
def test_only_an_owner_makes_owners(alice: User, role: Role, offered: list[Role]) -> None:
    assert offered_roles(Membership(user=alice, team=alice.team, role=role)) == offered
