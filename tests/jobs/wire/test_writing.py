"""What we say to TT API's callers; and that it can be read back without loss."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import wire
from jobs.actions import ASKED, RULES, Action, Shape, Step
from jobs.wire.facts import Facts
from jobs.wire.names import State

JOB = "37b8b0c0-5b3a-4a4c-9d5f-4f2a7a1d0e11"
URL = "https://pictures.example/p/abc.png"
TILES = tuple(f"https://pictures.example/p/{n}.png" for n in (1, 2, 3, 4))
GRID = Facts(
    job_id=JOB,
    step=Step(Action.IMAGINE),
    state="success",
    prompt="a fox",
    mode="fast",
    progress=100,
    whole=(URL,),
    tiles=TILES,
    offered=(Step(Action.UPSCALE, 1), Step(Action.REROLL)),
    seed=7,
    width=2048,
    height=2048,
    cost=3000,
)
KEYS = {
    *(
        "actions",
        "action",
        "jobId",
        "job_id",
        "progress",
        "prompt",
        "discordImage",
        "cdnImage",
        "hookUrl",
        "components",
    ),
    *("seed", "images", "width", "height", "quota", "mode"),
}

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
links = st.from_regex(r"https?://[a-z]{1,9}\.example/[a-z0-9_/]{1,20}\.(png|jpg|webp)", fullmatch=True)
steps = st.sampled_from(
    [Step(action, index) for action, rule in ASKED.items() for index in ((1, 2, 3, 4) if rule.indexed else (0,))]
)


@st.composite
def every_facts(draw: st.DrawFn) -> Facts:
    """Facts in the form that their class describes."""
    state: State = draw(st.sampled_from(["waiting", "running", "success", "failed"]))
    step = draw(steps)
    done = state == "success"
    shape = RULES[step.action].makes
    described = done and step.action is Action.DESCRIBE
    pictured = done and shape is not Shape.TEXT
    whole = draw(st.lists(links, min_size=1, max_size=2, unique=True)) if pictured else []
    tiles = draw(st.lists(links, min_size=4, max_size=4)) if pictured and shape is Shape.GRID else []
    return Facts(
        job_id=draw(st.uuids().map(str)),
        step=step,
        state=state,
        prompt="" if described else draw(texts),
        mode=draw(st.sampled_from([None, "relax", "fast", "turbo"])),
        progress=100 if done else 0 if state == "failed" else draw(st.integers(0, 99)),
        message=draw(texts) if state == "failed" else "",
        whole=tuple(whole),
        tiles=tuple(tiles),
        offered=tuple(draw(st.lists(steps, unique=True, max_size=12))) if done else (),
        seed=draw(st.none() | st.integers(0, 2**32 - 1)) if done else None,
        text=draw(texts) if described else "",
        hook_url=draw(st.just("") | links),
        width=draw(st.integers(0, 8192)),
        height=draw(st.integers(0, 8192)),
        cost=draw(st.none() | st.integers(0, 10**9)),
        notify_id=draw(st.text("abc-123", max_size=20)),
    )


@given(every_facts())
def test_what_is_written_is_read_back_without_loss(facts: Facts) -> None:
    assert wire.parse_facts(json.loads(json.dumps(wire.render_fetch(facts)))) == facts


@given(every_facts())
def test_no_key_is_ever_left_out(facts: Facts) -> None:
    payload = wire.render_fetch(facts)
    assert list(payload) == ["status", "message", "jobId", "data"]
    assert data_of(facts).keys() >= KEYS


@given(every_facts())
def test_progress_is_digits_below_a_hundred_until_success_and_null_after_a_failure(facts: Facts) -> None:
    progress = data_of(facts)["progress"]
    if facts.state == "failed":
        assert progress is None
    elif facts.state == "success":
        assert progress == "100"
    else:
        assert progress.isdigit()
        assert int(progress) < 100


def data_of(facts: Facts) -> dict[str, Any]:
    data = wire.render_fetch(facts)["data"]
    assert isinstance(data, dict)
    return data


def test_a_grid_names_its_four_tiles_in_order() -> None:
    assert data_of(GRID)["images"] == list(TILES)


def test_the_first_address_in_the_object_is_the_picture() -> None:
    addresses = [value for value in data_of(GRID).values() if str(value).startswith("https://")]
    assert addresses[0] == URL


def test_both_spellings_of_action_and_id_are_there() -> None:
    data = data_of(GRID)
    assert data["action"] == data["actions"] == "imagine"
    assert data["jobId"] == data["job_id"] == JOB


def test_the_seed_is_a_string_of_digits() -> None:
    assert data_of(GRID)["seed"] == "7"


@pytest.mark.parametrize(("cost", "quota"), [(3000, "3"), (1500, "1.5"), (250, "0.25"), (0, "0"), (None, None)])
def test_the_price_is_a_string_without_trailing_zeros(cost: int | None, quota: str | None) -> None:
    assert data_of(Facts(job_id=JOB, step=Step(Action.IMAGINE), state="running", cost=cost))["quota"] == quota


def test_pictures_are_shown_only_with_success() -> None:
    running = Facts(job_id=JOB, step=Step(Action.IMAGINE), state="running", progress=100, whole=(URL,), tiles=TILES)
    data = data_of(running)
    assert (data["cdnImage"], data["images"], data["components"], data["progress"]) == (None, None, [], "99")


def test_a_failure_keeps_its_object_and_says_why() -> None:
    payload = wire.render_fetch(
        Facts(job_id=JOB, step=Step(Action.IMAGINE), state="failed", prompt="a fox", message="Job Timeout")
    )
    assert (payload["status"], payload["message"]) == ("FAILED", "Job Timeout")
    data = payload["data"]
    assert isinstance(data, dict)
    assert (data["prompt"], data["components"], data["seed"]) == ("a fox", [], None)


def test_the_callers_own_reference_comes_back_in_both_spellings() -> None:
    data = data_of(Facts(job_id=JOB, step=None, state="waiting", notify_id="n-1"))
    assert data["notify_id"] == data["notifyId"] == "n-1"


def test_an_acceptance_names_the_job_in_both_spellings() -> None:
    answer = wire.accepted(JOB)
    assert answer == {"status": "SUCCESS", "message": "success", "data": {"jobId": JOB, "job_id": JOB}}


def test_a_refusal_has_its_data_written_out_as_null() -> None:
    assert wire.rejected("No.") == {"status": "FAILED", "message": "No.", "data": None}


def test_a_row_has_numbers_where_fetch_has_strings() -> None:
    when = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    row = wire.render_row(GRID, created_at=when, updated_at=when)
    assert (row["quota"], row["status"], row["job_id"], row["model"]) == (3, 2, JOB, "fast")
    assert row["created_at"] == "2026-03-01 12:30:00"


def test_half_a_unit_is_a_number_with_a_fraction() -> None:
    assert (wire.amount(1500), wire.amount(2000)) == (1.5, 2)


@pytest.mark.parametrize(
    "text",
    [
        "1. a red fox --ar 3:2\n\n2. 4:3 of a hen\n\n3. an owl\n\n4. 12 bees",
        "1) a red fox --ar 3:2\n2) 4:3 of a hen\n3) an owl\n4) 12 bees",
        "1\ufe0f\u20e3 a red fox --ar 3:2\n\n2\ufe0f\u20e3 4:3 of a hen\n\n3\u20e3 an owl\n\n4\ufe0f\u20e3 12 bees",
    ],
)
def test_a_description_is_one_text_and_a_list_without_numbers(text: str) -> None:
    data = data_of(Facts(job_id=JOB, step=Step(Action.DESCRIBE), state="success", text=text))
    assert data["prompt"] == text
    assert data["prompts"] == ["a red fox --ar 3:2", "4:3 of a hen", "an owl", "12 bees"]


def test_only_a_description_has_a_list_of_prompts() -> None:
    assert "prompts" not in data_of(GRID)


def test_a_price_is_told_with_what_is_left() -> None:
    data = wire.priced(GRID, balance=10_500)["data"]
    assert isinstance(data, dict)
    assert (data["quota"], data["balance"], data["left"]) == (3, 10.5, 7.5)


def test_a_check_names_blocked_words_once_each() -> None:
    assert wire.checked("", ["gore", "blood", "gore"])["message"] == "banned prompt words: [gore, blood]"


def test_a_status_has_every_speed_with_its_seconds() -> None:
    answer = wire.render_status({"fast": 46.4178, "relax": None}, running=True)
    assert answer["data"] == {
        "fast": {"status": 200, "runningMessage": "Endpoints running", "averageExecute": 46.42},
        "relax": {"status": 200, "runningMessage": "Endpoints running", "averageExecute": None},
    }
