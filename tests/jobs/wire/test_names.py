"""Names of actions and states: ours, and what others write."""

from __future__ import annotations

import pytest

from jobs import prompts, wire
from jobs.actions import ASKED, Step
from jobs.engines.base import MODES
from jobs.models import Mode
from jobs.wire.names import read_speed

EVERY_STEP = [
    Step(action, index) for action, rule in ASKED.items() for index in ((1, 2, 3, 4) if rule.indexed else (0,))
]
CONTRACT = [
    "imagine",
    "upsample1",
    "upsample2",
    "upsample3",
    "upsample4",
    "variation1",
    "variation2",
    "variation3",
    "variation4",
    "reroll",
    "high_variation",
    "low_variation",
    "upscale2",
    "upscale4",
    "upscale_subtle",
    "upscale_creative",
    "zoom_out_2",
    "zoom_out_1_5",
    "make_square",
    "pan_left",
    "pan_right",
    "pan_up",
    "pan_down",
    "inpaint",
    "blend",
    "describe",
    "seed",
]


def test_the_names_are_those_of_the_contract() -> None:
    assert {wire.action_name(step) for step in EVERY_STEP} == set(CONTRACT)


@pytest.mark.parametrize("step", EVERY_STEP, ids=wire.action_name)
def test_every_step_is_read_back_from_its_name(step: Step) -> None:
    assert wire.read_action(wire.action_name(step)) == step


@pytest.mark.parametrize(
    ("alias", "name"),
    [
        ("U1", "upsample1"),
        ("u4", "upsample4"),
        ("V2", "variation2"),
        ("UPSCALE_1", "upsample1"),
        ("upscale_2", "upsample2"),
        ("upscale2", "upscale2"),
        ("VARIATION_3", "variation3"),
        (" Upsample3 ", "upsample3"),
        ("vary_strong", "high_variation"),
        ("vary_subtle", "low_variation"),
        ("zoom_out_2x", "zoom_out_2"),
        ("zoom_out_1_5x", "zoom_out_1_5"),
        ("MJ::JOB::upsample::2", "upsample2"),
        ("MJ::JOB::variation::4::3b0c8a0e-1f5c-4f0a-9b0e-2f6a", "variation4"),
        ("MJ::JOB::reroll::0::3b0c8a0e::SOLO", "reroll"),
        ("MJ::JOB::high_variation::1", "high_variation"),
        ("MJ::JOB::low_variation::1", "low_variation"),
        ("MJ::JOB::upsample_v5_2x::1", "upscale2"),
        ("MJ::JOB::upsample_v5_4x::1", "upscale4"),
        ("MJ::Outpaint::50::1", "zoom_out_2"),
        ("MJ::Outpaint::75::1::abc::SOLO", "zoom_out_1_5"),
        ("MJ::JOB::pan_left::1", "pan_left"),
        ("MJ::Inpaint::1", "inpaint"),
    ],
)
def test_other_spellings_of_an_action_are_understood(alias: str, name: str) -> None:
    step = wire.read_action(alias)
    assert step is not None
    assert wire.action_name(step) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "U5",
        "U0",
        "u",
        "upsample",
        "upsample5",
        "upscale1",
        "MJ::JOB::upsample::9",
        "MJ::",
        "delete",
        None,
        3,
        ["U1"],
    ],
)
def test_what_is_no_action_is_none(name: object) -> None:
    assert wire.read_action(name) is None


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("PENDING_QUEUE", "waiting"),
        ("on_queue", "running"),
        (" Success ", "success"),
        ("FAILED", "failed"),
        (0, "waiting"),
        (1, "running"),
        ("2", "success"),
        (3, "failed"),
    ],
)
def test_states_are_read_by_name_in_any_case_and_by_number(value: object, state: str) -> None:
    assert wire.read_state(value) == state


@pytest.mark.parametrize("value", ["", "MODAL", 4, -1, True, None, 2.0, {}])
def test_an_unknown_state_is_none(value: object) -> None:
    assert wire.read_state(value) is None


def test_a_state_survives_its_name_and_its_number() -> None:
    for state in ("waiting", "running", "success", "failed"):
        assert wire.read_state(wire.state_name(state)) == state
        assert wire.read_state(wire.state_code(state)) == state


@pytest.mark.parametrize(
    ("inner", "name"),
    [
        ("queued", "PENDING_QUEUE"),
        ("claimed", "PENDING_QUEUE"),
        ("sending", "ON_QUEUE"),
        ("unknown", "ON_QUEUE"),
        ("running", "ON_QUEUE"),
        ("fetching", "ON_QUEUE"),
        ("done", "SUCCESS"),
        ("failed", "FAILED"),
        ("canceled", "FAILED"),
        ("lost", "FAILED"),
    ],
)
def test_the_inner_states_show_as_four(inner: str, name: str) -> None:
    assert wire.state_name(wire.seen_state(inner)) == name


def test_every_action_has_a_word() -> None:
    assert {step.action for step in EVERY_STEP} == set(ASKED)


@pytest.mark.parametrize(
    ("value", "speed"),
    [("fast", "fast"), (" RELAX ", "relax"), ("v6.1", None), ("", None), (None, None), (["fast"], None)],
)
def test_a_speed_is_read_in_any_case(value: object, speed: str | None) -> None:
    assert read_speed(value) == speed


def test_prompts_engines_and_prices_know_the_same_speeds() -> None:
    assert set(prompts.SPEEDS) == set(MODES) == set(Mode.values)
