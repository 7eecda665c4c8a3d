"""Pages of a team that a role may not open."""

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from mjweb.accounts.models import Membership, Right, Role, User
from mjweb.accounts.needs import needs

pytestmark = pytest.mark.django_db


@needs(Right.QUOTAS)
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the page")


@needs(Right.OWN)
def owners_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the page")


def get(user: User, view: object = page) -> HttpResponseBase:
    request = RequestFactory().get("/team/quotas/")
    request.user = User.objects.get(pk=user.pk)
    assert callable(view)
    answer = view(request)
    assert isinstance(answer, HttpResponse)
    return answer


def text(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def take_on(user: User, role: Role) -> None:
    Membership.objects.filter(user=user, team=user.team).update(role=role)


def test_whoever_has_the_right_gets_the_page(alice: User) -> None:
    assert text(get(alice)) == "the page"


def test_whoever_has_it_not_is_told_which_role_it_takes(bob: User) -> None:
    answer = get(bob)
    assert answer.status_code == 403
    assert "This page needs the role Owner, Admin or Billing." in text(answer)


def test_two_who_can_help_are_named(alice: User, bob: User) -> None:
    for name in ("Dora", "Emil"):
        User.objects.add(f"{name}@example.org", name=name, team=alice.team, role=Role.ADMIN)
    assert "Ask Alice Archer or Dora for it." in text(get(bob))


def test_someone_who_was_deactivated_is_not_named(alice: User, bob: User) -> None:
    User.objects.add("dora@example.org", name="Dora", team=alice.team, role=Role.ADMIN)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert "Ask Dora for it." in text(get(bob))


def test_for_what_owners_do_owners_are_named(alice: User, bob: User) -> None:
    User.objects.add("dora@example.org", name="Dora", team=alice.team, role=Role.ADMIN)
    assert "Ask Alice Archer for it." in text(get(bob, owners_page))


def test_the_page_keeps_the_frame(bob: User) -> None:
    assert 'aria-label="Team"' in text(get(bob))


def test_it_asks_the_space_one_is_in(bob: User) -> None:
    bob.enter(bob.personal_space)
    assert text(get(bob)) == "the page"


def test_a_stranger_is_asked_about_their_own_team(alice: User, charlie: User) -> None:
    take_on(charlie, Role.VIEWER)
    answer = text(get(charlie))
    assert "Nobody in this team can give it now" in answer
    assert "Alice" not in answer
