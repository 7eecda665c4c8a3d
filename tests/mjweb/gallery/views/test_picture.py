"""The page of one picture: for those who may see it, with what can be done with it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery import choosing
from tests.mjweb.gallery.conftest import Make


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def page_of(client: Client, pk: int, **query: str) -> str:
    answer = client.get(reverse("gallery:picture", args=[pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_the_original(hers: Client, alice: User, made: Make) -> None:
    (picture, *_rest) = made(alice, "a cat")
    assert f'<img src="{picture.url}"' in page_of(hers, picture.pk)


def test_it_offers_the_actions_of_its_own_tile(hers: Client, alice: User, made: Make) -> None:
    picture = made(alice, "a cat")[1]
    assert re.findall(r'name="step" value="([^"]+)"', page_of(hers, picture.pk)) == ["vary.2", "reroll.0", "upscale.2"]


def test_its_neighbours_are_those_of_the_list_it_was_opened_from(hers: Client, alice: User, made: Make) -> None:
    (old,), (_between,), (new,) = made(alice, "a cat", 1), made(alice, "a dog", 1), made(alice, "two cats", 1)
    page = page_of(hers, new.pk, q="cat")
    assert f'rel="next" href="/pictures/{old.pk}/?q=cat"' in page
    assert 'rel="prev"' not in page


def test_its_siblings_are_in_the_film_strip(hers: Client, alice: User, made: Make) -> None:
    pictures = made(alice, "a cat")
    page = page_of(hers, pictures[0].pk)
    assert all(f"/pictures/{picture.pk}/" in page for picture in pictures)


def test_bob_may_see_what_his_team_made(client: Client, alice: User, bob: User, made: Make) -> None:
    client.force_login(bob)
    assert page_of(client, made(alice, "a cat", 1)[0].pk)


def test_charlie_may_not(client: Client, alice: User, charlie: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    client.force_login(charlie)
    assert client.get(reverse("gallery:picture", args=[picture.pk])).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    assert client.get(reverse("gallery:picture", args=[picture.pk])).status_code == 302


def test_a_picture_that_is_not_there_is_a_404(hers: Client) -> None:
    assert hers.get(reverse("gallery:picture", args=[10**12])).status_code == 404


def test_markup_in_a_prompt_stays_text(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, '"><script>alert(1)</script> a cat', 1)
    assert "<script>alert" not in page_of(hers, picture.pk)


def test_a_viewer_may_download_and_copy_and_makes_nothing(client: Client, alice: User, bob: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    Membership.objects.filter(user=bob, team=bob.home).update(role=Role.VIEWER)
    client.force_login(bob)
    page = page_of(client, picture.pk)
    assert 'id="do-save"' in page
    assert 'id="copy"' in page
    assert not re.search(r'name="step"|do-remix|do-reference|do-describe|do-blend', page)


def test_what_came_late_says_that_it_cost_nothing(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    Job.objects.filter(pk=picture.job_id).update(state=State.LOST, late=True)
    page = page_of(hers, picture.pk)
    assert "none: it came late, 1 credit returned" in page
    assert 'name="step"' in page


def test_what_was_said_of_it_stands_there(client: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    choosing.mark(alice, [picture.pk], favourite=True, grade=4)
    choosing.tag(alice, [picture.pk], "Night sky")
    client.force_login(alice)
    page = client.get(reverse("gallery:picture", args=[picture.pk])).content.decode()
    assert 'value="unfavourite" aria-pressed="true"' in page
    assert 'value="grade:4" aria-pressed="true"' in page
    assert ">Night sky</a>" in page


def test_a_picture_that_was_deleted_leads_to_its_neighbour(client: Client, alice: User, made: Make) -> None:
    older, newer = made(alice, "a cat", 1)[0], made(alice, "a dog", 1)[0]
    client.force_login(alice)
    page = client.get(reverse("gallery:picture", args=[newer.pk])).content.decode()
    assert f'name="next" value="/pictures/{older.pk}/"' in page


def test_nobody_deletes_what_is_anothers(client: Client, alice: User, bob: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    client.force_login(bob)
    assert 'id="do-delete"' not in client.get(reverse("gallery:picture", args=[picture.pk])).content.decode()
