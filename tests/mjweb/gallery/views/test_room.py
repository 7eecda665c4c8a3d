"""A review from the inside: who sees it, who answers, who is told nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery.models import Guest, Link, Remark
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.linking import linked


@pytest.fixture
def remark(alice: User, made: Make) -> Remark:
    link = linked(alice, made(alice, "a cat", 2), is_review=True)
    nora = Guest.objects.come(link, "Nora")
    assert nora is not None
    Remark.objects.say(nora, link.pictures.get(place=1), "Too low", (250, 500))
    return Remark.objects.get()


def room(remark: Remark) -> str:
    return f"/links/{remark.shown.link_id}/1/"


def test_the_team_sees_pins_on_the_picture(client: Client, bob: User, remark: Remark) -> None:
    client.force_login(bob)
    for address in (room(remark), f"/links/{remark.shown.link_id}/"):
        told = client.get(address).content.decode()
        assert "--x:250;--y:500" in told
    assert "Too low" in client.get(room(remark)).content.decode()


def test_charlie_sees_and_answers_nothing(client: Client, charlie: User, remark: Remark) -> None:
    client.force_login(charlie)
    comments = f"/links/{remark.shown.link_id}/comments/{remark.pk}"
    asked = [client.get(room(remark)), client.get(f"{room(remark)}pulse/?since=1")]
    asked += [client.post(f"{comments}/{act}/", {"text": "x"}) for act in ("answer", "resolve")]
    assert {answer.status_code for answer in asked} == {404}
    assert Remark.objects.count() == 1


def test_a_viewer_looks_and_does_not_answer(client: Client, bob: User, remark: Remark) -> None:
    Membership.objects.filter(user=bob, team=remark.shown.link.team).update(role=Role.VIEWER)
    client.force_login(bob)
    assert "Answer" not in client.get(room(remark)).content.decode()
    assert client.post(f"/links/{remark.shown.link_id}/comments/{remark.pk}/answer/", {"text": "x"}).status_code == 404


def test_an_answer_reaches_the_guest(client: Client, bob: User, remark: Remark) -> None:
    client.force_login(bob)
    client.post(f"/links/{remark.shown.link_id}/comments/{remark.pk}/answer/", {"text": "We will raise it"})
    guest = Client().get(f"{remark.shown.link.path}1/").content.decode()
    assert re.search(r'class="reply">.*Bob Baker.*We will raise it', guest)


def test_a_comment_is_resolved_and_opened_again(client: Client, alice: User, remark: Remark) -> None:
    client.force_login(alice)
    resolve = f"/links/{remark.shown.link_id}/comments/{remark.pk}/resolve/"
    client.post(resolve)
    remark.refresh_from_db()
    assert (remark.resolved_at is not None, remark.resolved_by) == (True, alice)
    assert 'data-state="resolved"' in client.get(room(remark)).content.decode()
    client.post(resolve, {"open": "1"})
    remark.refresh_from_db()
    assert remark.resolved_at is None


def test_the_pulse_of_the_team_is_silent_while_nothing_is_new(client: Client, alice: User, remark: Remark) -> None:
    client.force_login(alice)
    link = Link.objects.get()
    assert client.get(f"{room(remark)}pulse/", {"since": link.version}).status_code == 204
    assert "Too low" in client.get(f"{room(remark)}pulse/", {"since": link.version - 1}).content.decode()


def test_the_results_cost_the_same_for_many_pictures(
    client: Client, alice: User, made: Make, django_assert_max_num_queries: object
) -> None:
    link = linked(alice, [*made(alice, "a cat"), *made(alice, "a dog"), *made(alice, "an owl")], is_review=True)
    client.force_login(alice)
    with django_assert_max_num_queries(16):  # type: ignore[operator]  # pytest-django does not type its fixture
        client.get(f"/links/{link.pk}/")
