"""The refusal of what does not fit: whose purse, what is left, when there is more, and what would still fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from jobs import fitting, submit, wishes
from jobs.actions import Action, Step
from jobs.models import Price, Source
from jobs.tariff import DEFAULTS, Mode
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.models import Purse, Window
from mjweb.quotas.spans import Span
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream

RESETS = datetime(2026, 12, 1, tzinfo=UTC)
FOUR = "{a, b, c, d} cat"


def refusal(user: User, text: str, mode: str = "fast", **extra: Any) -> str:
    """What is said where this press does not fit."""
    with pytest.raises(NotEnough) as caught:
        submit.submit(user, Source.PAGE, "k", wishes.checked(text, mode).wishes, **extra)
    return fitting.said(caught.value)


def allow(user: User, amount: int) -> None:
    Window.objects.allow(Purse.objects.of(user), amount)


# What would still fit -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "mode", "left", "words"),
    [
        (FOUR, "turbo", 5_000, "Relax would still fit."),
        (FOUR, "turbo", 4_000, "Relax would still fit."),
        (FOUR, "turbo", 3_999, "Nothing of it fits until then."),
        (FOUR, "fast", 3_000, "The first of 4 would still fit."),
        (FOUR, "relax", 3_000, "The first 3 of 4 would still fit."),
        (FOUR, "relax", 1_000, "The first of 4 would still fit."),
        (FOUR, "relax", 500, "Nothing of it fits until then."),
        ("a cat", "fast", 1_000, "Relax would still fit."),
        ("a cat", "relax", 999, "Nothing of it fits until then."),
        ("a cat", "turbo", 0, "Nothing of it fits until then."),
    ],
)
def test_it_says_what_of_the_press_would_still_fit(alice: User, text: str, mode: str, left: int, words: str) -> None:
    allow(alice, left)
    assert refusal(alice, text, mode).endswith(words)


@pytest.mark.parametrize("mode", ["fast", "relax"])
def test_what_is_said_to_fit_does_fit(alice: User, mode: str) -> None:
    allow(alice, 3_000)
    said = refusal(alice, FOUR, mode)
    first = {"fast": 1, "relax": 3}[mode]
    assert f"The first {f'{first} ' if first > 1 else ''}of 4" in said
    submit.submit(alice, Source.PAGE, "again", wishes.checked(FOUR, mode).wishes[:first])


def test_relax_is_not_offered_where_it_is_no_cheaper(alice: User) -> None:
    allow(alice, 1_500)
    asked = wishes.checked("a cat", "fast").wishes
    dear = {cell: 2_000 if cell.mode == Mode.RELAX else amount for cell, amount in DEFAULTS.items()}
    assert [fitting.relaxed(asked, 100_000, table) for table in (DEFAULTS, dear)] == [1_000, None]


def test_relax_is_not_offered_for_an_action_on_a_picture(alice: User, ttapi: Upstream) -> None:
    (parent,) = press(alice, "a cat")
    drive()
    parent.refresh_from_db()
    wish = wishes.step(parent, Step(Action.UPSCALE, 1))
    assert fitting.relaxed((wish,), 100_000, Price.objects.table()) is None


@pytest.mark.django_db
def test_what_never_resets_says_only_that_nothing_fits() -> None:
    error = NotEnough(4_000, 0, RESETS, whose=Whose.PROJECT, span=Span.TOTAL)
    said = fitting.said(fitting.refused(error, wishes.checked("a cat", "turbo").wishes, DEFAULTS))
    assert said == "4 credits needed, 0 left of the project’s ceiling. Nothing was charged. Nothing of it fits."


# Whose, how much and until when ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whose", "left", "resets"),
    [
        (Whose.PERSON, "4 credits needed, 1.5 left.", "Your quota"),
        (Whose.KEY, "1.5 left of what the API key of this job may spend.", "Its allowance"),
        (Whose.TEAM, "1.5 left in the team’s pool.", "The pool"),
        (Whose.MEMBER, "1.5 left of your part of the team’s pool.", "Your part"),
        (Whose.PROJECT, "1.5 left of the project’s ceiling.", "The ceiling"),
    ],
)
def test_it_names_the_purse_what_is_left_and_when_it_resets(whose: Whose, left: str, resets: str) -> None:
    said = fitting.said(NotEnough(4_000, 1_500, RESETS, whose=whose))
    assert left in said
    assert said.endswith(f"Nothing was charged. {resets} resets on 1 December, 00:00 (UTC).")


def test_it_resets_by_the_calendar_of_the_team(alice: User) -> None:
    alice.team.zone = "Asia/Tokyo"
    alice.team.save()
    allow(alice, 1_000)
    ends = Window.objects.of(User.objects.get(pk=alice.pk)).ends.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"resets on {date_format(ends, 'j F')}, 00:00 (Asia/Tokyo)." in refusal(alice, "a cat")
    assert ends.day == 1


@pytest.mark.parametrize(
    ("narrow", "words"),
    [
        (lambda user: Purse.objects.of_team(user.team), "in the team’s pool. Nothing was charged. The pool resets on"),
        (Purse.objects.of, "left. Nothing was charged. Your quota resets on"),
    ],
)
def test_of_several_purses_it_speaks_of_the_narrowest(alice: User, narrow: Callable[[User], Purse], words: str) -> None:
    Window.objects.allow(narrow(alice), 1_500)
    assert words in refusal(alice, "a cat", "turbo")


def test_a_program_is_told_the_same_as_a_page(client: Client, alice: User) -> None:
    allow(alice, 1_500)
    key = ApiKey.objects.issue(alice, "program")
    answer = client.post(
        "/midjourney/v1/imagine", {"prompt": "a cat"}, "application/json", headers={"TT-API-KEY": key.secret}
    )
    assert (answer.status_code, answer.json()["message"]) == (402, refusal(alice, "a cat"))


def test_a_day_resets_at_the_next_midnight(alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 1_500, span=Span.DAY)
    tomorrow = timezone.localtime(Window.objects.current(Purse.objects.of(alice), span=Span.DAY).ends)
    assert f"resets on {date_format(tomorrow, 'j F, H:i')} (UTC)." in refusal(alice, "a cat")
