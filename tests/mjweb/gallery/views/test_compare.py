"""Pictures beside one another, for those who may see them."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jobs.models import Job, Picture
from mjweb.accounts.models import User
from tests.mjweb.gallery.relatives import grow


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def asked(user: User, *prompts: str) -> list[Picture]:
    jobs = grow(user, [None] * len(prompts))
    for job, text in zip(jobs, prompts, strict=True):
        Job.objects.filter(pk=job.pk).update(prompt=text, text=text.partition(" --")[0])
    return [job.pictures.get() for job in jobs]


def address(*pictures: Picture) -> str:
    return "/compare/?" + "&".join(f"p={picture.pk}" for picture in pictures)


def page_of(client: Client, *pictures: Picture) -> str:
    answer = client.get(address(*pictures))
    assert answer.status_code == 200
    return answer.content.decode()


def sources(page: str) -> list[str]:
    return re.findall(r'<img src="([^"]+)-640', page)


def test_they_stand_in_the_order_in_which_they_are_named(hers: Client, alice: User) -> None:
    one, two, three = asked(alice, "a cat", "a dog", "a bird")
    page = page_of(hers, three, one, two)
    assert sources(page) == [each.url_640.rpartition("-640")[0] for each in (three, one, two)]
    assert "<table" not in page


def test_two_things_that_vary_make_a_table(hers: Client, alice: User) -> None:
    page = page_of(hers, *asked(alice, "red kite --s 50", "red kite --s 400", "blue kite --s 50", "blue kite --s 400"))
    assert re.findall(r'<th scope="(\w+)" dir="auto">([^<]+)<', page) == [
        ("col", "red"),
        ("col", "blue"),
        ("row", "50"),
        ("row", "400"),
    ]


def test_words_that_differ_from_the_first_are_marked(hers: Client, alice: User) -> None:
    page = page_of(hers, *asked(alice, "a red kite", "a blue kite"))
    assert re.findall(r"<(del|ins)>.*?</span>([^<]+)<", page) == [("del", "red"), ("ins", "blue")]


def test_six_are_the_most(hers: Client, alice: User) -> None:
    assert len(sources(page_of(hers, *asked(alice, *["a cat"] * 8)))) == 6


def test_what_is_not_there_to_be_seen_is_left_out(hers: Client, alice: User, charlie: User) -> None:
    one, two = asked(alice, "a cat", "a dog")
    (his,) = asked(charlie, "a bird")
    assert len(sources(page_of(hers, one, his, two))) == 2
    assert hers.get(f"{address(one, his)}&p=x&p={10**17}").status_code == 404


def test_one_twice_is_one(hers: Client, alice: User) -> None:
    (one,) = asked(alice, "a cat")
    assert hers.get(address(one, one)).status_code == 404


def test_charlie_sees_none_of_them(client: Client, alice: User, charlie: User) -> None:
    client.force_login(charlie)
    assert client.get(address(*asked(alice, "a cat", "a dog"))).status_code == 404


def test_the_page_of_a_picture_leads_there_with_its_siblings(hers: Client, alice: User) -> None:
    (job,) = grow(alice, [None], tiles=4)
    numbers = list(job.pictures.order_by("index").values_list("pk", flat=True))
    page = hers.get(f"/pictures/{numbers[2]}/").content.decode()
    assert 'href="/compare/?' + "&amp;".join(f"p={number}" for number in numbers) + '"' in page


def test_it_asks_no_more_than_twelve_questions(
    hers: Client, alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    there = address(*asked(alice, *[f"a cat --s {number}" for number in range(6)]))
    hers.get(there)  # the first page of a person makes their windows
    with django_assert_max_num_queries(12):
        assert hers.get(there).status_code == 200
