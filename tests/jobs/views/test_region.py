"""Vary a region: a part of a single picture is drawn anew."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from jobs import submit, wishes
from jobs.actions import Action, Step
from jobs.models import Job, Upload
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.views.brought_files import asked, blend, content, single, upload
from tests.jobs.views.conftest import bring, finished

Browse = Callable[[User], Client]
RECTANGLE = {"left": "25", "top": "50", "width": "50", "height": "25"}


def page_of(job: Job) -> str:
    return f"/pictures/{job.shown_pictures()[0].pk}/region/"


def mask(colour: str = "white", size: tuple[int, int] = (96, 64), name: str = "mask.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content(colour, size), "image/png")


def opened(one: Upload) -> Image.Image:
    with default_storage.open(one.clean_name) as file:
        return Image.open(io.BytesIO(file.read()))


def regions() -> list[Job]:
    return list(Job.objects.filter(action="region"))


def form(parent: Job, **fields: object) -> dict[str, object]:
    return {"prompt": parent.prompt, "key": "k", **fields}


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, alice: User) -> None:
    page = page_of(single(alice))
    assert client.get(page)["Location"] == f"/login/?next={page}"


def test_the_words_of_the_picture_stand_in_the_box(browse: Browse, alice: User) -> None:
    page = browse(alice).get(page_of(single(alice))).content.decode()
    assert "\na lighthouse --ar 3:2</textarea>" in page


def test_the_page_says_the_speed_of_the_picture_and_the_cost(browse: Browse, alice: User) -> None:
    parent = single(alice)
    Job.objects.filter(pk=parent.pk).update(mode="turbo")
    page = browse(alice).get(page_of(parent)).content.decode()
    assert re.findall(r'data-at="(\w+)".*?<b>([^<]+)</b>', page) == [("turbo", "4 credits")]


def test_the_page_of_the_picture_and_of_its_job_lead_to_it(browse: Browse, alice: User) -> None:
    parent = single(alice)
    for page in (f"/pictures/{parent.shown_pictures()[0].pk}/", f"/jobs/{parent.uid}/"):
        assert f'id="do-region" href="{page_of(parent)}"' in browse(alice).get(page).content.decode()


def test_a_region_that_was_drawn_marks_the_way_to_it(browse: Browse, alice: User) -> None:
    parent = single(alice)
    bring(asked(alice, wishes.region(parent, upload(alice, "white", size=(96, 64)))), State.DONE)
    assert '<a class="btn" data-taken id="do-region"' in browse(alice).get(f"/jobs/{parent.uid}/").content.decode()


def test_one_of_four_has_no_region(browse: Browse, alice: User) -> None:
    tile = finished(alice).shown_pictures()[0]
    client = browse(alice)
    assert client.get(f"/pictures/{tile.pk}/region/").status_code == 404
    assert client.post(f"/pictures/{tile.pk}/region/", RECTANGLE).status_code == 404
    assert 'id="do-region"' not in client.get(f"/pictures/{tile.pk}/").content.decode()


def test_a_press_without_a_mask_is_no_region(browse: Browse, alice: User) -> None:
    parent = single(alice)
    assert browse(alice).post(f"/jobs/{parent.uid}/act/", {"step": "region.0"}).status_code == 400
    assert regions() == []


# A rectangle, without script -----------------------------------------------------------------------------------------


def test_a_rectangle_becomes_a_mask_of_the_size_of_the_picture(browse: Browse, alice: User) -> None:
    parent = single(alice)
    answer = browse(alice).post(page_of(parent), form(parent, **RECTANGLE), follow=True)
    (job,) = regions()
    white = opened(job.uploads()[0])
    assert (white.size, white.getbbox()) == ((96, 64), (24, 32, 72, 48))
    assert (job.parent, job.mode, job.prompt, job.quote) == (parent, parent.mode, parent.prompt, 2_000)
    assert answer.redirect_chain == [("/create/", 302)]
    assert "1 job in line" in answer.content.decode()


@pytest.mark.parametrize("sides", [("12,5", "0", "50", "50"), ("12.5 ", " 0%", "50", "50")])
def test_numbers_are_read_as_people_write_them(browse: Browse, alice: User, sides: tuple[str, ...]) -> None:
    parent = single(alice)
    browse(alice).post(page_of(parent), form(parent, **dict(zip(RECTANGLE, sides, strict=True))))
    assert opened(regions()[0].uploads()[0]).getbbox() == (12, 0, 60, 32)


@pytest.mark.parametrize(
    ("sides", "sentence"),
    [
        (("", "", "", ""), "Say which part is to be drawn anew."),
        (("25", "", "50", "50"), "Give all four as numbers, such as 25 or 12.5."),
        (("a", "b", "c", "d"), "Give all four as numbers"),
        (("60", "0", "50", "50"), "The rectangle has to lie within the picture"),
        (("0", "0", "0", "50"), "The rectangle has to lie within the picture"),
        (("nan", "0", "10", "10"), "The rectangle has to lie within the picture"),
    ],
)
def test_a_rectangle_that_is_none_is_told_and_everything_stays(
    browse: Browse, alice: User, sides: tuple[str, ...], sentence: str
) -> None:
    parent = single(alice)
    given = dict(zip(RECTANGLE, sides, strict=True))
    answer = browse(alice).post(page_of(parent), form(parent, **given | {"prompt": "a red hat"}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert re.findall(r'<input id="f-\w+" name="(\w+)" value="([^"]*)"', page) == list(given.items())
    assert "\na red hat</textarea>" in page
    assert 'name="key" value="k"' in page
    assert regions() == []


# A mask --------------------------------------------------------------------------------------------------------------


def test_a_mask_wins_over_a_rectangle(browse: Browse, alice: User) -> None:
    parent = single(alice)
    browse(alice).post(page_of(parent), form(parent, mask=mask(size=(48, 32)), **RECTANGLE))
    white = opened(regions()[0].uploads()[0])
    assert (white.size, white.getbbox()) == ((96, 64), (0, 0, 96, 64))


def test_a_mask_does_not_stand_among_what_was_brought(browse: Browse, alice: User) -> None:
    parent = single(alice)
    browse(alice).post(page_of(parent), form(parent, mask=mask()))
    assert not Upload.objects.of(alice).recent().exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (mask("black", name="night.png"), "night.png has no white part, and white is what is drawn anew."),
        (
            mask(size=(64, 64), name="square.png"),
            "square.png is 64 × 64. A mask needs the shape of",
        ),
        (SimpleUploadedFile("cat.png", b"no picture"), "cat.png: the file is not a whole PNG, JPEG or WebP picture."),
    ],
)
def test_a_mask_that_is_none_is_told_beside_its_field(
    browse: Browse, alice: User, given: SimpleUploadedFile, sentence: str
) -> None:
    parent = single(alice)
    given.seek(0)
    answer = browse(alice).post(page_of(parent), form(parent, mask=given, prompt="a red hat"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page.partition('id="mask-errors"')[2].partition("</div>")[0]
    assert "\na red hat</textarea>" in page
    assert regions() == []


def test_a_mask_that_is_too_large_is_named(browse: Browse, alice: User, settings: Settings) -> None:
    parent = single(alice)
    settings.MOST_UPLOAD = 10
    page = browse(alice).post(page_of(parent), form(parent, mask=mask())).content.decode()
    assert "mask.png: the file is larger than 0 MB." in page


# The words -----------------------------------------------------------------------------------------------------------


def test_new_words_are_drawn(browse: Browse, alice: User) -> None:
    parent = single(alice)
    browse(alice).post(page_of(parent), form(parent, prompt="a red hat", **RECTANGLE))
    (job,) = regions()
    assert (job.text, job.aspect) == ("a red hat", (3, 2))


def test_an_empty_box_means_the_words_of_the_picture(browse: Browse, alice: User) -> None:
    parent = single(alice)
    browse(alice).post(page_of(parent), form(parent, prompt="", **RECTANGLE))
    assert regions()[0].prompt == parent.prompt


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("a cat --s 5000", "Stylize goes from 0 to 1000."),
        ("a {red, blue} hat", "Braces and --repeat make several"),
    ],
)
def test_words_that_cannot_be_used_are_told_and_the_mask_stays(
    browse: Browse, alice: User, words: str, sentence: str
) -> None:
    parent = single(alice)
    client = browse(alice)
    answer = client.post(page_of(parent), form(parent, prompt=words, mask=mask()))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    kept = re.search(r'name="given" value="(u\d+)"', page)
    assert kept is not None
    assert f'data-mask="{Upload.objects.get().url}"' in page
    client.post(page_of(parent), form(parent, prompt="a hat", given=kept[1]))
    assert regions()[0].uploads() == [Upload.objects.get()]


def test_words_are_judged_also_where_the_part_is_missing(browse: Browse, alice: User) -> None:
    parent = single(alice)
    page = browse(alice).post(page_of(parent), form(parent, prompt="a cat --s 5000")).content.decode()
    assert "Stylize goes from 0 to 1000." in page
    assert "Say which part is to be drawn anew." in page


def test_what_follows_a_blend_needs_no_words(browse: Browse, alice: User) -> None:
    grid = bring(blend(alice, 3), State.DONE)
    parent = bring(submit.act(alice, grid, Step(Action.UPSCALE, 1), "up").jobs.get(), State.DONE)
    browse(alice).post(page_of(parent), form(parent, **RECTANGLE))
    assert regions()[0].title == "Blend of 3 pictures"


# Who, and how often --------------------------------------------------------------------------------------------------


def test_a_colleague_varies_what_the_team_made(browse: Browse, alice: User, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    parent = single(alice)
    browse(bob).post(page_of(parent), form(parent, **RECTANGLE))
    assert [job.user for job in regions()] == [bob]


def test_a_stranger_finds_nothing(browse: Browse, alice: User, charlie: User) -> None:
    parent = single(alice)
    client = browse(charlie)
    assert client.get(page_of(parent)).status_code == 404
    assert client.post(page_of(parent), form(parent, **RECTANGLE)).status_code == 404


def test_the_mask_of_somebody_else_is_not_found(browse: Browse, alice: User, bob: User) -> None:
    parent = single(alice)
    other = upload(alice, "white", size=(96, 64))
    assert browse(bob).post(page_of(parent), form(parent, given=f"u{other.pk}")).status_code == 404


def test_a_mask_whose_file_is_gone_is_told(browse: Browse, alice: User) -> None:
    parent, old = single(alice), upload(alice, "white", size=(96, 64))
    default_storage.delete(old.clean_name)
    answer = browse(alice).post(page_of(parent), form(parent, given=f"u{old.pk}"))
    assert answer.status_code == 422
    assert "its file is not there any more." in answer.content.decode()


def test_a_double_press_makes_one_job(browse: Browse, alice: User) -> None:
    parent = single(alice)
    client = browse(alice)
    for _press in range(2):
        client.post(page_of(parent), form(parent, mask=mask()))
    assert len(regions()) == 1


def test_what_is_left_does_not_suffice_and_the_mask_stays(browse: Browse, alice: User) -> None:
    parent = single(alice)
    Window.objects.allow(Purse.objects.of(alice), 0)
    answer = browse(alice).post(page_of(parent), form(parent, mask=mask()))
    assert (answer.status_code, regions()) == (422, [])
    assert "Nothing was charged." in answer.content.decode()
    assert 'name="given"' in answer.content.decode()
