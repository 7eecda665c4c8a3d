"""A review by people without an account: names, comments with pins, verdicts, the end."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from jobs.models import Picture
from mjweb.accounts.by import By
from mjweb.accounts.models import Kind, Notice, User
from mjweb.gallery import search, tokens, whose
from mjweb.gallery.models import Guest, Judgement, Link, Opinion, Remark
from mjweb.gallery.models import guest as guests
from mjweb.gallery.models import remark as remarks
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.linking import linked

TRICK = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture
def link(alice: User, made: Make) -> Link:
    cache.clear()  # what other tests wrote, and how fast
    return linked(alice, made(alice, "a cat", 2), is_review=True)


def guest(link: Link, name: str = "Nora") -> Client:
    """A browser of somebody who has said their name."""
    client = Client()
    assert client.post(f"{link.path}1/come/", {"name": name}).status_code == 302
    return client


def say(client: Client, link: Link, text: str = "Too low", place: int = 1, **at: int) -> int:
    return client.post(f"{link.path}{place}/remark/", {"text": text, **at}).status_code


def judge(client: Client, link: Link, ruling: str, place: int = 1) -> int:
    return client.post(f"{link.path}{place}/verdict/", {"ruling": ruling}).status_code


def page(client: Client, link: Link, place: int = 1) -> str:
    return client.get(f"{link.path}{place}/").content.decode()


def test_a_guest_says_a_name_before_anything_else(client: Client, link: Link) -> None:
    assert 'name="name"' in page(client, link)
    assert 'name="text"' not in page(client, link)
    say(client, link)
    judge(client, link, "approved")
    assert (Guest.objects.count(), Remark.objects.count(), Opinion.objects.count()) == (0, 0, 0)


def test_a_comment_needs_no_script_and_no_pin(link: Link) -> None:
    nora = guest(link)
    assert say(nora, link) == 302
    assert say(nora, link, "Here", x=250, y=1000) == 302
    assert [(one.text, one.x, one.y) for one in Remark.objects.begun()] == [
        ("Too low", None, None),
        ("Here", 250, 1000),
    ]
    shown = page(nora, link)
    assert re.search(r'<li style="--x:250;--y:1000"><a href="#r\d+"[^>]*>2</a>', shown)
    assert shown.count("--x:") == 1


@pytest.mark.parametrize("x", [1001, -1])
def test_a_pin_lies_on_the_picture(link: Link, x: int) -> None:
    assert say(guest(link), link, x=x, y=5) == 422
    assert not Remark.objects.exists()


def test_text_of_guests_stays_text(client: Client, alice: User, link: Link) -> None:
    nora = guest(link, TRICK)
    say(nora, link, TRICK)
    judge(nora, link, "approved")
    client.force_login(alice)
    for told in (page(nora, link), *(client.get(f"/links/{link.pk}/{end}").content.decode() for end in ("", "1/"))):
        assert "&lt;img src=x" in told or "&lt;script&gt;" in told
        assert not re.search(r"<script>alert|<img src=x", told)


def test_a_comment_has_a_thousand_characters_at_most(link: Link) -> None:
    nora = guest(link)
    assert say(nora, link, "x" * 1001) == 422
    assert say(nora, link, " ") == 422
    assert say(nora, link, "x" * 1000) == 302


def test_a_room_has_room_for_so_many_comments_and_guests(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remarks, "MOST_OF_GUEST", 2)
    monkeypatch.setattr(guests, "MOST", 1)
    nora = guest(link)
    assert [say(nora, link) for _ in range(3)] == [302, 302, 422]
    assert Client().post(f"{link.path}1/come/", {"name": "Otto"}).status_code == 429


def test_whoever_writes_faster_than_people_is_told_to_wait(link: Link) -> None:
    nora = guest(link)
    assert [judge(nora, link, "approved") for _ in range(31)][-2:] == [302, 422]


def test_a_guest_is_known_in_this_link_alone(alice: User, link: Link) -> None:
    other = linked(alice, [one.picture for one in link.pictures.all()], is_review=True)
    nora = guest(link)
    for name in list(nora.cookies):
        if name.startswith("mjweb_guest"):
            nora.cookies[name.split("_")[0] + "_guest_" + other.token[:16]] = nora.cookies[name].value
    say(nora, other)
    assert not Remark.objects.exists()


def test_a_link_without_review_takes_nothing(alice: User, link: Link) -> None:
    nora = guest(link)
    Link.objects.update(is_review=False)
    answers = {
        nora.post(f"{link.path}1/{act}/", {"name": "x"}).status_code for act in ("come", "remark", "verdict", "done")
    }
    assert answers == {404}


def test_a_revoked_link_takes_nothing_more(alice: User, link: Link) -> None:
    nora = guest(link)
    link.revoke(By(alice))
    assert (say(nora, link), judge(nora, link, "approved")) == (410, 410)
    assert nora.get(f"{link.path}1/pulse/", {"since": "x"}).status_code == 410


def test_a_script_gets_the_parts_that_changed(link: Link) -> None:
    nora = guest(link)
    answer = nora.post(f"{link.path}1/verdict/", {"ruling": "change"}, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert re.search(r'id="v-change"[^>]*aria-pressed="true"', told)
    assert re.findall(r'id="(\w+)"[^>]*hx-swap-oob="true"', told) == ["pins", "said", "pulse"]


def test_the_pulse_is_silent_while_nothing_is_new(link: Link, django_assert_num_queries: object) -> None:
    nora, otto = guest(link), guest(link, "Otto")
    since = re.findall(r"pulse/\?since=(\d+)", page(otto, link))[0]
    pulse = f"{link.path}1/pulse/"
    with django_assert_num_queries(2):  # type: ignore[operator]  # pytest-django does not type its fixture
        assert otto.get(pulse, {"since": since}).status_code == 204
    say(nora, link, "Look here")
    assert "Look here" in otto.get(pulse, {"since": since}).content.decode()


# What came of it ------------------------------------------------------------------------------------------------------


def found(user: User, text: str) -> list[int]:
    return search.newest(tokens.read(user, text, (whose.team(user),)), 60)


def test_verdicts_are_filters_of_the_gallery(alice: User, charlie: User, link: Link) -> None:
    first, second = (one.picture_id for one in link.pictures.order_by("place"))
    nora = guest(link)
    judge(nora, link, "approved", 1)
    judge(nora, link, "change", 2)
    assert (found(alice, "is:approved"), found(alice, "is:change"), found(alice, "is:rejected")) == (
        [first],
        [second],
        [],
    )
    judge(nora, link, "rejected", 2)
    assert (found(alice, "is:change"), found(alice, "is:rejected")) == ([], [second])
    judge(nora, link, "none", 2)
    assert found(alice, "is:rejected") == []
    assert found(charlie, "is:approved") == []


def test_of_several_guests_the_strictest_counts(alice: User, link: Link) -> None:
    nora, otto = guest(link), guest(link, "Otto")
    judge(nora, link, "rejected")
    judge(otto, link, "approved")
    assert Judgement.objects.get().ruling == "rejected"
    judge(nora, link, "approved")
    assert Judgement.objects.get().ruling == "approved"


def test_a_later_review_replaces_an_earlier_one(alice: User, link: Link) -> None:
    judge(guest(link), link, "rejected")
    again = linked(alice, [link.pictures.order_by("place")[0].picture], is_review=True)
    judge(guest(again), again, "approved")
    assert Judgement.objects.get().ruling == "approved"


def test_a_picture_that_goes_takes_its_judgement_along(alice: User, link: Link) -> None:
    judge(guest(link), link, "approved")
    Picture.objects.get(pk=Judgement.objects.get().picture_id).delete()
    assert not Judgement.objects.exists()
    assert found(alice, "is:approved") == []


def test_the_maker_is_told_once_that_a_guest_is_done(alice: User, link: Link) -> None:
    nora = guest(link)
    judge(nora, link, "approved")
    say(nora, link)
    for _ in range(2):
        nora.post(f"{link.path}1/done/")
    notice = Notice.objects.get(kind=Kind.REVIEWED)
    assert notice.user == alice
    assert notice.sentence == ("Nora has finished reviewing “Autumn”: 1 approved, 0 to change, 0 rejected, 1 comment.")
    say(nora, link)
    nora.post(f"{link.path}1/done/")
    assert Notice.objects.filter(kind=Kind.REVIEWED).count() == 2
