"""The wall: newest first, by day, page by page, found by words, and only what one may see."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery import choosing, wall
from mjweb.gallery.models import Collection, Recent
from tests.mjweb.gallery.conftest import Make

MOST_QUESTIONS = 12


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def shown(client: Client, **query: str) -> list[int]:
    """The pictures of the wall in their order."""
    page = client.get(reverse("gallery:index"), query).content.decode()
    return [int(pk) for pk in re.findall(r'href="/pictures/(\d+)/', page)]


def test_the_newest_stand_first(hers: Client, alice: User, made: Make) -> None:
    first, second = made(alice, "a cat", 2), made(alice, "a dog", 2)
    assert shown(hers) == [picture.pk for picture in second + first]


def test_an_empty_gallery_says_where_pictures_come_from(hers: Client) -> None:
    assert "Nothing here yet" in hers.get(reverse("gallery:index")).content.decode()


def test_days_are_sections(hers: Client, alice: User, made: Make) -> None:
    (old,) = made(alice, "a cat", 1)
    Picture.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
    made(alice, "a dog", 1)
    page = hers.get(reverse("gallery:index")).content.decode()
    assert re.findall(r"<h2[^>]*>(\w+)</h2>", page) == ["Today", "Yesterday"]


def test_a_day_says_how_many_pictures_it_has(hers: Client, alice: User, made: Make) -> None:
    made(alice, "a cat", 3)
    today = timezone.localdate()
    assert f"{today:%A} {today.day} {today:%B} · 3 pictures" in hers.get(reverse("gallery:index")).content.decode()


def test_a_day_that_goes_on_says_nothing_of_its_size(
    hers: Client, alice: User, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "PAGE", 2)
    made(alice, "a cat", 3)
    assert not re.search(r"· \d", hers.get(reverse("gallery:index")).content.decode())


def test_an_earlier_year_is_named(hers: Client, alice: User, made: Make) -> None:
    (old,) = made(alice, "a cat", 1)
    then = timezone.now() - timedelta(days=400)
    Picture.objects.filter(pk=old.pk).update(created_at=then)
    assert f"{timezone.localdate(then):%B %Y} · 1 picture" in hers.get(reverse("gallery:index")).content.decode()


def test_pages_follow_one_another_without_a_gap_or_a_repeat(
    hers: Client, alice: User, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "PAGE", 3)
    everything = [picture.pk for _ in range(2) for picture in made(alice, "a cat")]
    seen: list[int] = []
    address = reverse("gallery:index")
    while address:
        page = hers.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'href="/pictures/(\d+)/', page)]
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert seen == sorted(everything, reverse=True)


def test_a_day_that_goes_on_has_no_second_heading(
    hers: Client, alice: User, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "PAGE", 2)
    made(alice, "a cat")
    page = hers.get(reverse("gallery:index")).content.decode()
    following = re.search(r'hx-get="([^"]+)"', page)
    assert following
    assert "<h2" not in hers.get(following[1].replace("&amp;", "&")).content.decode()


def test_pictures_of_the_team_are_on_the_team_s_wall(client: Client, alice: User, bob: User, made: Make) -> None:
    pictures = made(alice, "a cat", 1)
    client.force_login(bob)
    assert (shown(client), shown(client, scope="team")) == ([], [pictures[0].pk])


@pytest.mark.parametrize("scope", ["mine", "team"])
def test_charlie_sees_nothing_of_alice(client: Client, alice: User, charlie: User, made: Make, scope: str) -> None:
    made(alice, "a cat", 1)
    client.force_login(charlie)
    assert shown(client, scope=scope) == []


@pytest.mark.parametrize("name", ["gallery:index", "gallery:sections"])
def test_a_visitor_is_asked_to_sign_in(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_file_of_a_whole_grid_is_not_on_the_wall(hers: Client, alice: User, made: Make) -> None:
    pictures = made(alice, "a cat", 2)
    Picture.objects.filter(pk=pictures[0].pk).update(part="grid", index=0)
    assert shown(hers) == [pictures[1].pk]


def test_a_page_costs_the_same_however_many_pictures_it_has(
    hers: Client, alice: User, made: Make, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        made(alice, f"cat {number}")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        hers.get(reverse("gallery:index"))


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": "-1"}, {"size": "xxl"}, {"scope": "all"}, {"page": "\0"}])
def test_a_strange_address_does_no_harm(hers: Client, query: dict[str, str]) -> None:
    assert hers.get(reverse("gallery:index"), query).status_code == 200


def test_what_came_late_bears_a_mark(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    made(alice, "a dog", 1)
    Job.objects.filter(pk=picture.job_id).update(late=True)
    page = hers.get(reverse("gallery:index")).content.decode()
    assert (page.count("came late"), page.count('class="late"')) == (1, 1)
    assert re.search(r'aria-label="a cat[^"]*, came late"', page)


# Search as the page has it --------------------------------------------------------------------------------------------


def test_tokens_of_the_form_become_one_address(hers: Client) -> None:
    answer = hers.get(reverse("gallery:index"), {"t": ["is:fav", "ar:3:2"], "q": "fog", "scope": "team"})
    assert answer.headers["Location"] == "/gallery/?q=is%3Afav+ar%3A3%3A2+fog&scope=team"


def test_a_token_that_says_nothing_is_told(hers: Client) -> None:
    assert "Nobody here is called “zoe”." in hers.get(reverse("gallery:index"), {"q": "by:zoe"}).content.decode()


def test_where_no_word_is_found_its_beginning_is_offered(hers: Client, alice: User, made: Make) -> None:
    made(alice, "a lighthouse", 1)
    assert "?q=ligh%2A" in hers.get(reverse("gallery:index"), {"q": "ligh"}).content.decode()


def test_a_search_is_remembered_once(hers: Client, alice: User) -> None:
    for words in ("fog", "dusk", "fog"):
        hers.post(reverse("gallery:searched"), {"q": words})
    assert list(Recent.objects.of(alice).values_list("query", flat=True)) == ["fog", "dusk"]


def test_a_page_leads_back_to_what_is_newer(
    hers: Client, alice: User, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "PAGE", 2)
    pictures = sorted((picture.pk for _ in range(3) for picture in made(alice, "a cat", 2)), reverse=True)
    page = hers.get(reverse("gallery:index"), {"after": str(pictures[3])}).content.decode()
    (before,) = re.findall(r'href="\?before=(\d+)" rel="prev"', page)
    assert shown(hers, before=before) == pictures[2:4]
    above = hers.get(reverse("gallery:index"), {"before": before}).content.decode()
    (after,) = re.findall(r'href="[^"]*\?after=(\d+)[^"]*" rel="next"', above)
    assert shown(hers, after=after) == pictures[4:6]


def test_what_is_said_of_a_picture_stands_on_its_tile(hers: Client, alice: User, made: Make) -> None:
    (picture,) = made(alice, "a cat", 1)
    choosing.mark(alice, [picture.pk], favourite=True, grade=3)
    assert "favourite, grade 3" in hers.get(reverse("gallery:index")).content.decode()


def test_a_page_with_everything_asks_twelve_questions_at_most(
    hers: Client, alice: User, made: Make, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    (picture,) = made(alice, "a cat --ar 3:2", 1)
    choosing.mark(alice, [picture.pk], favourite=True)
    hers.post(reverse("gallery:searched"), {"q": "fog"})
    hers.get(reverse("gallery:index"))
    for query in ("", "cat ar:3:2", "is:fav by:me", "cat since:1w"):
        with django_assert_max_num_queries(MOST_QUESTIONS):
            assert shown(hers, q=query, scope="team") == [picture.pk]


def test_the_choices_for_one_picture_belong_to_its_own_form(hers: Client, alice: User) -> None:
    Collection.objects.create(team=alice.team, user=alice, name="Harbour")
    assert 'form="into-form">Harbour' in hers.get("/gallery/choices/?one").content.decode()
