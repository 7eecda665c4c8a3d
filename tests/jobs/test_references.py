"""Reference images: what thumbs make of a prompt, what a prompt makes of them, and the pictures behind both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import Settings

from jobs import prompts, references, webhooks, wishes
from jobs.models import Role
from jobs.references import Reference
from mjweb.accounts.models import User
from tests.jobs.test_uploads import brought, photo

A, B = f"/u/{'a' * 43}.png", f"/p/{'b' * 43}.jpg"
HOME = "http://localhost:8000"
IMAGE, STYLE, CHARACTER, OMNI = Role.IMAGE, Role.STYLE, Role.CHARACTER, Role.OMNI

WRITTEN = [
    # an image prompt opens the prompt; its weight is a parameter
    ("cat", [Reference(A)], f"{HOME}{A} cat"),
    ("cat", [Reference(A), Reference(B)], f"{HOME}{A} {HOME}{B} cat"),
    ("", [Reference(A), Reference(B)], f"{HOME}{A} {HOME}{B}"),
    ("cat --ar 3:2", [Reference(A, IMAGE, "1.5")], f"{HOME}{A} cat --ar 3:2 --iw 1.5"),
    ("https://e.org/x.png cat", [Reference(A)], f"{HOME}{A} https://e.org/x.png cat"),
    ("/imagine prompt: cat", [Reference(A)], f"/imagine prompt: {HOME}{A} cat"),
    # the other roles are parameters with links, each with its weight behind
    ("cat", [Reference(A, STYLE)], f"cat --sref {HOME}{A}"),
    ("cat", [Reference(A, STYLE, "250"), Reference(B, STYLE)], f"cat --sref {HOME}{A} {HOME}{B} --sw 250"),
    ("cat --v 6", [Reference(A, CHARACTER, "20")], f"cat --v 6 --cref {HOME}{A} --cw 20"),
    ("cat", [Reference(A, OMNI, "80")], f"cat --oref {HOME}{A} --ow 80"),
    ("cat", [Reference(A, STYLE), Reference(A)], f"{HOME}{A} cat --sref {HOME}{A}"),
    # what the text says itself wins; lists of links join
    ("cat --iw 2", [Reference(A, IMAGE, "0.5")], f"{HOME}{A} cat --iw 2"),
    ("cat --SW 9", [Reference(A, STYLE, "250")], f"cat --SW 9 --sref {HOME}{A}"),
    ("cat --sref 123 --ar 3:2", [Reference(A, STYLE)], f"cat --sref {HOME}{A} 123 --ar 3:2"),
    ("cat --oref https://e.org/x.png", [Reference(A, OMNI)], "cat --oref https://e.org/x.png"),
    # a weight is one word and never a second parameter
    ("cat", [Reference(A, STYLE, "5 --tile")], f"cat --sref {HOME}{A} --sw 5"),
    # the same picture twice is once
    ("cat", [Reference(A), Reference(A)], f"{HOME}{A} cat"),
]


@pytest.mark.parametrize(("text", "thumbs", "whole"), WRITTEN)
def test_thumbs_become_links_and_weights(text: str, thumbs: list[Reference], whole: str) -> None:
    assert references.written(text, thumbs) == whole


FOUND = [
    (f"{HOME}{A} cat", [Reference(A)], "cat"),
    (f"{HOME}{A} cat --ar 3:2 --iw 1.5", [Reference(A, IMAGE, "1.5")], "cat --ar 3:2"),
    (f"cat --sref {HOME}{A} --sw 250 --ar 3:2", [Reference(A, STYLE, "250")], "cat --ar 3:2"),
    (f"cat --v 6 --cref {HOME}{A} --cw 20", [Reference(A, CHARACTER, "20")], "cat --v 6"),
    (f"cat --oref {HOME}{A}", [Reference(A, OMNI)], "cat"),
    (f"{HOME}{A} cat --sref {HOME}{B}", [Reference(A), Reference(B, STYLE)], "cat"),
    # what a thumb cannot say stays
    ("https://e.org/x.png cat --iw 2", [], "https://e.org/x.png cat --iw 2"),
    (f"https://e.org/x.png {HOME}{A} cat --iw 2", [Reference(A)], "https://e.org/x.png cat --iw 2"),
    (f"cat --sref {HOME}{A} 123 --sw 50", [Reference(A, STYLE)], "cat --sref 123 --sw 50"),
    (f"cat --sref {HOME}{A}::2 --sw 50", [], f"cat --sref {HOME}{A}::2 --sw 50"),
    ("cat --iw 2", [], "cat --iw 2"),
    (f"a cat at {HOME}{A} today", [], f"a cat at {HOME}{A} today"),
    (f"https://elsewhere.org{A} cat", [], f"https://elsewhere.org{A} cat"),
]


@pytest.mark.parametrize(("text", "thumbs", "rest"), FOUND)
def test_a_prompt_gives_its_references_back(text: str, thumbs: list[Reference], rest: str) -> None:
    assert references.found(text) == (tuple(thumbs), rest)


@pytest.mark.parametrize("text", [text for text, thumbs, _rest in FOUND if thumbs])
def test_taking_out_and_putting_in_asks_for_the_same(text: str) -> None:
    thumbs, rest = references.found(text)
    again = prompts.parse(references.written(rest, thumbs)).facts()
    before = prompts.parse(text).facts()
    assert (set(again.images), again.iw, set(again.sref), again.sw, again.cref, again.cw, again.oref, again.ow) == (
        set(before.images),
        before.iw,
        set(before.sref),
        before.sw,
        before.cref,
        before.cw,
        before.oref,
        before.ow,
    )


VERSIONS = [
    ("7", STYLE, ""),
    ("7", OMNI, ""),
    ("7", IMAGE, ""),
    ("7", CHARACTER, "R01"),
    ("6", CHARACTER, ""),
    ("6.1", CHARACTER, ""),
    ("niji 6", CHARACTER, ""),
    ("niji 7", CHARACTER, "R03"),
    ("6", OMNI, "R05"),
    ("5.2", STYLE, "R19"),
    ("5.2", IMAGE, ""),
]


@pytest.mark.parametrize(("version", "role", "code"), VERSIONS)
def test_each_role_belongs_to_its_versions(alice: User, version: str, role: Role, code: str) -> None:
    upload = brought(alice, photo())
    switch = f"--{version}" if version.startswith("niji") else f"--v {version}"
    plan = wishes.plan(references.written(f"cat {switch}", [Reference(upload.url, role)]), "fast")
    assert [problem.code for problem in plan.errors] == ([code] if code else [])


def test_our_own_pictures_come_along_with_their_role(alice: User) -> None:
    first, second = brought(alice, photo()), brought(alice, photo("PNG"))
    text = references.written("cat", [Reference(second.url, STYLE), Reference(first.url)])
    (wish,) = wishes.checked(text, "fast").wishes
    assert (wish.pictures, wish.roles) == ((first, second), (IMAGE, STYLE))


def test_a_picture_that_is_gone_is_told_before_it_costs(alice: User) -> None:
    upload = brought(alice, photo())
    text = references.written("cat", [Reference(upload.url)])
    upload.delete()
    (problem,) = wishes.plan(text, "fast").errors
    assert "not there any more" in problem.message


def test_ten_references_come_along_and_more_are_refused_with_a_sentence(alice: User) -> None:
    link = Reference(brought(alice, photo()).url).link
    (wish,) = wishes.checked(f"{f'{link} ' * 10}cat", "fast").wishes
    assert len(wish.pictures) == 10
    (problem,) = wishes.plan(f"{f'{link} ' * 10}cat --sref {link}", "fast").errors
    assert problem.message.startswith("This prompt refers to 11 pictures of this site, and 10 is the most.")


@pytest.mark.usefixtures("ttapi")
def test_a_service_that_cannot_reach_us_is_not_asked(alice: User) -> None:
    text = references.written("cat", [Reference(brought(alice, photo()).url)])
    (problem,) = wishes.plan(text, "fast").errors
    assert problem.message.startswith(f"The image service cannot fetch reference images from {HOME}")


@pytest.mark.usefixtures("ttapi")
@pytest.mark.parametrize(
    ("home", "reached"),
    [("https://mj.example.org", True), ("https://mj.example.org:8443", True), ("http://mj.example.org", False)],
)
def test_a_public_https_address_is_one_to_fetch_from(alice: User, settings: Settings, home: str, reached: bool) -> None:
    settings.PUBLIC_URL = home
    assert (webhooks.address("t" * 43) != "") is reached
    text = references.written("cat", [Reference(brought(alice, photo()).url)])
    assert bool(wishes.plan(text, "fast").errors) != reached


@pytest.mark.usefixtures("ttapi")
def test_links_of_others_are_nothing_to_us(alice: User) -> None:
    assert not wishes.plan("https://e.org/x.png cat", "fast").errors


def test_other_roles_make_another_press(alice: User) -> None:
    upload = brought(alice, photo())
    (wish,) = wishes.checked(references.written("cat", [Reference(upload.url)]), "fast").wishes
    assert replace(wish, roles=(STYLE,)).fingerprint() != wish.fingerprint()
