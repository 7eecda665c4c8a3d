"""Teams, personal spaces, and a person's part in them."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from mjweb.accounts.by import By
from mjweb.accounts.errors import LastOwner, NotAllowed, OwnersOnly
from mjweb.accounts.models import Entry, Membership, Notice, Project, Right, Role, Team, User

pytestmark = pytest.mark.django_db


def test_everybody_has_a_space_of_their_own(alice: User) -> None:
    assert [one.team.is_personal for one in alice.spaces] == [False, True]


def test_a_personal_space_is_called_so(alice: User) -> None:
    assert str(alice.personal_space) == "Personal"


def test_the_default_team_is_never_a_personal_space(alice: User) -> None:
    Membership.objects.filter(team=alice.team).delete()
    team = alice.team
    Team.objects.filter(pk=team.pk).delete()
    assert not Team.objects.default().is_personal


def test_two_teams_have_two_names(alice: User) -> None:
    with pytest.raises(IntegrityError):
        Team.objects.create(name=alice.team.name.upper())


def test_a_team_has_two_projects_of_two_names(alice: User) -> None:
    Project.objects.create(team=alice.team, name="Spring")
    with pytest.raises(IntegrityError):
        Project.objects.create(team=alice.team, name="spring")


def test_a_team_without_a_zone_lives_by_the_sites(alice: User) -> None:
    assert str(alice.team.tzinfo) == "UTC"


def test_a_team_lives_by_its_own_zone() -> None:
    assert str(Team(name="Harbour", zone="Europe/Berlin").tzinfo) == "Europe/Berlin"


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ValidationError, match="Mars/Olympus"):
        Team(name="Harbour", zone="Mars/Olympus").full_clean()


def test_a_right_is_granted_by_role(alice: User, bob: User) -> None:
    granted = Membership.objects.granting(Right.PEOPLE).filter(team=alice.team)
    assert [one.user for one in granted] == [alice]


def test_someone_who_was_deactivated_has_no_right(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert not Membership.objects.granting(Right.SEE).filter(user=alice).exists()


def test_billing_sees_no_team(bob: User) -> None:
    Membership.objects.filter(user=bob, team=bob.team).update(role=Role.BILLING)
    assert list(Membership.objects.teams_seen_by(bob)) == [bob.personal_space.pk]


# Changes of who is what ----------------------------------------------------------------------------------------------


def part(user: User) -> Membership:
    """The person's part in the team they joined first, as it is stored."""
    return Membership.objects.select_related("user", "team").get(user=user, team=user.home)


def trail() -> list[tuple[str, str, str]]:
    return list(Entry.objects.order_by("pk").values_list("verb", "subject", "detail"))


def test_a_new_role_is_told_with_what_it_was(alice: User, bob: User) -> None:
    assert Membership.objects.give_role(By(alice, "192.0.2.1"), part(bob), Role.ADMIN)
    assert part(bob).role == Role.ADMIN
    assert trail() == [("member.role", "Bob Baker", "Member → Admin")]
    assert Entry.objects.get().address == "192.0.2.1"


def test_whoever_has_a_new_role_hears_of_it(alice: User, bob: User) -> None:
    Membership.objects.give_role(By(alice), part(bob), Role.VIEWER)
    notice = Notice.objects.get()
    said = "Alice Archer changed your role in Studio from Member to Viewer."
    assert (notice.user, notice.sentence) == (bob, said)


def test_nobody_hears_of_what_they_did_themselves(alice: User, bob: User) -> None:
    Membership.objects.filter(user=bob).update(role=Role.OWNER)
    Membership.objects.give_role(By(alice), part(alice), Role.MEMBER)
    assert not Notice.objects.exists()


def test_the_new_owner_of_a_team_hears_of_it(alice: User, bob: User) -> None:
    Membership.objects.hand_over(By(alice), part(alice), part(bob))
    notice = Notice.objects.get()
    said = "Alice Archer changed your role in Studio from Member to Owner."
    assert (notice.user, notice.sentence) == (bob, said)


def test_the_same_role_again_changes_and_tells_nothing(alice: User, bob: User) -> None:
    assert not Membership.objects.give_role(By(alice), part(bob), Role.MEMBER)
    assert trail() == []


def test_the_last_owner_stays_owner(alice: User, bob: User) -> None:
    with pytest.raises(LastOwner, match="Alice Archer is the only owner of Studio"):
        Membership.objects.give_role(By(alice), part(alice), Role.MEMBER)
    assert part(alice).role == Role.OWNER
    assert trail() == []


def test_an_owner_who_was_deactivated_does_not_count(alice: User, bob: User) -> None:
    Membership.objects.give_role(By(alice), part(bob), Role.OWNER)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    with pytest.raises(LastOwner):
        Membership.objects.give_role(By(alice), part(alice), Role.MEMBER)


def test_of_two_owners_one_steps_back(alice: User, bob: User) -> None:
    Membership.objects.give_role(By(alice), part(bob), Role.OWNER)
    Membership.objects.give_role(By(alice), part(alice), Role.MEMBER)
    with pytest.raises(LastOwner):
        Membership.objects.give_role(By(bob), part(bob), Role.ADMIN)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.VIEWER])
def test_an_admin_does_not_change_an_owner(alice: User, bob: User, role: Role) -> None:
    Membership.objects.give_role(By(alice), part(bob), Role.ADMIN)
    with pytest.raises(OwnersOnly):
        Membership.objects.give_role(By(bob), part(alice), role)
    assert part(alice).role == Role.OWNER


def test_an_admin_names_no_owner(alice: User, bob: User) -> None:
    Membership.objects.give_role(By(alice), part(bob), Role.ADMIN)
    with pytest.raises(OwnersOnly):
        Membership.objects.give_role(By(bob), part(bob), Role.OWNER)


def test_a_member_gives_no_role(bob: User) -> None:
    with pytest.raises(NotAllowed):
        Membership.objects.give_role(By(bob), part(bob), Role.ADMIN)
    assert part(bob).role == Role.MEMBER


def test_a_stranger_gives_no_role(bob: User, charlie: User) -> None:
    Membership.objects.filter(user=charlie, team=charlie.team).update(role=Role.OWNER)
    with pytest.raises(NotAllowed):
        Membership.objects.give_role(By(charlie), part(bob), Role.ADMIN)


def test_whoever_knew_an_older_role_changes_nothing(alice: User, bob: User) -> None:
    known = part(bob)
    Membership.objects.give_role(By(alice), part(bob), Role.VIEWER)
    with pytest.raises(NotAllowed):
        Membership.objects.give_role(By(alice), known, Role.ADMIN)
    assert part(bob).role == Role.VIEWER


def test_nobody_changes_the_role_in_a_personal_space(alice: User) -> None:
    own = Membership.objects.get(team=alice.personal_space)
    with pytest.raises(NotAllowed):
        Membership.objects.give_role(By(alice), own, Role.VIEWER)


def test_who_does_not_run_the_site_makes_no_team(bob: User) -> None:
    with pytest.raises(NotAllowed):
        Team.objects.found(By(bob), "Harbour")
    assert not Team.objects.filter(name="Harbour").exists()


def test_whoever_makes_a_team_owns_it(alice: User) -> None:
    team = Team.objects.found(By(alice), "Harbour")
    assert Membership.objects.get(team=team).role == Role.OWNER
    assert trail() == [("team.made", "Harbour", "")]


def test_a_team_that_is_handed_over_has_a_new_owner_and_an_admin(alice: User, bob: User) -> None:
    Membership.objects.hand_over(By(alice), part(alice), part(bob))
    assert (part(alice).role, part(bob).role) == (Role.ADMIN, Role.OWNER)
    assert trail() == [("team.handed_over", "Studio", "Alice Archer → Bob Baker")]


def test_only_an_owner_hands_a_team_over(alice: User, bob: User) -> None:
    with pytest.raises(NotAllowed):
        Membership.objects.hand_over(By(bob), part(bob), part(alice))
    assert part(alice).role == Role.OWNER


def test_a_team_is_not_handed_to_a_stranger(alice: User, charlie: User) -> None:
    with pytest.raises(NotAllowed):
        Membership.objects.hand_over(By(alice), part(alice), part(charlie))
    assert part(alice).role == Role.OWNER


def test_anybody_may_leave(bob: User) -> None:
    Membership.objects.end(By(bob), part(bob))
    assert not Membership.objects.filter(user=bob, team__personal_of=None).exists()


def test_the_last_owner_cannot_leave(alice: User, bob: User) -> None:
    with pytest.raises(LastOwner):
        Membership.objects.end(By(alice), part(alice))
    assert part(alice).role == Role.OWNER


def test_a_member_removes_nobody(alice: User, bob: User) -> None:
    dora = User.objects.add("dora@example.org", team=alice.team)
    with pytest.raises(NotAllowed):
        Membership.objects.end(By(bob), part(dora))
    assert part(dora).role == Role.MEMBER


def test_an_admin_does_not_remove_an_owner(alice: User, bob: User) -> None:
    User.objects.add("dora@example.org", team=alice.team, role=Role.OWNER)
    Membership.objects.filter(user=bob, team=bob.team).update(role=Role.ADMIN)
    with pytest.raises(OwnersOnly):
        Membership.objects.end(By(bob), part(alice))
    assert part(alice).role == Role.OWNER


def test_heirs_make_pictures_and_owners_come_first(alice: User, bob: User) -> None:
    for name, role in (("dora", Role.OWNER), ("emil", Role.VIEWER), ("fred", Role.ADMIN)):
        User.objects.add(f"{name}@example.org", name=name, team=alice.team, role=role)
    User.objects.filter(name="fred").update(is_active=False)
    assert [str(one.user) for one in Membership.objects.heirs_of(part(alice))] == ["dora", "Bob Baker"]


@pytest.mark.django_db(transaction=True)
def test_of_two_owners_who_step_back_at_once_one_stays() -> None:
    alice = User.objects.add("alice@example.org", role=Role.OWNER)
    bob = User.objects.add("bob@example.org", team=alice.team, role=Role.OWNER)
    both = threading.Barrier(2)

    def step_back(user: User) -> None:
        mine = part(user)
        both.wait()
        try:
            Membership.objects.give_role(By(user), mine, Role.MEMBER)
        except LastOwner:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=step_back, args=[user]) for user in (alice, bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Membership.objects.filter(team=alice.home, role=Role.OWNER).count() == 1
