"""The page of a picture's family: for those who may see it, with what changed on the way."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jobs.models import Input, Job, Picture, Role
from mjweb.accounts.models import User
from tests.mjweb.gallery.relatives import grow


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def address_of(job: Job) -> str:
    return reverse("gallery:family", args=[job.pictures.earliest("pk").pk])


def page_of(client: Client, job: Job, query: str = "") -> str:
    answer = client.get(address_of(job) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def read(page: str) -> str:
    """What a page says, without markup."""
    return " ".join(re.sub(r"<[^>]+>", "", page[page.index("<main") :]).split())


def test_it_tells_how_large_it_is_and_what_it_cost(hers: Client, alice: User) -> None:
    jobs = grow(alice, [None, *[0] * 10], tiles=2, quote=150_500)
    assert "11 jobs · 22 pictures · 1,655.5 credits" in read(page_of(hers, jobs[7]))


def test_a_step_says_what_was_done_and_what_changed(hers: Client, alice: User) -> None:
    jobs = grow(alice, (None, 0, None))
    Job.objects.filter(pk=jobs[2].pk).update(remix_of=jobs[0], prompt="a dog --s 400", text="a dog", parent=None)
    page = page_of(hers, jobs[2])
    assert "Vary picture 2" in page
    assert "Remix This picture" in read(page)
    assert "a went: cat came: dog Stylize was 100 → is 400" in read(page)


def test_what_goes_on_is_behind_a_link(hers: Client, alice: User) -> None:
    jobs = grow(alice, [None, *[0] * 300])
    page = page_of(hers, jobs[0])
    (address,) = re.findall(r'href="([^"]+)">276 more from here<', page)
    onward = hers.get(address.replace("&amp;", "&")).content.decode()
    assert f'id="kin-{jobs[25].pk}"' in onward
    assert f'id="kin-{jobs[24].pk}"' not in onward
    assert "252 more from here" in onward


def test_the_middle_of_a_long_line_is_behind_a_link(hers: Client, alice: User) -> None:
    jobs = grow(alice, [None, *range(40)])
    page = page_of(hers, jobs[40])
    (address,) = re.findall(r'href="([^"]+)">32 jobs between<', page)
    assert f'id="kin-{jobs[33].pk}"' in hers.get(address).content.decode()


def test_a_large_family_is_never_on_one_page_as_a_whole(hers: Client, alice: User) -> None:
    jobs = grow(alice, [None, *[place // 2 for place in range(600)]])
    assert page_of(hers, jobs[500]).count('class="kin-card"') <= 48


def test_a_picture_that_was_given_is_another_kind_of_parent(hers: Client, alice: User, charlie: User) -> None:
    used, hidden, made = grow(alice, (None, None, None))
    for number, job in enumerate((used, hidden), 1):
        Input.objects.create(job=made, picture=job.pictures.get(), role=Role.STYLE, number=number)
    Picture.objects.filter(job=hidden).update(user=charlie, team=charlie.team)
    page = page_of(hers, made)
    assert f'href="{address_of(used)}"' in page
    assert "From: Style, which you may not see" in page
    assert f'href="/jobs/{made.uid}/"' in page_of(hers, used)
    assert "Led to: Used as Style" in read(page_of(hers, used))


def test_what_may_not_be_seen_is_said_in_words(hers: Client, alice: User, charlie: User) -> None:
    jobs = grow(alice, (None, 0, 1, 2))
    Job.objects.filter(pk__in=[jobs[1].pk, jobs[3].pk]).update(user=charlie, team=charlie.team)
    page = page_of(hers, jobs[2])
    assert "A job that you may not see" in page
    assert "What else came of it you may not see" in page
    assert str(jobs[1].uid) not in page


def test_charlie_sees_none_of_it(client: Client, alice: User, charlie: User) -> None:
    jobs = grow(alice, (None, 0))
    client.force_login(charlie)
    assert client.get(address_of(jobs[1])).status_code == 404


def test_a_job_of_another_family_is_a_404(hers: Client, alice: User, charlie: User) -> None:
    (mine, other) = grow(alice, (None, None))
    assert hers.get(f"{address_of(mine)}?at={other.pk}").status_code == 404
    assert hers.get(f"{address_of(mine)}?at={10**16}").status_code == 404


@pytest.mark.parametrize("count", [3, 200])
def test_it_asks_no_more_than_twelve_questions(
    hers: Client, alice: User, count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    jobs = grow(alice, [None, *[place // 2 for place in range(count)]])
    for place, job in enumerate(jobs[:3]):
        Input.objects.create(job=job, picture=jobs[place].pictures.get(), number=1)
    address = address_of(jobs[-1])
    hers.get(address)  # the first page of a person makes their windows
    with django_assert_max_num_queries(12):
        assert hers.get(address).status_code == 200
