"""What one person keeps to themselves is told to nobody else, whatever page, file or program is asked."""

from __future__ import annotations

import io
import json
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from jobs import once, submit, wishes
from jobs.models import Job, Picture, Source
from jobs.states import State
from mjweb.accounts.models import ApiKey, Membership, Role, User
from mjweb.gallery import choosing, search, undoing, wall
from mjweb.gallery.models import Collection, Link
from tests.jobs.views.conftest import bring, finished
from tests.mjweb.gallery.linking import linked

pytestmark = pytest.mark.django_db
SECRET = "quokka"


@dataclass
class Kept:
    """A grid of alice's, an upscale of it, and a public job of hers that refers to the grid's first picture."""

    alice: User
    grid: Job
    upscale: Job
    referring: Job
    link: Link
    collection: Collection

    @property
    def jobs(self) -> list[Job]:
        return [self.grid, self.upscale]

    @property
    def pictures(self) -> list[Picture]:
        return list(Picture.objects.filter(job__in=self.jobs).shown().order_by("pk"))


def made(user: User, *asked: wishes.Wish) -> Job:
    return bring(submit.submit(user, Source.PAGE, secrets.token_hex(8), asked).jobs.get(), State.DONE)


@pytest.fixture
def kept(alice: User, bob: User, settings: object) -> Kept:
    settings.PUBLIC_URL = "http://localhost:8000"  # type: ignore[attr-defined]  # the fixture of pytest-django
    Membership.objects.filter(user=bob).update(role=Role.ADMIN)
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.refresh_from_db()
    grid = finished(alice, f"a {SECRET} on a dune --no wombat")
    upscale = made(alice, wishes.step(grid, next(one for one in grid.steps() if one.action == "upscale")))
    first = grid.pictures.order_by("index")[0]
    referring = finished(alice, f"http://localhost:8000{first.url} a heron")
    collection = Collection.objects.create(team=alice.team, user=alice, name="Harbour", cover=first)
    seen = list(Picture.objects.filter(job__in=[grid, upscale]))
    choosing.collect(alice, [one.pk for one in seen], collection)
    return Kept(alice, grid, upscale, referring, linked(alice, seen, shows_prompts=True), collection)


@pytest.fixture
def private(kept: Kept) -> Kept:
    assert choosing.hide(kept.alice, [one.pk for one in kept.pictures])
    return kept


@pytest.fixture
def browse() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


PAGES: dict[str, Callable[[Kept], str]] = {
    "create": lambda _: "/create/?scope=team",
    "more of create": lambda _: "/create/more/?scope=team&after=9999",
    "a job that refers to it": lambda kept: f"/jobs/{kept.referring.uid}/",
    "gallery": lambda _: "/gallery/?scope=team",
    "gallery by a word": lambda _: f"/gallery/?scope=team&q={SECRET[:4]}*",
    "more of the gallery": lambda _: "/gallery/sections/?scope=team",
    "months": lambda _: "/gallery/dates/?scope=team",
    "triage": lambda _: "/triage/?scope=team",
    "the deck": lambda _: "/triage/deck/?scope=team&after=9999",
    "collections": lambda _: "/collections/",
    "collection": lambda kept: f"/collections/{kept.collection.pk}/",
    "explore": lambda _: "/explore/",
    "favourites of all": lambda _: "/explore/?scope=liked",
    "compare": lambda kept: "/compare/?" + "&".join(f"p={one.pk}" for one in kept.pictures[:4]),
    "family": lambda kept: f"/pictures/{kept.referring.pictures.all()[0].pk}/family/",
    "picture that refers to it": lambda kept: f"/pictures/{kept.referring.pictures.all()[0].pk}/",
    "that over a page": lambda kept: f"/pictures/{kept.referring.pictures.all()[0].pk}/light/",
    "team's usage": lambda _: "/usage/team/",
    "team's ledger": lambda _: "/usage/team/ledger/",
    "team's ledger as a file": lambda _: "/usage/team/ledger.csv",
    "own ledger": lambda _: "/usage/ledger/",
    "queue": lambda _: "/ops/queue/",
    "health": lambda _: "/ops/health/",
    "audit log": lambda _: "/team/audit/",
    "operators' audit log": lambda _: "/ops/audit/",
    "notifications": lambda _: "/account/notifications/",
    "deliveries": lambda _: "/account/keys/deliveries/",
    "links": lambda _: "/links/",
    "blend": lambda _: reverse("blend:index"),
    "describe": lambda _: reverse("describe:index"),
    "history of prompts": lambda _: "/create/history/",
}


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code in (200, 404), address
    return str(answer.getvalue(), "utf-8", "replace")


def tokens(kept: Kept) -> list[str]:
    return list(Picture.objects.filter(job__in=kept.jobs).values_list("token", flat=True))


def told(client: Client, kept: Kept) -> set[str]:
    """The pages that tell of it."""
    secret = (SECRET, str(kept.grid.uid), *tokens(kept))
    found = {name: body(client, page(kept)) for name, page in PAGES.items()}
    return {name for name, shown in found.items() if any(word in shown for word in secret)}


def test_no_page_tells_of_a_private_job(kept: Kept, bob: User, browse: Callable[[User], Client]) -> None:
    his = browse(bob)
    assert len(told(his, kept)) > 15  # or they are looked for in the wrong places
    choosing.hide(kept.alice, [one.pk for one in kept.pictures])
    assert told(his, kept) == set()


def test_what_is_of_a_private_job_alone_is_not_there(
    kept: Kept, bob: User, charlie: User, browse: Callable[[User], Client]
) -> None:
    grid, first = kept.grid.uid, kept.pictures[0].pk
    pages = [f"/jobs/{grid}/", f"/create/?prompt={grid}", f"/create/?reference={first}", f"/compare/?p={first}"]
    pages += [f"/pictures/{first}/{page}" for page in ("", "light/", "download/", "family/", "region/")]
    addresses = [kept.pictures[0].url, kept.pictures[0].url_320, kept.pictures[0].url_1280]
    choosing.hide(kept.alice, [one.pk for one in kept.pictures])
    for user in (bob, charlie):
        assert {page: browse(user).get(page).status_code for page in pages + addresses} == dict.fromkeys(
            pages + addresses, 404
        )


def test_an_owner_sees_what_a_private_job_cost(private: Kept, bob: User, browse: Callable[[User], Client]) -> None:
    for address in ("/usage/team/ledger/", "/usage/team/ledger.csv"):
        assert "Private job" in body(browse(bob), address)


def test_its_person_reads_it_everywhere(private: Kept, browse: Callable[[User], Client]) -> None:
    for address in ("/create/", "/gallery/", f"/gallery/?q={SECRET}", "/usage/ledger/", "/usage/ledger.csv"):
        assert SECRET in body(browse(private.alice), address), address


def test_news_of_a_team_tell_of_no_private_job(alice: User, bob: User, browse: Callable[[User], Client]) -> None:
    page = browse(bob)
    page.get("/create/?scope=team")
    wish = wishes.single(f"a {SECRET}", "fast", is_private=True)
    job = submit.submit(alice, Source.PAGE, "one", (wish,)).jobs.get()
    seen = {"scope": "team", "since": "0.-1.0", "top": "0"}
    assert SECRET not in page.get("/create/pulse/", seen).content.decode()
    bring(job, State.RUNNING)
    assert SECRET not in page.get("/create/pulse/", seen).content.decode()


def test_what_was_made_before_in_private_is_not_offered(private: Kept, bob: User) -> None:
    asked = wishes.checked(private.grid.prompt, "fast").wishes
    assert once.known(bob, asked) == {}


def test_a_zip_leaves_private_pictures_out(private: Kept, bob: User, browse: Callable[[User], Client]) -> None:
    public = private.referring.pictures.all()[0].pk
    picks = {"pick": [public, *(one.pk for one in private.pictures)]}
    answer = browse(bob).post(reverse("gallery:download_many"), picks)
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert len(json.loads(archive.read("manifest.json"))["pictures"]) == 1


def test_a_contact_sheet_of_private_pictures_is_none(
    private: Kept, bob: User, browse: Callable[[User], Client]
) -> None:
    picks = {"pick": [one.pk for one in private.pictures]}
    assert browse(bob).post(reverse("gallery:sheet"), picks).status_code in (302, 404)


def test_a_share_link_shows_nothing_private_not_even_its_makers(private: Kept) -> None:
    page = Client().get(private.link.path).content.decode()
    assert SECRET not in page
    assert "<img" not in page


def test_programs_of_others_know_no_private_job(private: Kept, bob: User) -> None:
    secret = ApiKey.objects.issue(bob, "robot").secret
    headers = {"TT-API-KEY": secret}
    answer = Client().get(f"/midjourney/v1/fetch?jobId={private.grid.uid}", headers=headers)
    assert SECRET not in answer.content.decode()


def test_a_taken_action_leads_to_no_private_result(alice: User, bob: User, browse: Callable[[User], Client]) -> None:
    grid = finished(alice, "a cat")
    step = next(one for one in grid.steps() if one.action == "upscale")
    made(alice, wishes.step(grid, step, is_private=True))
    assert "data-taken" in body(browse(alice), f"/jobs/{grid.uid}/")
    assert "data-taken" not in body(browse(bob), f"/jobs/{grid.uid}/")


# Hidden prompts -------------------------------------------------------------------------------------------------------


def spelled(client: Client, kept: Kept) -> set[str]:
    """The pages on which a word of the prompt stands."""
    words = (SECRET, "wombat")
    return {name for name, page in PAGES.items() if any(word in body(client, page(kept)) for word in words)}


ITS_PAGES: dict[str, Callable[[Kept], str]] = {
    "job": lambda kept: f"/jobs/{kept.grid.uid}/",
    "picture": lambda kept: f"/pictures/{kept.pictures[0].pk}/",
    "picture over a page": lambda kept: f"/pictures/{kept.pictures[0].pk}/light/",
    "its family": lambda kept: f"/pictures/{kept.pictures[0].pk}/family/",
    "explore": lambda _: "/explore/",
    "explore its person": lambda kept: f"/explore/?scope=p{kept.alice.pk}",
}


def test_no_page_tells_a_hidden_prompt(kept: Kept, bob: User, browse: Callable[[User], Client]) -> None:
    his = browse(bob)
    assert len(spelled(his, kept)) > 12  # or they are looked for in the wrong places
    assert choosing.hide_words(kept.alice, [kept.pictures[0].pk])
    assert spelled(his, kept) == set()
    shown = {name: body(his, page(kept)) for name, page in ITS_PAGES.items()}
    assert {name for name, page in shown.items() if SECRET in page or "wombat" in page} == set()
    assert "Prompt hidden" in shown["picture"]
    assert {name for name, page in shown.items() if kept.pictures[0].token not in page} <= {"explore"}


def test_its_person_reads_a_hidden_prompt(kept: Kept, browse: Callable[[User], Client]) -> None:
    choosing.hide_words(kept.alice, [kept.pictures[0].pk])
    for address in ("/create/", "/gallery/", f"/jobs/{kept.grid.uid}/", "/usage/ledger.csv", "/explore/"):
        assert SECRET in body(browse(kept.alice), address), address


def test_no_search_finds_hidden_words_until_they_are_shown(kept: Kept, bob: User) -> None:
    def found(user: User) -> int:
        return len(search.newest(wall.Query(words=SECRET, scope="team").terms(user), 10))

    assert found(bob) == 5
    choosing.hide_words(kept.alice, [kept.pictures[0].pk])
    assert found(bob) == found(kept.alice) == 0
    choosing.mark(bob, [kept.pictures[0].pk], favourite=True)  # which writes its entry anew
    assert found(bob) == 0
    undoing.undo(kept.alice)
    assert found(bob) == 5


def test_a_hidden_prompt_cannot_be_used(kept: Kept, bob: User, browse: Callable[[User], Client]) -> None:
    choosing.hide_words(kept.alice, [kept.pictures[0].pk])
    his, upscaled = browse(bob), kept.upscale.pictures.all()[0].pk
    assert his.get(f"/create/?prompt={kept.grid.uid}").status_code == 404
    assert his.get(f"/pictures/{upscaled}/region/").status_code == 404
    page = body(his, f"/jobs/{kept.grid.uid}/")
    assert not [word for word in ('name="step"', "Use prompt", "data-copy") if word in page]
    his.post(f"/jobs/{kept.grid.uid}/act/", {"step": "upscale.3", "key": "k"})
    assert not Job.objects.filter(user=bob).exists()


def test_it_is_not_said_that_a_hidden_prompt_was_used_before(kept: Kept, bob: User) -> None:
    asked = wishes.checked(kept.grid.prompt, "fast").wishes
    assert once.known(bob, asked)
    choosing.hide_words(kept.alice, [kept.pictures[0].pk])
    assert once.known(bob, asked) == {}


def test_files_of_others_have_no_word_of_a_hidden_prompt(
    kept: Kept, bob: User, browse: Callable[[User], Client]
) -> None:
    first = kept.pictures[0]
    choosing.hide_words(kept.alice, [first.pk])
    picks = {"pick": [first.pk]}
    answers = [
        browse(bob).get(f"/pictures/{first.pk}/download/"),
        browse(bob).post(reverse("gallery:sheet"), picks),
        browse(bob).post(reverse("gallery:download_many"), picks),
        Client().get(first.url),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    contents = [answer.getvalue() for answer in answers]
    archive = zipfile.ZipFile(io.BytesIO(contents[2]))
    contents += [archive.read(name) for name in archive.namelist()]
    names = " ".join([*archive.namelist(), *(str(answer.headers) for answer in answers)])
    assert not [one for one in [*contents, names.encode()] if SECRET.encode() in one or b"wombat" in one]
    own = browse(kept.alice).get(f"/pictures/{first.pk}/download/").getvalue()
    assert SECRET.encode() in own


def test_a_guest_of_a_link_that_shows_prompts_reads_no_hidden_one(kept: Kept) -> None:
    assert SECRET in Client().get(kept.link.path).content.decode()
    choosing.hide_words(kept.alice, [kept.pictures[0].pk])
    page = Client().get(kept.link.path).content.decode()
    assert SECRET not in page
    assert "<img" in page


def test_whoever_is_no_member_hides_nothing(kept: Kept, bob: User, charlie: User) -> None:
    numbers = [one.pk for one in kept.pictures]
    assert choosing.hide_words(bob, numbers) is choosing.hide_words(charlie, numbers) is None
