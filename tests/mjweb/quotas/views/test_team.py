"""Team › Quotas: what is set there holds, is in the ledger and in the trail, and is nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Membership, Notice, Project, Role, User, Verb
from mjweb.quotas.models import Allowance, Default, Grant, Kind, Line, Purse, Request, Window
from mjweb.quotas.spans import Span

pytestmark = pytest.mark.django_db
PAGE = "/team/quotas/"


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def pool_page(user: User) -> str:
    return f"{PAGE}pool/{user.team.pk}/"


def test_a_pool_is_set_with_its_line_and_its_entry(hers: Client, alice: User) -> None:
    answer = hers.post(pool_page(alice), {"month-amount": "500", "month-rolls": "on", "do": "limit"})
    assert answer.status_code == 302
    allowance = Allowance.objects.get(purse__team=alice.team, purse__user=None)
    assert (allowance.span, allowance.amount, allowance.rolls_over, allowance.is_soft) == (
        "month",
        500_000,
        True,
        False,
    )
    entry = Entry.objects.get(verb=Verb.QUOTA_CHANGED)
    assert (entry.actor, entry.detail) == (alice, "Monthly allowance: no limit → 500, rolls over")


def test_a_change_is_a_line_of_the_ledger_with_its_actor(hers: Client, alice: User) -> None:
    hers.post(pool_page(alice), {"day-amount": "20", "do": "limit"})
    hers.post(pool_page(alice), {"day-amount": "50", "do": "limit"})
    line = Line.objects.filter(window__purse__team=alice.team).newest_first()[0]
    assert (line.kind, line.amount, line.actor) == (Kind.CORRECT, 30_000, alice)


def test_an_emptied_field_takes_the_limit_away(hers: Client, alice: User) -> None:
    hers.post(pool_page(alice), {"day-amount": "20", "do": "limit"})
    hers.post(pool_page(alice), {"day-amount": "", "do": "limit"})
    assert [window.purse.whose for window in Window.objects.paying(alice, team=alice.team)] == ["person"]


def test_a_person_always_has_a_month(hers: Client, alice: User, bob: User) -> None:
    Purse.objects.of(bob)
    answer = hers.post(f"{PAGE}person/{bob.pk}/", {"month-amount": "", "do": "limit"})
    assert answer.status_code == 422
    assert Allowance.objects.get(purse__user=bob).amount == 200_000


def test_a_cap_and_a_ceiling_are_set(hers: Client, alice: User, bob: User) -> None:
    project = Project.objects.create(team=alice.team, name="Autumn")
    hers.post(f"{PAGE}cap/{bob.pk}/", {"week-amount": "7.5", "week-soft": "on", "do": "limit"})
    hers.post(f"{PAGE}project/{project.pk}/", {"total-amount": "900", "do": "limit"})
    found = {one.purse.whose: (one.span, one.amount, one.is_soft) for one in Allowance.objects.filter(purse__user=bob)}
    assert found == {"member": ("week", 7_500, True)}
    assert Allowance.objects.get(purse__project=project).amount == 900_000


def test_whoever_may_spend_more_or_less_hears_of_it_once(hers: Client, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    hers.post(f"/team/quotas/person/{bob.pk}/", {"month-amount": "150", "day-amount": "10", "do": "limit"})
    hers.post(f"/team/quotas/cap/{bob.pk}/", {"day-amount": "5", "do": "limit"})
    assert [one.sentence for one in Notice.objects.of(bob).order_by("pk")] == [
        "Your allowance: changed by Alice Archer. Daily allowance: no limit → 10; Monthly allowance: 100 → 150",
        "Your part of the pool of Studio: changed by Alice Archer. Daily allowance: no limit → 5",
    ]


def test_whoever_is_given_something_extra_hears_of_it(hers: Client, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    day = f"{timezone.localdate()}"
    hers.post(
        f"/team/quotas/person/{bob.pk}/", {"do": "give", "amount": "5", "span": "month", "day": day, "reason": "Expo"}
    )
    assert Notice.objects.get().sentence == "Alice Archer gave you 5 credits extra in Studio. Expo"


def test_what_is_given_for_a_later_day_is_told_with_that_day(hers: Client, bob: User) -> None:
    Purse.objects.of(bob, 100_000)
    day = timezone.localdate() + timedelta(days=3)
    hers.post(f"/team/quotas/person/{bob.pk}/", {"do": "give", "amount": "5", "span": "month", "day": f"{day}"})
    told = f"Alice Archer gave you 5 credits extra in Studio. From {date_format(day, 'j F Y')} on."
    assert Notice.objects.get().sentence == told


def test_nobody_hears_of_the_pool_and_of_their_own_doing(hers: Client, alice: User, bob: User) -> None:
    hers.post(pool_page(alice), {"month-amount": "500", "do": "limit"})
    hers.post(f"/team/quotas/person/{alice.pk}/", {"month-amount": "150", "do": "limit"})
    assert Entry.objects.filter(verb=Verb.QUOTA_CHANGED).count() == 2
    assert not Notice.objects.exists()


def test_an_extra_grant_of_today_is_given_at_once(hers: Client, alice: User, bob: User) -> None:
    before = Window.objects.of(bob).left
    form = {"amount": "25", "span": "month", "day": timezone.localdate().isoformat(), "reason": "Launch", "do": "give"}
    assert hers.post(f"{PAGE}person/{bob.pk}/", form).status_code == 302
    assert Window.objects.of(bob).left == before + 25_000
    assert Line.objects.newest_first()[0].reason == "Launch"


def test_a_dated_grant_waits_for_its_month(hers: Client, alice: User, bob: User) -> None:
    left, day = Window.objects.of(bob).left, timezone.localdate() + timedelta(days=40)
    form = {"amount": "25", "span": "month", "day": day.isoformat(), "do": "give"}
    hers.post(f"{PAGE}person/{bob.pk}/", form)
    assert (Window.objects.of(bob).left, Grant.objects.get().given) == (left, False)
    later = Window.objects.current(Purse.objects.of(bob), timezone.now() + timedelta(days=40))
    assert later.left == 225_000
    assert Grant.objects.get().given


@pytest.mark.parametrize("day", ["2020-01-01", "9999-01-01", "soon", ""])
def test_a_day_that_makes_no_sense_is_refused(hers: Client, bob: User, day: str) -> None:
    Purse.objects.of(bob)
    form = {"amount": "25", "span": "month", "day": day, "do": "give"}
    assert hers.post(f"{PAGE}person/{bob.pk}/", form).status_code == 422
    assert Grant.objects.count() == 0


def test_what_new_people_get_is_set(hers: Client, alice: User) -> None:
    hers.post(f"{PAGE}default/", {"default-amount": "80"})
    assert Default.objects.get(team=alice.team).amount == 80_000


@pytest.mark.parametrize("amount", ["-1", "many", "1e999", "0.0001", "10000001"])
def test_an_amount_that_makes_no_sense_is_refused(hers: Client, alice: User, amount: str) -> None:
    assert hers.post(pool_page(alice), {"month-amount": amount, "do": "limit"}).status_code == 422
    assert not Allowance.objects.filter(purse__team=alice.team).exists()


def test_looking_makes_nothing(hers: Client, alice: User, bob: User) -> None:
    before = (Purse.objects.count(), Window.objects.count())
    for page in (PAGE, pool_page(alice), f"{PAGE}cap/{bob.pk}/"):
        assert hers.get(page).status_code == 200
    assert (Purse.objects.filter(team=alice.team).count(), Window.objects.filter(purse__team=alice.team).count()) == (
        0,
        0,
    )
    assert before[0] == 1


def test_a_request_is_approved_by_one_press(hers: Client, alice: User, bob: User) -> None:
    asked = Request.objects.ask(By(bob), Window.objects.of(bob), "For Friday.")
    assert asked is not None
    assert "For Friday." in hers.get(PAGE).content.decode()
    left = Window.objects.of(bob).left
    hers.post(f"{PAGE}requests/{asked.pk}/", {"amount": "12.5", "do": "give"})
    assert Window.objects.of(bob).left == left + 12_500


def test_a_request_is_declined_with_a_sentence(hers: Client, alice: User, bob: User) -> None:
    asked = Request.objects.ask(By(bob), Window.objects.of(bob), "")
    assert asked is not None
    hers.post(f"{PAGE}requests/{asked.pk}/", {"words": "Next month.", "do": "decline"})
    asked.refresh_from_db()
    assert (asked.answer, asked.granted) == ("Next month.", None)


def test_a_person_whom_another_team_looks_after_has_only_a_cap_here(hers: Client, alice: User, charlie: User) -> None:
    Membership.objects.create(user=charlie, team=alice.team)
    assert hers.get(f"{PAGE}person/{charlie.pk}/").status_code == 404
    assert hers.get(f"{PAGE}cap/{charlie.pk}/").status_code == 200
    assert "Set in the team they joined first" in hers.get(PAGE).content.decode()


def test_a_stranger_is_not_there(hers: Client, charlie: User) -> None:
    theirs = Project.objects.create(team=charlie.team, name="Secret")
    pages = (f"person/{charlie.pk}/", f"cap/{charlie.pk}/", f"pool/{charlie.team.pk}/", f"project/{theirs.pk}/")
    assert [hers.get(f"{PAGE}{page}").status_code for page in pages] == [404] * 4
    assert [hers.post(f"{PAGE}{page}", {"month-amount": "1"}).status_code for page in pages] == [404] * 4


def test_a_request_in_another_team_is_not_there(hers: Client, charlie: User) -> None:
    User.objects.add("boss@example.org", team=charlie.team, role=Role.OWNER)
    asked = Request.objects.ask(By(charlie), Window.objects.of(charlie), "")
    assert asked is not None
    assert hers.post(f"{PAGE}requests/{asked.pk}/", {"do": "give"}).status_code == 404


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
def test_who_may_not_set_quotas_is_told_so(client: Client, bob: User, role: Role) -> None:
    Membership.objects.filter(user=bob).update(role=role)
    client.force_login(bob)
    assert client.get(PAGE).status_code == 403
    assert client.post(pool_page(bob), {"month-amount": "1"}).status_code == 403
    assert Allowance.objects.filter(purse__team=bob.team).count() == 0


def test_who_does_not_run_the_site_sets_no_allowance_and_answers_no_request_of_their_own(
    client: Client, alice: User, bob: User
) -> None:
    Membership.objects.filter(user=bob).update(role=Role.ADMIN)
    asked = Request.objects.ask(By(bob), Window.objects.of(bob), "")
    assert asked is not None
    client.force_login(bob)
    assert client.post(f"{PAGE}person/{bob.pk}/", {"month-amount": "9999", "do": "limit"}).status_code == 404
    assert client.post(f"{PAGE}requests/{asked.pk}/", {"amount": "99", "do": "give"}).status_code == 404
    assert client.get(f"{PAGE}person/{alice.pk}/").status_code == 200
    assert f'href="{PAGE}person/{bob.pk}/"' not in client.get(PAGE).content.decode()


def test_nobody_looks_after_themselves(client: Client, charlie: User) -> None:
    Membership.objects.filter(user=charlie, team__personal_of=None).delete()
    client.force_login(User.objects.get(pk=charlie.pk))
    assert client.get(PAGE).status_code == 404


def test_the_page_costs_the_same_for_many_people(hers: Client, alice: User, bob: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            hers.get(PAGE)
        return len(found)

    def limited(user: User) -> None:
        Window.objects.of(user)
        Window.objects.allow(Purse.objects.of_member(alice.team, user), 1_000, span=Span.DAY)

    limited(bob)
    queries()  # opens what alice's own windows are
    few = queries()
    for number in range(8):
        limited(User.objects.add(f"p{number}@example.org", team=alice.team))
    assert queries() == few
