"""References in the prompt bar by way of the server: from addresses, jobs and files, through Create and beyond it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jobs import references
from jobs.models import Job, Role, Upload
from jobs.references import Reference
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.test_uploads import brought, photo
from tests.jobs.views.conftest import fail, finished

Browse = Callable[[User], Client]
HOME = "http://localhost:8000"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


def thumbs(page: str) -> list[str]:
    """The paths of the thumbs in the bar, without the one that the script copies."""
    return [path for path in re.findall(r'name="ref" value="([^"]*)"', page) if path]


def test_a_picture_of_the_gallery_comes_into_the_bar(browse: Browse, alice: User) -> None:
    picture = finished(alice).shown_pictures()[1]
    page = browse(alice).get("/create/", {"reference": picture.pk}).content.decode()
    assert thumbs(page) == [picture.url]


def test_an_upload_comes_into_the_bar(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    assert thumbs(browse(alice).get("/create/", {"upload": upload.pk}).content.decode()) == [upload.url]


def test_a_colleague_uses_a_picture_of_the_team(browse: Browse, alice: User, bob: User) -> None:
    picture = finished(alice).shown_pictures()[0]
    assert thumbs(browse(bob).get("/create/", {"reference": picture.pk}).content.decode()) == [picture.url]


@pytest.mark.parametrize("name", ["reference", "upload"])
def test_a_stranger_finds_nothing(browse: Browse, alice: User, charlie: User, name: str) -> None:
    pk = finished(alice).shown_pictures()[0].pk if name == "reference" else brought(alice, photo()).pk
    assert browse(charlie).get("/create/", {name: pk}).status_code == 404


def test_an_upload_is_its_persons_own(browse: Browse, alice: User, bob: User) -> None:
    assert browse(bob).get("/create/", {"upload": brought(alice, photo()).pk}).status_code == 404


@pytest.mark.parametrize("number", ["x", "", "9" * 30])
def test_what_is_no_number_is_not_found(browse: Browse, alice: User, number: str) -> None:
    assert browse(alice).get("/create/", {"reference": number}).status_code == 404


def test_use_prompt_brings_the_references_back(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    job = press(alice, references.written("a cat --ar 3:2", [Reference(upload.url, Role.STYLE, "250")]))[0]
    page = browse(alice).get("/create/", {"prompt": str(job.uid)}).content.decode()
    assert thumbs(page) == [upload.url]
    assert 'value="250"' in page
    assert ">\na cat --ar 3:2</textarea>" in page


def test_retry_brings_the_references_along(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    job = fail(press(alice, references.written("a cat", [Reference(upload.url, Role.STYLE)]))[0])
    browse(alice).post(f"/jobs/{job.uid}/retry/")
    (given,) = Job.objects.latest("pk").brought()
    assert (given.source, given.role) == (upload, Role.STYLE)


def test_create_sends_what_the_thumbs_say(browse: Browse, alice: User) -> None:
    first, second = brought(alice, photo()), finished(alice).shown_pictures()[0]
    fields = {"ref": [first.url, second.url], "ref_role": ["style", "image"], "ref_weight": ["250", "1.5"]}
    browse(alice).post("/create/", {"prompt": "a cat", **fields})
    job = Job.objects.latest("pk")
    assert job.prompt == f"{HOME}{second.url} a cat --iw 1.5 --sref {HOME}{first.url} --sw 250"
    assert [(given.source, given.role) for given in job.brought()] == [(second, "image"), (first, "style")]


def test_a_role_of_another_version_is_refused_before_it_costs(browse: Browse, alice: User) -> None:
    fields = {"ref": brought(alice, photo()).url, "ref_role": "character", "ref_weight": ""}
    answer = browse(alice).post("/create/", {"prompt": "a cat", **fields})
    assert answer.status_code == 422
    assert 'data-parameter="cref"' in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.usefixtures("ttapi")
def test_a_site_that_no_service_reaches_says_so_below_the_bar(browse: Browse, alice: User) -> None:
    fields = {"ref": brought(alice, photo()).url, "ref_role": "image", "ref_weight": ""}
    page = browse(alice).post("/create/", {"prompt": "a cat", **fields}).content.decode()
    problems = page[page.index('id="problems"') :].partition("</div>")[0]
    assert f"cannot fetch reference images from {HOME}" in problems
    assert not Job.objects.exists()


# Without script -------------------------------------------------------------------------------------------------------


def test_a_file_in_the_bar_is_kept_and_nothing_is_asked_for_yet(browse: Browse, alice: User) -> None:
    file = SimpleUploadedFile("beach.jpg", photo(), "image/jpeg")
    page = browse(alice).post("/create/", {"prompt": "a cat", "picture": file, "add": "1"}).content.decode()
    assert thumbs(page) == [Upload.objects.get().url]
    assert "a cat</textarea>" in page
    assert not Job.objects.exists()


def test_a_file_that_is_no_picture_is_told_and_the_draft_stays(browse: Browse, alice: User) -> None:
    file = SimpleUploadedFile("words.jpg", b"no picture", "image/jpeg")
    answer = browse(alice).post("/create/", {"prompt": "a cat", "picture": file})
    assert answer.status_code == 422
    assert "words.jpg: the file is not a whole" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_file_beside_create_is_used_at_once(browse: Browse, alice: User) -> None:
    file = SimpleUploadedFile("beach.jpg", photo(), "image/jpeg")
    browse(alice).post("/create/", {"prompt": "a cat", "picture": file})
    assert Job.objects.get().uploads() == [Upload.objects.get()]


def test_a_dropped_thumb_is_gone_and_nothing_is_asked_for(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    fields = {"ref": upload.url, "ref_role": "image", "ref_weight": "", "ref_drop": upload.url}
    assert thumbs(browse(alice).post("/create/", {"prompt": "a cat", **fields}).content.decode()) == []
    assert not Job.objects.exists()


def test_a_locked_thumb_stays_after_create_and_the_others_go(browse: Browse, alice: User) -> None:
    first, second = brought(alice, photo()), brought(alice, photo("PNG"))
    fields = {"ref": [first.url, second.url], "ref_role": ["image", "style"], "ref_weight": ["", "50"]}
    client = browse(alice)
    page = client.post("/create/", {"prompt": "a cat", **fields, "ref_keep": second.url}, follow=True).content.decode()
    assert thumbs(page) == [second.url]
    page = client.post("/create/", {"prompt": "a dog"}, follow=True).content.decode()
    assert thumbs(page) == []


def test_what_the_script_makes_thumbs_from_names_every_role(browse: Browse, alice: User, client: Client) -> None:
    page = browse(alice).get("/create/thumb/").content.decode()
    assert re.findall(r'<option value="(\w+)"', page) == ["image", "style", "character", "omni"]
    assert 'name="ref" value=""' in page
    assert client.get("/create/thumb/").status_code == 302


# Where they are seen --------------------------------------------------------------------------------------------------


def test_a_card_shows_the_references_and_hides_their_links(browse: Browse, alice: User) -> None:
    upload = brought(alice, photo())
    press(alice, references.written("a cat --ar 3:2", [Reference(upload.url, Role.STYLE)]))
    page = browse(alice).get("/create/").content.decode()
    card = page[page.index("<article") :]
    assert "1 reference" in card
    assert 'aria-label="Reference 1, Style"' in card
    assert HOME not in card.partition("</article>")[0]


def test_where_a_job_came_from_begins_with_the_picture_it_refers_to(browse: Browse, alice: User) -> None:
    picture = finished(alice).shown_pictures()[2]
    job = press(alice, references.written("a cat", [Reference(picture.url)]))[0]
    page = browse(alice).get(f"/jobs/{job.uid}/").content.decode()
    came_from = page[page.index("Came from") :].partition("</ol>")[0]
    assert f"/pictures/{picture.pk}/" in came_from


def test_a_job_of_references_alone_has_a_name(browse: Browse, alice: User) -> None:
    found = [Reference(brought(alice, photo(kind)).url) for kind in ("JPEG", "PNG")]
    press(alice, references.written("", found))
    assert "2 references without words" in browse(alice).get("/create/").content.decode()
