"""Share links from the inside: who makes them, who sees and who ends them."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from jobs.models import Picture
from mjweb.accounts.models import Entry, Membership, Role, User, Verb
from mjweb.gallery.models import Link
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.linking import expire, linked

FIELDS = {"make": "1", "title": "Autumn", "days": "7"}


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def made_by(client: Client, pictures: list[Picture], **fields: str) -> Link:
    answer = client.post("/links/new/", {**FIELDS, "p": [str(one.pk) for one in pictures], **fields})
    assert answer.status_code == 302, answer.content.decode()
    return Link.objects.order_by("-pk")[0]


def test_a_selection_becomes_a_link_in_the_order_chosen(hers: Client, alice: User, made: Make) -> None:
    pictures = made(alice, "a cat")
    page = hers.get("/links/new/", {"p": [pictures[2].pk, pictures[0].pk, pictures[2].pk]}).content.decode()
    assert re.findall(r'name="p" value="(\d+)"', page) == [str(pictures[2].pk), str(pictures[0].pk)]
    link = made_by(hers, [pictures[2], pictures[0]], password="heron over water", shows_prompts="on")
    assert [one.picture for one in link.pictures.order_by("place")] == [pictures[2], pictures[0]]
    assert (link.title, link.shows_prompts, link.may_download) == ("Autumn", True, False)
    assert 6.9 < (link.expires_at - link.created_at).total_seconds() / 86400 < 7.1
    assert "heron" not in link.password
    assert Entry.objects.get(verb=Verb.LINK_MADE).subject == "Autumn"


def test_a_long_selection_may_come_by_post(hers: Client, alice: User, made: Make) -> None:
    pictures = made(alice, "a cat")
    answer = hers.post("/links/new/", {"p": [one.pk for one in pictures]})
    assert answer.status_code == 200
    assert answer.content.decode().count('name="p"') == 4
    assert not Link.objects.exists()


def test_pictures_of_others_are_no_selection(client: Client, alice: User, charlie: User, made: Make) -> None:
    pictures = made(alice, "a cat")
    own = made(charlie, "a dog", 1)
    client.force_login(charlie)
    assert client.get("/links/new/", {"p": pictures[0].pk}).status_code == 404
    link = made_by(client, [*pictures, *own])
    assert [one.picture for one in link.pictures.all()] == own


def test_without_pictures_it_says_how_to_choose_some(hers: Client) -> None:
    assert "No pictures are chosen" in hers.get("/links/new/").content.decode()
    assert hers.post("/links/new/", FIELDS).status_code == 422


def test_a_watermark_and_originals_exclude_each_other(hers: Client, alice: User, made: Make) -> None:
    fields = {**FIELDS, "p": made(alice, "a cat", 1)[0].pk, "has_watermark": "on", "may_download": "on"}
    assert hers.post("/links/new/", fields).status_code == 422
    assert not Link.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BILLING])
def test_who_only_looks_or_pays_makes_no_link(client: Client, alice: User, bob: User, made: Make, role: Role) -> None:
    pictures = made(alice, "a cat", 1)
    Membership.objects.filter(user=bob, team=alice.team).update(role=role)
    client.force_login(bob)
    assert client.post("/links/new/", {**FIELDS, "p": pictures[0].pk}).status_code == 403
    if role == Role.VIEWER:
        assert "do-share" not in client.get(f"/pictures/{pictures[0].pk}/").content.decode()


def test_the_page_of_a_picture_leads_to_a_link_of_it(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    page = hers.get(f"/pictures/{picture.pk}/").content.decode()
    assert re.search(rf'id="do-share" href="/links/new/\?p={picture.pk}"', page)


def test_the_list_has_ones_own_and_of_the_team_for_who_runs_it(
    client: Client, alice: User, bob: User, charlie: User, made: Make
) -> None:
    pictures = made(alice, "a cat", 1)
    linked(alice, pictures, title="Of Alice")
    linked(bob, pictures, title="Of Bob")

    def listed(user: User) -> list[str]:
        client.force_login(user)
        return re.findall(r"Of \w+(?=</b>)", client.get("/links/").content.decode())

    assert (listed(alice), listed(bob), listed(charlie)) == (["Of Bob", "Of Alice"], ["Of Bob"], [])


def test_the_list_costs_the_same_for_many(
    hers: Client, alice: User, made: Make, django_assert_max_num_queries: object
) -> None:
    pictures = made(alice, "a cat", 1)
    for number in range(12):
        linked(alice, pictures, title=f"Link {number}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]  # pytest-django does not type its fixture
        hers.get("/links/")


def test_the_address_and_openings_are_for_who_may_end_it(
    client: Client, alice: User, bob: User, charlie: User, made: Make
) -> None:
    link = linked(alice, made(alice, "a cat", 1))
    Client().get(link.path, REMOTE_ADDR="198.51.100.77")

    def seen(user: User) -> tuple[int, bool, bool]:
        client.force_login(user)
        answer = client.get(f"/links/{link.pk}/")
        return answer.status_code, link.token in answer.content.decode(), b"198.51.100.0/24" in answer.content

    assert seen(alice) == (200, True, True)
    assert seen(bob) == (200, False, False)
    assert seen(charlie) == (404, False, False)


def test_bob_and_charlie_end_no_link_of_alice(
    client: Client, alice: User, bob: User, charlie: User, made: Make
) -> None:
    link = linked(alice, made(alice, "a cat", 1))
    for user in (bob, charlie):
        client.force_login(user)
        assert client.post(f"/links/{link.pk}/revoke/").status_code == 404
        assert client.post(f"/links/{link.pk}/extend/", {"days": "30"}).status_code == 404
    assert link.is_open


def test_a_link_is_revoked_for_good(hers: Client, alice: User, made: Make) -> None:
    link = linked(alice, made(alice, "a cat", 1))
    hers.post(f"/links/{link.pk}/revoke/")
    hers.post(f"/links/{link.pk}/extend/", {"days": "30"})
    assert not link.is_open
    assert Entry.objects.filter(verb=Verb.LINK_REVOKED).count() == 1
    assert link.token not in hers.get(f"/links/{link.pk}/").content.decode()


def test_an_expired_link_works_again_once_it_is_extended(hers: Client, alice: User, made: Make) -> None:
    link = linked(alice, made(alice, "a cat", 1))
    expire(link)
    assert not Link.objects.open().exists()
    hers.post(f"/links/{link.pk}/extend/", {"days": "90"})
    assert Link.objects.open().get() == link
    assert Entry.objects.get(verb=Verb.LINK_EXTENDED).subject == "Autumn"
