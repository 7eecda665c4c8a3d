"""What the scripted service remembers, what it offers and what it refuses."""

from __future__ import annotations

import base64
import math
import threading
import time
from dataclasses import dataclass, field

from tests.jobs.upstream.faults import Fault
from tests.jobs.upstream.pictures import Colour

TILES = ("tl", "tr", "bl", "br")
OF_GRID = [f"upsample{n}" for n in (1, 2, 3, 4)] + ["reroll"] + [f"variation{n}" for n in (1, 2, 3, 4)]
OF_SINGLE = [
    *("high_variation", "low_variation", "inpaint", "upscale_subtle", "upscale_creative", "upscale2", "upscale4"),
    *("zoom_out_2", "zoom_out_1_5", "make_square", "pan_left", "pan_right", "pan_up", "pan_down"),
]
DIMENSIONS = {"PORTRAIT", "SQUARE", "LANDSCAPE"}
SUBMITS = {"imagine", "action", "seed", "blend", "describe", "inpaint"}
Answer = tuple[int, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict[str, object]


@dataclass(frozen=True, slots=True)
class Hook:
    """One call of a hookUrl; `status` is 0 when nobody answered."""

    job_id: str
    url: str
    status: int


@dataclass(slots=True, eq=False)
class Job:
    """One accepted job, as the service remembers it."""

    job_id: str
    action: str
    prompt: str
    mode: str
    hook_url: str
    start: float
    end: float
    fate: Fault
    colours: tuple[Colour, ...]
    seed: str | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def running(self, now: float) -> bool:
        return now < self.end

    def state(self, now: float) -> str:
        if self.running(now):
            return "PENDING_QUEUE" if self.share(now) < 0.1 else "ON_QUEUE"
        return "FAILED" if self.fate.fails else "SUCCESS"

    def share(self, now: float) -> float:
        return 0.5 if math.isinf(self.end) else (now - self.start) / (self.end - self.start)


def components(job: Job) -> list[str]:
    """The actions that a finished job offers."""
    return {0: [], 1: OF_SINGLE, 4: OF_GRID}[len(job.colours)]


def problem(endpoint: str, fields: dict[str, object], parent: Job | None) -> str:
    """Why a submit is refused; "" when it is not."""
    if endpoint in {"action", "seed", "inpaint"}:
        return _problem_of_step("inpaint" if endpoint == "inpaint" else fields.get("action"), endpoint, fields, parent)
    pictures = fields.get("imgBase64Array")
    enough = isinstance(pictures, list) and 2 <= len(pictures) <= 5
    checks = {
        "Invalid parameter: prompt cannot be empty.": endpoint == "imagine" and not fields.get("prompt"),
        "Invalid parameter: mode": fields.get("mode", "fast") not in {"relax", "fast", "turbo"},
        "The 'imgBase64Array' array has a length of 2 to 5": endpoint == "blend" and not enough,
        "base64 format error": isinstance(pictures, list) and not all(is_uri(each) for each in pictures),
        '"dimensions" parameter error!': fields.get("dimensions", "SQUARE") not in DIMENSIONS,
        "base64 cannot be empty": endpoint == "describe" and not is_uri(fields.get("base64")),
    }
    return next((message for message, wrong in checks.items() if wrong), "")


def _problem_of_step(name: object, endpoint: str, fields: dict[str, object], parent: Job | None) -> str:
    if parent is None:
        return "Related job does not exist."
    if parent.state(time.monotonic()) != "SUCCESS":
        return "Related job is not successful."
    if endpoint != "seed" and name not in components(parent):
        return "Related job does not offer this action."
    if endpoint == "inpaint" and not is_base64(fields.get("mask")):
        return "mask cannot be empty"
    return ""


def no(status: int, message: str) -> Answer:
    return status, {"status": "FAILED", "message": message, "data": None}


def is_base64(value: object) -> bool:
    try:
        return bool(value) and bool(base64.b64decode(str(value), validate=True))
    except ValueError:
        return False


def is_uri(value: object) -> bool:
    head, comma, tail = str(value or "").partition(";base64,")
    return bool(comma) and head.startswith("data:image/") and is_base64(tail)
