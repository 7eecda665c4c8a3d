"""What pictures take, by space and by person."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs.models import Shelf
from mjweb.accounts.models import Entry, User, Verb
from mjweb.gallery.models import Retention
from tests.mjweb.gallery.conftest import Make


def test_one_sees_ones_own_and_who_runs_the_team_all_of_it(
    client: Client, alice: User, bob: User, charlie: User, made: Make
) -> None:
    made(alice, "a cat", 3)
    made(bob, "a dog", 2)
    Shelf.objects.add_up()

    def seen(user: User) -> list[bool]:
        client.force_login(user)
        page = client.get("/usage/storage/").content.decode()
        return [word in page for word in ("3 pictures", "2 pictures", "Bob Baker</b>")]

    assert (seen(alice), seen(bob), seen(charlie)) == ([True, True, True], [False, True, False], [False, False, False])


def test_an_owner_says_when_what_nobody_keeps_goes(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.post("/usage/storage/keep/", {"days": "90"}, follow=True).content.decode()
    assert Retention.objects.get().days == 90
    assert "for 90 days goes into the bin" in page
    assert Entry.objects.filter(verb=Verb.TEAM_CHANGED, detail__contains="90 days").exists()


def test_never_is_no_rule(client: Client, alice: User) -> None:
    Retention.objects.create(team=alice.team, days=30)
    client.force_login(alice)
    client.post("/usage/storage/keep/", {"days": ""})
    assert not Retention.objects.exists()


def test_another_rule_begins_with_a_pass_of_its_own_a_day_later(client: Client, alice: User) -> None:
    before = timezone.now() - timedelta(days=2)
    Retention.objects.create(team=alice.team, days=30, reached=7, passed_at=before, binned={"1": 2})
    client.force_login(alice)
    client.post("/usage/storage/keep/", {"days": "365"})
    rule = Retention.objects.get()
    assert (rule.days, rule.reached, rule.binned) == (365, 0, {})
    assert not Retention.objects.due().exists()


def test_a_time_that_is_not_offered_changes_nothing(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.post("/usage/storage/keep/", {"days": "1"}, follow=True).content.decode()
    assert not Retention.objects.exists()
    assert "Nothing was changed." in page


def test_a_member_reads_the_rule_and_changes_nothing(client: Client, alice: User, bob: User) -> None:
    Retention.objects.create(team=alice.team, days=30)
    client.force_login(bob)
    page = client.get("/usage/storage/").content.decode()
    assert "for 30 days goes into the bin" in page
    assert 'action="/usage/storage/keep/"' not in page
    assert client.post("/usage/storage/keep/", {"days": "90"}).status_code == 403


def test_a_stranger_changes_the_rule_of_their_own_team_alone(client: Client, alice: User, charlie: User) -> None:
    Retention.objects.create(team=alice.team, days=30)
    client.force_login(charlie)
    client.post("/usage/storage/keep/", {"days": ""})
    assert Retention.objects.get().team == alice.team


def test_the_page_asks_no_more_with_a_rule(
    client: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    Retention.objects.create(team=alice.team, days=30)
    client.force_login(alice)
    client.get("/usage/storage/")  # the first of a session asks for more
    with django_assert_max_num_queries(12):
        client.get("/usage/storage/")
