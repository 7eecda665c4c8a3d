"""Describe: a picture becomes four prompts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from jobs.models import Job
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.views.brought_files import blend, broken, description, file, upload
from tests.jobs.views.conftest import finished

Browse = Callable[[User], Client]
PAGE = "/create/describe/"
PROMPTS = [("1", "a red square --ar 3:2"), ("3", "a wall, red"), ("9", ""), ("", "")]


def chosen(page: str) -> list[str]:
    return re.findall(r'name="given" value="(\w+)"[^>]* checked', page)


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"


def test_create_leads_to_it(browse: Browse, alice: User) -> None:
    assert f'href="{PAGE}"' in browse(alice).get("/create/").content.decode()


def test_the_page_says_what_it_costs(browse: Browse, alice: User) -> None:
    page = browse(alice).get(PAGE).content.decode()
    assert re.findall(r"<b>([^<]+)</b><span>([^<]+)</span>", page) == [("1 credit", "100 left, then 99")]


def test_a_file_becomes_a_job_in_line(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(PAGE, {"files": file("red"), "key": "k"}, follow=True)
    job = Job.objects.get()
    assert (job.action, job.quote, len(job.uploads())) == ("describe", 1_000, 1)
    assert answer.redirect_chain == [("/create/", 302)]
    assert "Description of a picture" in answer.content.decode()


def test_a_picture_of_the_team_can_be_described(browse: Browse, alice: User, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    picture = finished(alice).shown_pictures()[1]
    client = browse(bob)
    assert chosen(client.get(PAGE, {"picture": picture.pk}).content.decode()) == [f"p{picture.pk}"]
    client.post(PAGE, {"given": f"p{picture.pk}", "key": "k"})
    assert [given.source for given in Job.objects.get(user=bob).brought()] == [picture]


def test_a_file_wins_over_what_was_chosen_before(browse: Browse, alice: User) -> None:
    old = upload(alice, "blue")
    browse(alice).post(PAGE, {"given": f"u{old.pk}", "files": file("red"), "key": "k"})
    assert Job.objects.get().uploads() != [old]


def test_of_two_files_only_one_fits(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(PAGE, {"files": [file("red"), file("blue", "b.png")], "key": "k"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "Only 1 picture fits. Left out: b.png." in answer.content.decode()


def test_no_picture_is_told_and_costs_nothing(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(PAGE, {"key": "k"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "Choose a picture." in answer.content.decode()


def test_a_file_that_is_no_picture_is_named(browse: Browse, alice: User) -> None:
    bad = broken()
    page = browse(alice).post(PAGE, {"files": bad, "key": "k"}).content.decode()
    assert "cat.png: the file is not a whole PNG, JPEG or WebP picture." in page
    assert "Choose a picture." not in page.partition('id="files-errors"')[2].partition("</div>")[0]


def test_what_is_left_does_not_suffice_and_the_picture_stays(browse: Browse, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 0)
    answer = browse(alice).post(PAGE, {"files": file("red"), "key": "k"})
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "Nothing was charged." in answer.content.decode()
    assert len(chosen(answer.content.decode())) == 1


def test_a_double_press_makes_one_job(browse: Browse, alice: User) -> None:
    client = browse(alice)
    for _press in range(2):
        client.post(PAGE, {"files": file("red"), "key": "k"})
    assert Job.objects.count() == 1


def test_a_browser_without_script_looks_at_it_first(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(PAGE, {"files": file("red"), "add": "1", "key": "k"})
    assert (answer.status_code, Job.objects.count()) == (200, 0)
    assert len(chosen(answer.content.decode())) == 1


def test_a_stranger_finds_no_picture(browse: Browse, alice: User, charlie: User) -> None:
    picture, mine = finished(alice).shown_pictures()[0], upload(alice)
    client = browse(charlie)
    assert client.get(PAGE, {"picture": picture.pk}).status_code == 404
    for value in (f"p{picture.pk}", f"u{mine.pk}"):
        assert client.post(PAGE, {"given": value, "key": "k"}).status_code == 404


def test_an_earlier_description_fills_the_form(browse: Browse, alice: User, bob: User) -> None:
    job = description(alice)
    page = browse(alice).get(PAGE, {"again": str(job.uid)}).content.decode()
    assert chosen(page) == [f"u{job.uploads()[0].pk}"]
    assert browse(bob).get(PAGE, {"again": str(job.uid)}).status_code == 404
    assert browse(alice).get(PAGE, {"again": str(blend(alice).uid)}).status_code == 404


# What it says --------------------------------------------------------------------------------------------------------


def test_the_feed_offers_each_of_the_four_prompts(browse: Browse, alice: User) -> None:
    job = description(alice)
    page = browse(alice).get("/create/").content.decode()
    assert re.findall(r'data-start="([^"]+)"', page) == ["a red square --ar 3:2", "red", "a wall, red", "flat red"]
    assert page.count("data-copy-text=") == 4
    assert f'href="/create/?prompt={job.uid}&amp;n=3"' in page


@pytest.mark.parametrize(
    ("number", "prompt"), [("1", "a red square --ar 3:2"), ("3", "a wall, red"), ("9", ""), ("", "")]
)
def test_a_prompt_is_put_into_the_bar(browse: Browse, alice: User, number: str, prompt: str) -> None:
    job = description(alice)
    query = {"prompt": str(job.uid), **({"n": number} if number else {})}
    page = browse(alice).get("/create/", query).content.decode()
    assert f"\n{prompt}</textarea>" in page


def test_a_number_that_is_none_is_not_found(browse: Browse, alice: User) -> None:
    assert browse(alice).get("/create/", {"prompt": str(description(alice).uid), "n": "two"}).status_code == 404


def test_a_colleague_may_use_what_it_says(browse: Browse, alice: User, bob: User) -> None:
    page = browse(bob).get("/create/", {"prompt": str(description(alice).uid), "n": "2"}).content.decode()
    assert "\nred</textarea>" in page


def test_the_page_of_the_job_shows_the_prompts_and_no_pictures(browse: Browse, alice: User) -> None:
    job = description(alice)
    page = browse(alice).get(f"/jobs/{job.uid}/").content.decode()
    assert page.count("Use prompt</a>") == 4
    assert job.uploads()[0].url_320 in page
    assert 'class="strip"' not in page
    assert "Aspect ratio" not in page


def test_markup_in_what_it_says_stays_text(browse: Browse, alice: User) -> None:
    description(alice, '1. <script>alert(1)</script> "red" --ar 3:2')
    assert "<script>alert" not in browse(alice).get("/create/").content.decode()


def test_an_engine_that_said_nothing_is_told(browse: Browse, alice: User) -> None:
    description(alice, "")
    assert "The image service sent no words." in browse(alice).get("/create/").content.decode()
