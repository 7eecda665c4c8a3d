"""What a share link shows to people without an account, and what it never shows."""

from __future__ import annotations

import io
import re

import pytest
from allauth.account import app_settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image, PngImagePlugin

from jobs.models import Job, Picture
from mjweb.accounts.by import By
from mjweb.accounts.models import Membership, Role, Team, User
from mjweb.gallery import gate
from mjweb.gallery.models import Link, LinkedPicture
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.linking import expire, linked

SECRET = "zeppelin over Osnabrück"


@pytest.fixture
def pictures(alice: User, made: Make) -> list[Picture]:
    return made(alice, SECRET)


def first(link: Link) -> LinkedPicture:
    return link.pictures.order_by("place")[0]


def addresses(link: Link) -> list[str]:
    """Everything that a guest may ask for of the first picture of a link."""
    one = first(link)
    return [link.path, f"{link.path}{one.place}/", one.url_320, one.url_640, one.url_1600, one.file]


def statuses(client: Client, link: Link) -> set[int]:
    return {client.get(address).status_code for address in addresses(link)}


def test_a_guest_sees_the_pictures_of_the_link(client: Client, alice: User, pictures: list[Picture]) -> None:
    link = linked(alice, pictures[:2], may_download=True)
    assert statuses(client, link) == {200}
    assert client.get(link.path).content.decode().count("<li style=") == 2


def test_an_address_that_was_guessed_is_a_404(client: Client, alice: User, pictures: list[Picture]) -> None:
    link = linked(alice, pictures, may_download=True)
    Link.objects.update(token="x" * 43)
    assert client.get(link.path).status_code == 404
    one = first(link)
    LinkedPicture.objects.filter(pk=one.pk).update(token="y" * 43)
    assert {client.get(address).status_code for address in (one.url_320, one.url_1600, one.file)} == {404}


def test_a_revoked_link_is_gone_with_its_pictures_at_the_next_request(
    client: Client, alice: User, pictures: list[Picture]
) -> None:
    link = linked(alice, pictures, may_download=True)
    assert statuses(client, link) == {200}
    link.revoke(By(alice))
    assert statuses(client, link) == {410}


def test_an_expired_link_is_gone_with_its_pictures(client: Client, alice: User, pictures: list[Picture]) -> None:
    link = linked(alice, pictures, may_download=True)
    expire(link)
    assert statuses(client, link) == {410}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BILLING])
def test_a_link_rests_while_its_maker_may_not_share(
    client: Client, alice: User, bob: User, made: Make, role: Role
) -> None:
    link = linked(bob, made(bob, "a cat", 1), may_download=True)
    Membership.objects.filter(user=bob, team=link.team).update(role=role)
    assert statuses(client, link) == {410}
    Membership.objects.filter(user=bob, team=link.team).update(role=Role.MEMBER)
    assert statuses(client, link) == {200}


def test_what_its_maker_may_not_see_any_more_is_not_shown(
    client: Client, alice: User, bob: User, pictures: list[Picture]
) -> None:
    link = linked(bob, pictures, may_download=True)
    Picture.objects.filter(pk=pictures[0].pk).update(team=Team.objects.create(name="Harbour"))
    page = client.get(link.path).content.decode()
    assert first(link).url_320 not in page
    assert "3 pictures" in page
    assert [client.get(address).status_code for address in addresses(link)[1:]] == [404, 410, 410, 410, 410]


def test_a_deleted_picture_is_gone_at_the_next_request(client: Client, alice: User, pictures: list[Picture]) -> None:
    link = linked(alice, pictures)
    shown = addresses(link)[1:5]
    pictures[0].delete()
    assert {client.get(address).status_code for address in shown} == {404}


def test_charlie_of_another_team_sees_no_more_than_any_guest(
    client: Client, alice: User, charlie: User, pictures: list[Picture]
) -> None:
    link = linked(alice, pictures[:1])
    client.force_login(charlie)
    assert client.get(link.path).status_code == 200
    assert client.get(f"/links/{link.pk}/").status_code == 404
    assert client.get(f"/pictures/{pictures[0].pk}/").status_code == 404


def test_no_prompt_and_no_sibling_stands_anywhere(client: Client, alice: User, pictures: list[Picture]) -> None:
    link = linked(alice, pictures[:1], may_download=True)
    told = b""
    for address in addresses(link):
        answer = client.get(address)
        told += b"".join(answer) + str(answer.headers).encode()
    words = [SECRET, "zeppelin", str(pictures[0].job.uid), pictures[0].job.uid.hex]
    words += [one.token for one in pictures] + [one.sha256 for one in pictures]
    words += [f"/pictures/{one.pk}" for one in pictures]
    assert [word for word in words if word.encode() in told] == []


def written_in(picture: Picture) -> Picture:
    """The same picture with its prompt in the file, as engines write it."""
    out, notes = io.BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Description", SECRET)
    notes.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    Image.new("RGB", (96, 64), (9, 90, 200)).save(out, "PNG", pnginfo=notes)
    picture.sha256 = f"{'0' * 60}{picture.pk:04d}"
    default_storage.save(picture.name, ContentFile(out.getvalue()))
    picture.save()
    return picture


def test_the_file_of_a_download_holds_no_prompt_and_the_same_pixels(
    client: Client, alice: User, pictures: list[Picture]
) -> None:
    written_in(pictures[0])
    answer = client.get(first(linked(alice, pictures[:1], may_download=True)).file)
    assert "attachment" in answer["Content-Disposition"]
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.getpixel((5, 5)) == (9, 90, 200)
        assert image.info == {}
    assert b"zeppelin" not in answer.content


def test_a_prompt_that_is_shown_gives_no_address_of_another_picture(
    client: Client, alice: User, pictures: list[Picture]
) -> None:
    (picture, other, *_rest) = pictures
    words = f"{SECRET} http://localhost{other.url}"
    Job.objects.filter(pk=picture.job_id).update(prompt=words, text=words)
    link = linked(alice, pictures[:1], shows_prompts=True)
    for address in addresses(link)[:2]:
        page = client.get(address).content.decode()
        assert SECRET in page
        assert other.token not in page


def test_nothing_is_downloaded_where_that_is_off(client: Client, alice: User, pictures: list[Picture]) -> None:
    link = linked(alice, pictures)
    assert client.get(first(link).file).status_code == 404
    assert first(link).file not in client.get(f"{link.path}1/").content.decode()


def test_a_watermark_is_drawn_into_every_size(client: Client, alice: User, pictures: list[Picture]) -> None:
    plain, marked = first(linked(alice, pictures)), first(linked(alice, pictures, has_watermark=True))
    for name in ("url_320", "url_640", "url_1600"):
        assert client.get(getattr(plain, name)).content != client.get(getattr(marked, name)).content


def test_no_cache_keeps_anything_and_no_search_engine_lists_it(
    client: Client, alice: User, pictures: list[Picture]
) -> None:
    link = linked(alice, pictures, may_download=True)

    def headers() -> set[tuple[str, ...]]:
        names = ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")
        return {tuple(client.get(address)[name] for name in names) for address in addresses(link)}

    sealed = {("private, no-store", "noindex, nofollow, noarchive", "same-origin")}
    assert headers() == sealed
    link.revoke(By(alice))
    assert headers() == sealed


def test_openings_are_written_down_without_the_whole_address(
    client: Client, alice: User, pictures: list[Picture]
) -> None:
    link = linked(alice, pictures)
    client.get(link.path, REMOTE_ADDR="198.51.100.77", headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    client.get(link.path, REMOTE_ADDR="198.51.100.77")
    assert [(one.address, one.agent) for one in link.openings.order_by("pk")][:1] == [
        ("198.51.100.0/24", "Firefox on Linux")
    ]
    link.refresh_from_db()
    assert (link.opened, link.openings.count()) == (2, 2)


# The password ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(alice: User, pictures: list[Picture]) -> Link:
    cache.clear()  # tries of other tests
    return linked(alice, pictures, password="heron over water", may_download=True)


def test_a_link_with_a_password_shows_nothing_before_it(client: Client, closed: Link) -> None:
    page = client.get(closed.path)
    assert 'type="password"' in page.content.decode()
    assert not re.search(rf"{closed.title}|Studio|Alice", page.content.decode())
    assert client.get(f"{closed.path}1/").status_code == 302
    assert {client.get(address).status_code for address in addresses(closed)[2:]} == {404}
    assert closed.openings.count() == 0


def test_the_password_opens_the_link_and_its_pictures_in_this_browser(client: Client, closed: Link) -> None:
    assert client.post(closed.path, {"password": "heron over water"}).status_code == 302
    assert statuses(client, closed) == {200}
    assert Client().get(first(closed).url_320).status_code == 404


def test_a_wrong_password_opens_nothing(client: Client, closed: Link) -> None:
    assert client.post(closed.path, {"password": "heron over wate"}).status_code == 422
    assert client.get(first(closed).url_320).status_code == 404


def test_passwords_are_tried_as_seldom_as_at_the_door(client: Client, closed: Link) -> None:
    most = int(app_settings.RATE_LIMITS["login_failed"].rpartition(",")[2].partition("/")[0])
    for number in range(most):
        assert client.post(closed.path, {"password": f"wrong {number}"}).status_code == 422
    assert client.post(closed.path, {"password": "heron over water"}).status_code == 429


def test_the_cookie_of_one_link_opens_no_other(client: Client, alice: User, closed: Link) -> None:
    other = linked(alice, [first(closed).picture], password="heron over water")
    client.post(closed.path, {"password": "heron over water"})
    name, value = next((name, one.value) for name, one in client.cookies.items() if name.startswith("mjweb_link"))
    client.cookies[gate.cookie_of(other)] = value
    assert name != gate.cookie_of(other)
    assert client.get(first(other).url_320).status_code == 404


def test_a_gate_that_was_passed_ends_with_the_link(client: Client, alice: User, closed: Link) -> None:
    client.post(closed.path, {"password": "heron over water"})
    closed.revoke(By(alice))
    assert statuses(client, closed) == {410}
