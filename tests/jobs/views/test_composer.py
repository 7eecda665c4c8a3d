"""The prompt bar: what it says of cost, speed and trouble."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jobs.forms import PromptForm
from jobs.models import Mode
from jobs.views import estimates
from jobs.views.composer import Composer
from mjweb.quotas.context import Credits

RESETS = datetime(2026, 12, 1, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def bar(left: int = 412_000, **fields: str) -> Composer:
    return Composer(PromptForm(fields), Credits(left, 1_000_000, RESETS))


def test_an_empty_bar_shows_the_price_of_one_grid() -> None:
    empty = bar(mode="turbo")
    assert (empty.cost, empty.then, empty.label) == ("4 credits", "412 left, then 408", "Create")


def test_several_prompts_are_counted_listed_and_priced() -> None:
    several = bar(prompt="{dawn, dusk} light, {risograph, gouache} print")
    assert (several.cost, several.label, several.prompts_label) == ("8 credits", "Create 4", "4 prompts")
    assert several.choices == ["dawn, dusk", "risograph, gouache"]
    assert several.prompts[1] == ("dawn light, gouache print", "2 credits")


def test_what_is_short_says_so_and_what_would_fit() -> None:
    short = bar(1000, prompt="a cat")
    assert (short.is_short, short.then, short.hint) == (True, "1 left", "Relax would still fit.")
    assert bar(1000, prompt="{a, b}", mode="relax").hint == "The first of 2 would still fit."
    assert bar(2500, prompt="{a, b, c}", mode="relax").hint == "The first 2 of 3 would still fit."
    assert bar(0, prompt="a cat").hint == ""


def test_without_recent_jobs_the_promise_stands_in() -> None:
    assert bar().expect == ("No recent jobs", "promised within 90 s")
    assert bar().promise == "Promised: within 90 s, 98 % succeed."


def test_a_weak_speed_names_a_better_one(monkeypatch: pytest.MonkeyPatch) -> None:
    paces = {
        Mode.TURBO: estimates.Pace(14, 70),
        Mode.FAST: estimates.Pace(55, 97),
        Mode.RELAX: estimates.Pace(None, None),
    }
    monkeypatch.setattr(estimates, "pace", lambda mode: paces[Mode(mode)])
    weak = bar(mode="turbo")
    assert weak.expect == ("About 15 s a job", "70 % succeed")
    assert weak.better == "Turbo is busy; Fast succeeds more often right now."
    assert bar(mode="fast").better == ""


def test_problems_come_errors_first_with_their_parameter() -> None:
    wrong = bar(prompt="a cat --s 5000")
    wrong.tell_problems()
    assert (wrong.sentences[0].level, wrong.sentences[0].parameter) == ("error", "stylize")
