"""Jobs without words: how they are shown wherever jobs are."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jobs import submit, wishes
from jobs.actions import Action, Step
from jobs.models import Job
from jobs.states import State
from jobs.views import cards
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.brought_files import asked, blend, description, upload
from tests.jobs.views.conftest import bring, cursor_of, fail

Browse = Callable[[User], Client]


def card_of(job: Job, user: User) -> cards.Card:
    return cards.cards(cards.with_everything(Job.objects.filter(pk=job.pk)), user, line=0)[0]


def done(user: User) -> Job:
    return bring(blend(user, 3), State.DONE)


def upscaled(user: User) -> Job:
    return bring(submit.act(user, done(user), Step(Action.UPSCALE, 2), "k").jobs.get(), State.DONE)


def test_a_blend_shows_what_it_was_made_of(browse: Browse, alice: User) -> None:
    job = done(alice)
    page = browse(alice).get("/create/").content.decode()
    shown = re.search(r'<ul class="brought".*?</ul>', page, re.DOTALL)
    assert shown is not None
    assert re.findall(r'src="([^"]+)"', shown[0]) == [upload.url_320 for upload in job.uploads()]


def test_a_colleague_sees_them_too(browse: Browse, alice: User, bob: User) -> None:
    job = done(alice)
    page = browse(bob).get("/create/?scope=team").content.decode()
    assert all(upload.url_320 in page for upload in job.uploads())


def test_what_follows_a_blend_is_called_as_it_is(alice: User) -> None:
    card = card_of(upscaled(alice), alice)
    assert (card.title, card.origin, card.params, card.inputs) == ("Blend of 3 pictures", "Upscale picture 2", "", [])


def test_a_blend_is_begun_anew_with_its_pictures(alice: User) -> None:
    job = done(alice)
    assert card_of(job, alice).remix == f"/create/blend/?again={job.uid}"


def test_a_description_is_begun_anew_with_its_picture(alice: User) -> None:
    job = description(alice)
    assert card_of(job, alice).remix == f"/create/describe/?again={job.uid}"


def test_the_pictures_of_a_colleague_are_seen_and_not_taken(alice: User, bob: User) -> None:
    assert card_of(done(alice), bob).remix == ""


def test_what_follows_a_blend_has_no_prompt_to_begin_with(browse: Browse, alice: User) -> None:
    job = upscaled(alice)
    assert card_of(job, alice).remix == ""
    assert 'id="do-remix"' not in browse(alice).get(f"/jobs/{job.uid}/").content.decode()


@pytest.mark.parametrize("scope", ["mine", "team"])
def test_there_is_no_prompt_to_copy(browse: Browse, alice: User, scope: str) -> None:
    done(alice)
    assert "data-copy=" not in browse(alice).get(f"/create/?scope={scope}").content.decode()


def test_a_failed_blend_offers_its_pictures_again(browse: Browse, alice: User) -> None:
    job = fail(blend(alice))
    page = browse(alice).get("/create/").content.decode()
    assert f'href="/create/blend/?again={job.uid}"' in page
    assert "Edit prompt" not in page


def test_the_pages_of_a_blend_name_it(browse: Browse, alice: User) -> None:
    job = done(alice)
    client = browse(alice)
    job_page = client.get(f"/jobs/{job.uid}/").content.decode()
    assert "<title>Blend of 3 pictures · mjweb</title>" in job_page
    assert "Made of" in job_page
    assert 'aria-labelledby="prompt-t"' not in job_page
    assert 'aria-label="Blend of 3 pictures, picture 1"' in client.get("/gallery/").content.decode()
    address = f"/pictures/{job.shown_pictures()[0].pk}/"
    picture = client.get(address).content.decode()
    assert 'alt="Blend of 3 pictures"' in picture
    assert "data-copy-text" not in picture
    assert re.search(r"blend-of-3-pictures-\d+\.png", client.get(f"{address}download/").headers["Content-Disposition"])


def test_the_ledger_names_them(browse: Browse, alice: User) -> None:
    job = description(alice)
    bring(blend(alice, 2), State.DONE)
    page = browse(alice).get("/usage/ledger/").content.decode()
    assert "Description of a picture" in page
    assert "Blend of 2 pictures" in page
    assert job.uploads()[0].url_320 in page
    lines = b"".join(browse(alice).get("/usage/ledger.csv").streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert "Blend of 2 pictures" in lines


def test_earlier_prompts_leave_out_what_has_none(browse: Browse, alice: User) -> None:
    press(alice, "a cat")
    blend(alice)
    assert browse(alice).get("/create/history/").json() == {"prompts": ["a cat"]}


def test_a_waiting_description_keeps_the_place_of_its_prompts(browse: Browse, alice: User) -> None:
    asked(alice, wishes.describe(upload(alice)))
    page = browse(alice).get("/create/").content.decode()
    assert '<ol aria-hidden="true"><li></li><li></li><li></li><li></li></ol>' in page
    assert "Turbo" not in page.partition('id="feed"')[2]  # it has one speed


def test_a_description_that_comes_is_sent_to_an_open_page(browse: Browse, alice: User) -> None:
    client = browse(alice)
    cursor = cursor_of(client.get("/create/").content.decode())
    job = description(alice)
    news = client.get("/create/pulse/", cursor).content.decode()
    assert 'data-say="Description of a picture: 4 prompts ready"' in news
    assert f'id="job-{job.pk}-use4"' in news


def test_feeds_with_blends_take_a_fixed_number_of_queries(browse: Browse, alice: User) -> None:
    client = browse(alice)
    done(alice)
    description(alice)
    client.get("/create/")
    with CaptureQueriesContext(connection) as few:
        client.get("/create/")
    for _more in range(3):
        done(alice)
        description(alice)
    with CaptureQueriesContext(connection) as many:
        client.get("/create/")
    assert len(many) == len(few)
