"""The page of one picture: for those who may see it, with what can be done with it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jobs.actions import Action
from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery import choosing, wall
from mjweb.gallery.models import Collection
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


def test_its_place_in_the_list_stands_beside_its_place_in_the_job(hers: Client, alice: User, made: Make) -> None:
    made(alice, "a cat")
    picture = made(alice, "a dog")[1]
    assert "2 of 4" in page_of(hers, picture.pk)
    assert "2 of 8 in Gallery" in page_of(hers, picture.pk)
    assert "2 of 4 found" in page_of(hers, picture.pk, q="dog")


def test_what_another_made_has_the_neighbours_of_the_team(client: Client, alice: User, bob: User, made: Make) -> None:
    (older,), (newer,) = made(alice, "a cat", 1), made(bob, "a dog", 1)
    client.force_login(bob)
    assert f'rel="prev" href="/pictures/{newer.pk}/?scope=team"' in page_of(client, older.pk)


def test_closing_leads_to_its_place_on_the_wall(
    hers: Client, alice: User, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = made(alice, "a cat")[3]
    assert f'id="close" href="/gallery/#pic-{picture.pk}"' in page_of(hers, picture.pk)
    monkeypatch.setattr(wall, "PAGE", 2)
    assert f'id="close" href="/gallery/?after={picture.pk + 1}#pic-{picture.pk}"' in page_of(hers, picture.pk)


@pytest.fixture
def ordered(alice: User, made: Make) -> Collection:
    """Three pictures in an order made by hand: the oldest one first."""
    collection = Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    numbers = sorted(picture.pk for picture in made(alice, "a cat", 3))
    choosing.collect(alice, numbers, collection)
    for place, number in enumerate(numbers):
        choosing.move(alice, number, collection, place)
    return collection


def test_in_a_collection_its_neighbours_are_those_in_the_order_made_by_hand(hers: Client, ordered: Collection) -> None:
    first, second, third = ordered.items.order_by("place").values_list("picture", flat=True)
    page = page_of(hers, second, scope=f"c{ordered.pk}")
    assert f'rel="prev" href="/pictures/{first}/?scope=c{ordered.pk}"' in page
    assert f'rel="next" href="/pictures/{third}/?scope=c{ordered.pk}"' in page
    assert "2 of 3 in Harbour" in page


def test_closing_leads_to_its_place_in_the_collection(
    hers: Client, ordered: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = ordered.items.order_by("place")[2]
    monkeypatch.setattr(wall, "PAGE", 2)
    close = f"/collections/{ordered.pk}/?after={item.place - 1}"
    assert f'id="close" href="{close}#pic-{item.picture_id}"' in page_of(hers, item.picture_id, scope=f"c{ordered.pk}")
    assert f'id="pic-{item.picture_id}"' in hers.get(close).content.decode()


def test_a_collection_that_another_keeps_to_themselves_is_no_list(
    client: Client, bob: User, ordered: Collection
) -> None:
    Collection.objects.update(is_private=True)
    client.force_login(bob)
    page = page_of(client, ordered.items.all()[0].picture_id, scope=f"c{ordered.pk}")
    assert "Harbour" not in page
    assert f"scope=c{ordered.pk}" not in page


def test_in_explore_its_neighbours_are_those_of_explore(client: Client, alice: User, bob: User, made: Make) -> None:
    (liked,), _between, (also,) = made(alice, "a cat", 1), made(alice, "a dog", 1), made(alice, "a fox", 1)
    choosing.mark(alice, [liked.pk, also.pk], favourite=True)
    client.force_login(bob)
    page = page_of(client, liked.pk, scope="liked")
    assert f'rel="prev" href="/pictures/{also.pk}/?scope=liked"' in page
    assert 'id="close" href="/explore/?scope=liked#pic-' in page


def test_its_neighbours_stand_in_the_film_strip_of_a_search(hers: Client, alice: User, made: Make) -> None:
    (old,), (new,) = made(alice, "a cat", 1), made(alice, "two cats", 1)
    page = page_of(hers, new.pk, q="cat")
    assert "Also found" in page
    assert old.url_320 in page


def test_its_seed_can_be_copied(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    Job.objects.filter(pk=picture.job_id).update(seed=None)
    assert "Copy the seed" not in page_of(hers, picture.pk)
    Job.objects.filter(pk=picture.job_id).update(seed=2840119376)
    assert 'data-copy-text="2840119376"' in page_of(hers, picture.pk)


def test_what_opens_over_another_page_is_the_same_without_a_frame(hers: Client, alice: User, made: Make) -> None:
    picture = made(alice, "a cat")[0]
    part = hers.get(reverse("gallery:light", args=[picture.pk]), {"q": "cat"}).content.decode()
    assert "<html" not in part
    assert f'data-light="/pictures/{picture.pk}/?q=cat"' in part
    assert f'name="next" value="/pictures/{picture.pk}/?q=cat"' in part


def test_its_names_are_others_than_those_of_the_page_behind(hers: Client, alice: User, made: Make) -> None:
    picture = made(alice, "a cat", 1)[0]
    behind = hers.get(f"/jobs/{picture.job.uid}/").content.decode()
    part = hers.get(reverse("gallery:light", args=[picture.pk])).content.decode()
    names = [set(re.findall(r' id="([^"]+)"', page)) for page in (behind, part.partition('id="toasts"')[0])]
    assert names[0] & names[1] == set()


def test_what_is_asked_for_over_another_page_comes_back_without_a_frame(hers: Client, alice: User, made: Make) -> None:
    picture = made(alice, "a cat", 1)[0]
    address = reverse("gallery:light", args=[picture.pk])
    asked = {"step": "nonsense.1", "next": f"{address}?q=cat"}
    assert f'name="next" value="{address}?q=cat"' in hers.get(address, {"q": "cat"}).content.decode()
    Job.objects.update(action=Action.IMAGINE)
    answer = hers.post(f"/jobs/{picture.job.uid}/act/", {**asked, "step": "upscale.4"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{address}?q=cat"
    assert 'class="toast"' in answer.content.decode()


@pytest.mark.parametrize("name", ["picture", "light"])
def test_a_tagged_variation_in_a_search_takes_few_questions(
    name: str, hers: Client, alice: User, made: Make, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = made(alice, "a cat")[0], made(alice, "a cat", 1)[0]
    Job.objects.filter(pk=second.job_id).update(parent=first.job_id, action=Action.UPSCALE, index=1)
    choosing.tag(alice, [second.pk], "night")
    address = reverse(f"gallery:{name}", args=[second.pk])
    hers.get(address)
    with django_assert_max_num_queries(12):
        page = hers.get(address, {"q": "cat"}).content.decode()
    assert "Where it came from" in page


def test_in_a_collection_it_takes_few_questions(
    hers: Client, ordered: Collection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = reverse("gallery:light", args=[ordered.items.all()[0].picture_id])
    hers.get(address)
    with django_assert_max_num_queries(12):
        hers.get(address, {"scope": f"c{ordered.pk}"})


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


def test_charlie_may_not_see_it_over_another_page_either(
    client: Client, alice: User, charlie: User, made: Make
) -> None:
    (picture,) = made(alice, "a cat", 1)
    client.force_login(charlie)
    assert client.get(reverse("gallery:light", args=[picture.pk])).status_code == 404


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
    assert not re.search(r'name="step"|do-remix|do-reference|do-describe|do-blend|do-collect', page)


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
