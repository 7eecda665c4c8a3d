"""The words of TT API for actions and states, and the other spellings that its callers use."""

from __future__ import annotations

import re
from typing import Literal

from jobs.actions import RULES, Action, Step
from jobs.engines.base import MODES, Mode

State = Literal["waiting", "running", "success", "failed"]

# Steps without a tile. `upsample` and `variation` carry the tile's number at their end.
_WORDS: dict[Action, str] = {
    Action.IMAGINE: "imagine",
    Action.UPSCALE: "upsample",
    Action.VARY: "variation",
    Action.REROLL: "reroll",
    Action.VARY_SUBTLE: "low_variation",
    Action.VARY_STRONG: "high_variation",
    Action.UPSCALE_2X: "upscale2",
    Action.UPSCALE_4X: "upscale4",
    Action.UPSCALE_SUBTLE: "upscale_subtle",
    Action.UPSCALE_CREATIVE: "upscale_creative",
    Action.ZOOM_OUT_1_5: "zoom_out_1_5",
    Action.ZOOM_OUT_2: "zoom_out_2",
    Action.MAKE_SQUARE: "make_square",
    Action.PAN_LEFT: "pan_left",
    Action.PAN_RIGHT: "pan_right",
    Action.PAN_UP: "pan_up",
    Action.PAN_DOWN: "pan_down",
    Action.REGION: "inpaint",
    Action.BLEND: "blend",
    Action.DESCRIBE: "describe",
    Action.SEED: "seed",
}

# What callers write instead, in small letters. `upscale2` is the 2x upscale; only `upscale_2` is taken for U2.
_ALIASES: dict[str, Action] = {
    "vary_strong": Action.VARY_STRONG,
    "vary_subtle": Action.VARY_SUBTLE,
    "zoom_out_2x": Action.ZOOM_OUT_2,
    "zoom_out_1_5x": Action.ZOOM_OUT_1_5,
    "vary_region": Action.REGION,
}
_NUMBERED = re.compile(r"(?:(u|upscale_|upsample_?)|(?:v|variation_?))([1-4])", re.ASCII)

# The Discord buttons behind the names; what follows (a job's id, SOLO) names the picture and is not needed.
_BUTTON = re.compile(r"mj::(?:job::)?(\w+?)::(\d+)(?:::.*)?", re.ASCII)
_BUTTONS: dict[tuple[str, str], Action] = {
    ("reroll", "0"): Action.REROLL,
    ("high_variation", "1"): Action.VARY_STRONG,
    ("low_variation", "1"): Action.VARY_SUBTLE,
    ("upsample_v5_2x", "1"): Action.UPSCALE_2X,
    ("upsample_v5_4x", "1"): Action.UPSCALE_4X,
    ("upsample_v6_2x_subtle", "1"): Action.UPSCALE_SUBTLE,
    ("upsample_v6_2x_creative", "1"): Action.UPSCALE_CREATIVE,
    ("outpaint", "50"): Action.ZOOM_OUT_2,
    ("outpaint", "75"): Action.ZOOM_OUT_1_5,
    ("outpaint", "100"): Action.MAKE_SQUARE,
    ("pan_left", "1"): Action.PAN_LEFT,
    ("pan_right", "1"): Action.PAN_RIGHT,
    ("pan_up", "1"): Action.PAN_UP,
    ("pan_down", "1"): Action.PAN_DOWN,
    ("inpaint", "1"): Action.REGION,
}
_INDEXED_BUTTONS = {"upsample": Action.UPSCALE, "variation": Action.VARY}

_STATES: dict[str, State] = {
    "PENDING_QUEUE": "waiting",
    "ON_QUEUE": "running",
    "SUCCESS": "success",
    "FAILED": "failed",
}
_NAMES: dict[State, str] = {state: name for name, state in _STATES.items()}
# Their numbers are the order in which they are listed above.
_CODES: dict[State, int] = {state: code for code, state in enumerate(_NAMES)}

# How a job's own state looks from outside.
_SEEN: dict[str, State] = {
    "queued": "waiting",
    "claimed": "waiting",
    "sending": "running",
    "unknown": "running",
    "running": "running",
    "fetching": "running",
    "done": "success",
    "failed": "failed",
    "canceled": "failed",
    "lost": "failed",
}


def _canonical() -> dict[str, Step]:
    steps: dict[str, Step] = {}
    for action, word in _WORDS.items():
        if RULES[action].indexed:
            steps |= {f"{word}{index}": Step(action, index) for index in (1, 2, 3, 4)}
        else:
            steps[word] = Step(action)
    return steps


_STEPS = _canonical()


def action_name(step: Step) -> str:
    """The one name of a step on the wire: `Step(Action.UPSCALE, 2)` is `upsample2`."""
    word = _WORDS[step.action]
    return f"{word}{step.index}" if RULES[step.action].indexed else word


def read_action(name: object) -> Step | None:
    """The step that a name, an alias or a Discord button means; None for what we do not know."""
    if not isinstance(name, str):
        return None
    word = name.strip().lower()
    if step := _STEPS.get(word):
        return step
    if action := _ALIASES.get(word):
        return Step(action)
    if match := _NUMBERED.fullmatch(word):
        return Step(Action.UPSCALE if match[1] else Action.VARY, int(match[2]))
    if match := _BUTTON.fullmatch(word):
        kind, number = match[1], match[2]
        if kind in _INDEXED_BUTTONS and number in {"1", "2", "3", "4"}:
            return Step(_INDEXED_BUTTONS[kind], int(number))
        if action := _BUTTONS.get((kind, number)):
            return Step(action)
    return None


def read_speed(value: object) -> Mode | None:
    """A speed by its name in any case; None for what is none."""
    word = str(value).strip().lower()
    return next((mode for mode in MODES if mode == word), None)


def read_state(value: object) -> State | None:
    """A state by its name in any case or by its number (also as digits); None for what we do not know."""
    if isinstance(value, bool):
        return None
    word = str(value).strip().upper() if isinstance(value, str | int) else ""
    if state := _STATES.get(word):
        return state
    return next((state for state, code in _CODES.items() if word == str(code)), None)


def state_name(state: State) -> str:
    return _NAMES[state]


def state_code(state: State) -> int:
    """The number of a state, as lists show it."""
    return _CODES[state]


def seen_state(job_state: str) -> State:
    """How one of a job's ten inner states looks on the wire. Raises KeyError for no state of ours."""
    return _SEEN[job_state]
