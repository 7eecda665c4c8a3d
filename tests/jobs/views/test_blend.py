"""Blend: two to five pictures, brought or chosen, become one grid."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from jobs import submit
from jobs.models import Job, Picture, Upload
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.views.brought_files import blend, broken, description, file, upload
from tests.jobs.views.conftest import finished

Browse = Callable[[User], Client]
PAGE = "/create/blend/"


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def form(**fields: object) -> dict[str, object]:
    return {"shape": "portrait", "mode": "relax", "key": "k", **fields}


def chosen(page: str) -> list[str]:
    """The pictures that the page shows as chosen, in their order."""
    return re.findall(r'name="given" value="(\w+)"[^>]* checked', page)


def hers(user: User) -> Picture:
    return finished(user).shown_pictures()[0]


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"] == f"/login/?next={PAGE}"


def test_create_leads_to_it(browse: Browse, alice: User) -> None:
    assert f'href="{PAGE}"' in browse(alice).get("/create/").content.decode()


def test_the_page_says_what_each_speed_costs_before_the_press(browse: Browse, alice: User) -> None:
    page = browse(alice).get(PAGE).content.decode()
    assert re.findall(r'data-at="(\w+)".*?<b>([^<]+)</b><span>([^<]+)</span>', page) == [
        ("relax", "1 credit", "100 left, then 99"),
        ("fast", "2 credits", "100 left, then 98"),
        ("turbo", "4 credits", "100 left, then 96"),
    ]


def test_shapes_are_drawn_to_scale(browse: Browse, alice: User) -> None:
    page = browse(alice).get(PAGE).content.decode()
    shapes = re.findall(r'--a:([\d.]+)"><i></i>.*?value="(\w+)"( checked)?', page)
    assert shapes == [("0.667", "portrait", ""), ("1.000", "square", " checked"), ("1.500", "landscape", "")]


def test_two_files_become_a_job_in_line_and_the_feed_follows(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(PAGE, form(files=[file("red"), file("blue", "b.png")]), follow=True)
    job = Job.objects.get()
    assert (job.action, job.mode, job.aspect, job.quote) == ("blend", "relax", (2, 3), 1_000)
    assert [given.number for given in job.brought()] == [1, 2]
    assert answer.redirect_chain == [("/create/", 302)]
    page = answer.content.decode()
    assert "1 job in line" in page
    assert "Blend of 2 pictures" in page


def test_the_order_of_the_tray_is_the_order_of_the_job(browse: Browse, alice: User) -> None:
    one, picture = upload(alice, "green"), hers(alice)
    given = {"given": [f"p{picture.pk}", f"u{one.pk}"], "files": [file("red"), file("blue", "b.png")]}
    browse(alice).post(PAGE, form(**given, order=f"f1,u{one.pk},f0,p{picture.pk}"))
    sources = [given.source for given in Job.objects.get(action="blend").brought()]
    red, blue = Upload.objects.exclude(pk=one.pk).order_by("pk")
    assert sources == [blue, one, red, picture]


def test_without_an_order_what_was_chosen_comes_before_the_files(browse: Browse, alice: User) -> None:
    one = upload(alice, "green")
    browse(alice).post(PAGE, form(given=[f"u{one.pk}"], files=[file("red")]))
    assert Job.objects.get().uploads()[0] == one


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_pictures_are_told_beside_the_field_and_cost_nothing(browse: Browse, alice: User, count: int) -> None:
    answer = browse(alice).post(PAGE, form(files=[file("red")][:count]))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose two to five pictures." in page
    assert 'aria-invalid="true"' in page
    assert (Job.objects.count(), left(alice), len(chosen(page))) == (0, 100_000, count)


def test_of_too_many_the_rest_are_left_out_by_name_and_nothing_is_asked_for(browse: Browse, alice: User) -> None:
    files = [file(shade, f"{shade}.png", mode="L") for shade in range(0, 70, 10)]
    answer = browse(alice).post(PAGE, form(files=files))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Only 5 pictures fit. Left out: 50.png, 60.png." in page
    assert (len(chosen(page)), Job.objects.count()) == (5, 0)


def test_a_file_that_is_no_picture_is_named_and_everything_else_stays(browse: Browse, alice: User) -> None:
    bad = broken()
    answer = browse(alice).post(
        PAGE, form(shape="landscape", mode="turbo", files=[file("red"), bad, file("blue", "b.png")])
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cat.png: the file is not a whole PNG, JPEG or WebP picture." in page
    assert len(chosen(page)) == 2
    assert 'value="landscape" checked' in page
    assert 'value="turbo" checked' in page
    assert 'name="key" value="k"' in page
    assert Job.objects.count() == 0


def test_a_file_that_is_too_large_is_named(browse: Browse, alice: User, settings: Settings) -> None:
    settings.MOST_UPLOAD = 10
    page = browse(alice).post(PAGE, form(files=[file("red")])).content.decode()
    assert "red.png: the file is larger than 0 MB." in page


def test_markup_in_the_name_of_a_file_stays_text(browse: Browse, alice: User) -> None:
    bad = broken("<b>cat.png")
    assert "<b>cat" not in browse(alice).post(PAGE, form(files=[bad])).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("shape", "round", "Choose one of the three shapes."), ("mode", "warp", "Choose a speed.")],
)
def test_a_choice_that_is_none_is_told(browse: Browse, alice: User, field: str, value: str, sentence: str) -> None:
    given = [f"u{upload(alice, colour).pk}" for colour in ("red", "blue")]
    answer = browse(alice).post(PAGE, form(given=given) | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert len(chosen(answer.content.decode())) == 2


def test_what_is_left_does_not_suffice_and_the_form_stays(browse: Browse, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 500)
    given = [f"u{upload(alice, colour).pk}" for colour in ("red", "blue")]
    answer = browse(alice).post(PAGE, form(given=given))
    assert answer.status_code == 422
    assert "1 credit needed, 0.5 left. Nothing was charged." in answer.content.decode()
    assert "<b data-short>1 credit</b>" in answer.content.decode()
    assert (chosen(answer.content.decode()), Job.objects.count()) == (given, 0)


def test_a_full_line_is_told(browse: Browse, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "MOST_WAITING", 0)
    given = [f"u{upload(alice, colour).pk}" for colour in ("red", "blue")]
    answer = browse(alice).post(PAGE, form(given=given))
    assert (answer.status_code, Job.objects.count()) == (422, 0)
    assert "can wait at once" in answer.content.decode()


def test_a_double_press_makes_one_job(browse: Browse, alice: User) -> None:
    client = browse(alice)
    for _press in range(2):
        client.post(PAGE, form(files=[file("red"), file("blue", "b.png")]))
    assert (Job.objects.count(), left(alice)) == (1, 99_000)


def test_other_pictures_under_an_old_key_are_a_press_of_their_own(browse: Browse, alice: User) -> None:
    client = browse(alice)
    for other in ("blue", "green"):
        client.post(PAGE, form(files=[file("red"), file(other, "o.png")]))
    assert Job.objects.count() == 2


def test_a_key_of_any_length_is_taken(browse: Browse, alice: User) -> None:
    browse(alice).post(PAGE, form(key="k" * 500, files=[file("red"), file("blue", "b.png")]))
    assert Job.objects.count() == 1


def test_a_browser_without_script_adds_pictures_one_by_one(browse: Browse, alice: User) -> None:
    client = browse(alice)
    answer = client.post(PAGE, form(files=[file("red")], add="1"))
    assert (answer.status_code, Job.objects.count()) == (200, 0)
    given = chosen(answer.content.decode())
    answer = client.post(PAGE, form(given=given, files=[file("blue", "b.png")], add="1"))
    client.post(PAGE, form(given=chosen(answer.content.decode())))
    assert len(Job.objects.get().brought()) == 2


def test_the_same_picture_twice_is_one(browse: Browse, alice: User) -> None:
    answer = browse(alice).post(PAGE, form(files=[file("red"), file("red", "again.png")]))
    assert (answer.status_code, len(chosen(answer.content.decode()))) == (422, 1)


# From the gallery ----------------------------------------------------------------------------------------------------


def test_a_picture_of_the_gallery_comes_chosen(browse: Browse, alice: User) -> None:
    picture = hers(alice)
    page = browse(alice).get(PAGE, {"picture": picture.pk}).content.decode()
    assert chosen(page) == [f"p{picture.pk}"]


def test_a_picture_of_the_team_may_be_used(browse: Browse, alice: User, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    pictures = finished(alice).shown_pictures()
    page = browse(bob).get(PAGE, {"picture": pictures[0].pk}).content.decode()
    assert chosen(page) == [f"p{pictures[0].pk}"]
    browse(bob).post(PAGE, form(given=[f"p{picture.pk}" for picture in pictures[:2]]))
    assert [given.source for given in Job.objects.get(user=bob).brought()] == pictures[:2]


def test_of_several_pictures_those_that_are_there_come_chosen(browse: Browse, alice: User, charlie: User) -> None:
    mine, other = hers(alice), hers(charlie)
    page = browse(alice).get(f"{PAGE}?picture={other.pk}&picture={mine.pk}").content.decode()
    assert chosen(page) == [f"p{mine.pk}"]


def test_a_stranger_finds_no_picture(browse: Browse, alice: User, charlie: User) -> None:
    picture, mine = hers(alice), upload(alice)
    client = browse(charlie)
    assert client.get(PAGE, {"picture": picture.pk}).status_code == 404
    for value in (f"p{picture.pk}", f"u{mine.pk}"):
        assert client.post(PAGE, form(given=[value], files=[file("blue", "b.png")])).status_code == 404
    assert not Job.objects.filter(user=charlie).exists()


@pytest.mark.parametrize("value", ["", "u", "p-1", "x1", "p1.5", "u" + "9" * 30, "p\u0663", "f0"])
def test_a_name_that_is_none_is_not_found(browse: Browse, alice: User, value: str) -> None:
    assert browse(alice).post(PAGE, form(given=[value])).status_code == 404


def test_an_upload_of_a_colleague_is_not_found(browse: Browse, alice: User, bob: User) -> None:
    assert browse(bob).post(PAGE, form(given=[f"u{upload(alice).pk}"])).status_code == 404


def test_the_file_of_a_grid_is_not_offered(browse: Browse, alice: User) -> None:
    grid = hers(alice)
    Picture.objects.filter(pk=grid.pk).update(part="grid")
    assert browse(alice).get(PAGE, {"picture": grid.pk}).status_code == 404


# Again ---------------------------------------------------------------------------------------------------------------


def test_an_earlier_blend_fills_the_form(browse: Browse, alice: User) -> None:
    job = blend(alice, 3)
    page = browse(alice).get(PAGE, {"again": str(job.uid)}).content.decode()
    assert chosen(page) == [f"u{upload.pk}" for upload in job.uploads()]
    assert 'value="portrait" checked' in page
    assert 'value="relax" checked' in page


def test_a_blend_of_somebody_else_cannot_be_begun_anew(browse: Browse, alice: User, bob: User) -> None:
    assert browse(bob).get(PAGE, {"again": str(blend(alice).uid)}).status_code == 404


def test_what_is_no_blend_cannot_be_begun_anew(browse: Browse, alice: User) -> None:
    client = browse(alice)
    for named in (finished(alice).uid, description(alice).uid, "nonsense", ""):
        assert client.get(PAGE, {"again": str(named)}).status_code == 404
