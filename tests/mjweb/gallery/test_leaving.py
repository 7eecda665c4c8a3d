"""Somebody leaves a team, or is shut out: nothing points to them any more, and no way in is left open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from jobs.models import Input, Job, Picture, Preset, Upload, Wildcard
from jobs.states import State
from mjweb.accounts.by import By
from mjweb.accounts.errors import LastOwner, NotAllowed
from mjweb.accounts.models import ApiKey, Entry, Kind, Membership, Notice, Role, User
from mjweb.gallery import leaving
from mjweb.quotas.models import Window
from tests.jobs.conftest import press
from tests.jobs.views.brought_files import blend, upload
from tests.jobs.views.conftest import fail, finished, running

pytestmark = pytest.mark.django_db

# What tells of the past, and what is of a person wherever they are; all else of a team goes over.
HISTORY = {
    *("quotas.Line.actor", "quotas.Line.user", "quotas.Tally.user", "quotas.Grant.actor"),
    *("accounts.Entry.actor", "accounts.Invitation.made_by", "accounts.Invitation.used_by", "jobs.Price.by"),
}
OWN = {
    *("accounts.Membership.user", "accounts.Team.personal_of", "accounts.SignInLink.user", "accounts.ApiKey.user"),
    *("account.EmailAddress.user", "mfa.Authenticator.user", "usersessions.UserSession.user"),
    *("quotas.Purse.user", "jobs.Lane.user", "accounts.Notice.user"),
}


def part(user: User) -> Membership:
    return Membership.objects.select_related("user", "team").get(user=user, team=user.home)


def leave(user: User, heir: User, *, by: User | None = None) -> None:
    leaving.leave(By(by or user), part(user), part(heir))


def pointers() -> Iterator[tuple[str, type[models.Model], str]]:
    """Every foreign key to a person: its name, its model and its field."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model is User:
                yield f"{model._meta.app_label}.{model.__name__}.{field.name}", model, field.name


def pointing_at(user: User) -> set[str]:
    return {name for name, model, field in pointers() if model._default_manager.filter(**{field: user}).exists()}


def work(user: User) -> None:
    """One of everything."""
    finished(user)
    fail(press(user, "a dog")[0])
    running(user, "a horse")
    press(user, "a cow", key="waits")
    blend(user)
    upload(user, "white")
    for name in ("House", "Away"):
        Preset.objects.create(user=user, team=user.home, name=name, text=", ink", is_shared=name == "House")
    Wildcard.objects.create(user=user, team=user.home, name="animal", text="cat", count=1)
    ApiKey.objects.issue(user)


def test_nothing_points_to_whoever_left(alice: User, bob: User) -> None:
    work(bob)
    made = pointing_at(bob)
    leave(bob, alice)
    assert {"jobs.Job.user", "jobs.Picture.user", "jobs.Upload.user", "jobs.Preset.user", "jobs.Batch.user"} <= made
    assert pointing_at(bob) - HISTORY - OWN == set()


def test_nothing_of_the_team_is_of_whoever_left(alice: User, bob: User) -> None:
    work(bob)
    team = bob.home
    leave(bob, alice)
    found = set()
    for name, model, field in pointers():
        has_team = any(one.name == "team" for one in model._meta.get_fields())
        if has_team and model._default_manager.filter(**{field: bob, "team": team}).exists():
            found.add(name)
    # An ended key is how the jobs that it asked for are told apart; what somebody drew from a pool is its ledger.
    assert found - HISTORY <= {"accounts.ApiKey.user", "quotas.Purse.user"}
    assert not ApiKey.objects.usable().filter(user=bob, team=team).exists()


def test_no_row_is_lost(alice: User, bob: User) -> None:
    work(bob)
    kept: tuple[type[models.Model], ...] = (Job, Picture, Upload, Preset, Wildcard, Input)
    before = [model._default_manager.count() for model in kept]
    leave(bob, alice)
    assert [model._default_manager.count() for model in kept] == before


def test_whoever_left_is_out_at_once(client: Client, alice: User, bob: User) -> None:
    job = finished(bob)
    key = ApiKey.objects.issue(bob)
    client.force_login(bob)
    assert client.get(f"/jobs/{job.uid}/").status_code == 200
    leave(bob, alice)
    assert client.get(f"/jobs/{job.uid}/").status_code == 404
    assert client.get("/create/").status_code == 200
    assert ApiKey.objects.authenticate(key.secret) is None
    assert User.objects.get(pk=bob.pk).team.is_personal


def test_a_key_of_another_space_goes_on(alice: User, bob: User) -> None:
    key = ApiKey.objects.issue(bob, team=bob.personal_space)
    leave(bob, alice)
    assert ApiKey.objects.authenticate(key.secret) == key


def test_it_is_told_once_with_what_went_over(alice: User, bob: User) -> None:
    work(bob)
    leave(bob, alice, by=alice)
    (entry,) = Entry.objects.filter(team=alice.home, verb="member.removed")
    assert (entry.subject, entry.actor) == ("Bob Baker", alice)
    assert entry.detail == (
        "heir: Alice Archer; 4 pictures, 5 jobs (2 waiting, 0 of them cancelled, 1 running), 3 uploads, "
        "3 presets and lists; 1 keys and 0 links ended"
    )


def test_whoever_is_removed_hears_of_it(alice: User, bob: User) -> None:
    ApiKey.objects.issue(bob)
    leave(bob, alice, by=alice)
    notice = Notice.objects.get(user=bob)
    said = "Alice Archer removed you from Studio. 1 API key of yours has ended."
    assert (notice.kind, notice.sentence) == (Kind.REMOVED, said)


def test_an_heir_hears_what_is_theirs_now(alice: User, bob: User) -> None:
    finished(bob)
    leave(bob, alice)
    said = "Bob Baker left Studio. Their work there is yours now: 4 pictures, 1 job"
    assert [one.sentence for one in Notice.objects.all()] == [said]


def test_whoever_inherits_nothing_hears_nothing(alice: User, bob: User) -> None:
    leave(bob, alice)
    assert not Notice.objects.exists()


def test_who_goes_of_their_own_will_is_told_as_that(alice: User, bob: User) -> None:
    leave(bob, alice)
    assert Entry.objects.get().verb == "member.left"


def test_the_last_owner_stays_with_all_that_is_theirs(alice: User, bob: User) -> None:
    work(alice)
    with pytest.raises(LastOwner):
        leave(alice, bob)
    assert Job.objects.of(alice).count() == 5
    assert not Entry.objects.filter(verb="member.left").exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BILLING])
def test_an_heir_has_to_make_pictures(alice: User, bob: User, role: Role) -> None:
    dora = User.objects.add("dora@example.org", team=alice.home, role=role)
    with pytest.raises(NotAllowed):
        leave(bob, dora)
    assert part(bob).role == Role.MEMBER


def test_nobody_is_their_own_heir(bob: User) -> None:
    with pytest.raises(NotAllowed):
        leave(bob, bob)
    assert part(bob).role == Role.MEMBER


def test_an_heir_of_another_team_is_none(bob: User, charlie: User) -> None:
    with pytest.raises(NotAllowed):
        leave(bob, charlie)
    assert part(bob).role == Role.MEMBER


# Being shut out -------------------------------------------------------------------------------------------------------


def shut_out(user: User, by: User) -> None:
    assert leaving.shut_out(By(by), user, by.home)


def test_whoever_is_shut_out_is_at_the_door_at_the_next_request(client: Client, alice: User, bob: User) -> None:
    key = ApiKey.objects.issue(bob)
    client.force_login(bob)
    assert client.get("/create/").status_code == 200
    shut_out(bob, alice)
    assert client.get("/create/").status_code == 302
    assert ApiKey.objects.authenticate(key.secret) is None


def test_known_addresses_are_dead_and_the_teams_pictures_have_new_ones(client: Client, alice: User, bob: User) -> None:
    picture = finished(bob).pictures.order_by("index")[0]
    shut_out(bob, alice)
    assert client.get(picture.url).status_code == 404
    picture.refresh_from_db()
    assert client.get(picture.url).status_code == 200


def test_what_is_private_has_no_address_until_its_person_comes_back(client: Client, alice: User, bob: User) -> None:
    there = User.objects.get(pk=bob.pk)
    there.enter(there.personal_space)
    picture = finished(there).pictures.order_by("index")[0]
    old = picture.url
    shut_out(bob, alice)
    picture.refresh_from_db()
    assert client.get(picture.url).status_code == 404
    User.objects.reactivate(By(alice), bob, alice.home)
    assert client.get(picture.url).status_code == 200
    assert client.get(old).status_code == 404


def test_waiting_jobs_of_whoever_is_shut_out_are_returned(alice: User, bob: User) -> None:
    before = Window.objects.of(bob).left
    job = press(bob, "a cat")[0]
    shut_out(bob, alice)
    job.refresh_from_db()
    assert (job.state, Window.objects.of(bob).left) == (State.CANCELED, before)


def test_a_team_of_others_keeps_its_only_owner(alice: User, bob: User) -> None:
    press(alice, "a cat")
    with pytest.raises(LastOwner):
        leaving.shut_out(By(bob), alice, alice.home)
    assert Job.objects.get().state == State.QUEUED
