"""Reads what callers ask of us: bodies of any content type, every known spelling, unknown fields ignored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from jobs.actions import Step
from jobs.engines.base import Mode
from jobs.wire.names import State, read_action, read_speed, read_state
from jobs.wire.reading import TEXT_MAX, URL_MAX

# Seconds: the least, which is also what is given when nothing is said, and the most.
TIMEOUTS: dict[Mode, tuple[int, int]] = {"relax": (600, 1200), "fast": (300, 1200), "turbo": (300, 1200)}
_YES = {"true", "1", "yes", "on"}
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f\\]+", re.IGNORECASE)
_WHOLE = re.compile(r"[+-]?\d{1,9}", re.ASCII)
MOST_LISTED = 100


class MalformedError(ValueError):
    """A field is missing or wrong; its text is the message of a 400."""


@dataclass(frozen=True, slots=True)
class ImagineRequest:
    """A prompt and its speed, which wins over a switch in the prompt where a field names it (`is_named`)."""

    prompt: str
    mode: Mode
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """A step on a job."""

    job_id: str
    step: Step


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A page of one's jobs in one state; `page` begins at 1."""

    page: int = 1
    limit: int = 10
    state: State = "success"
    newest_first: bool = True


def read_body(raw: bytes) -> dict[str, object]:
    """The fields of a body: JSON whatever its type says, else form fields. Raises MalformedError for neither."""
    if not raw.strip():
        return {}
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        try:
            pairs = parse_qsl(raw.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100)
        except ValueError:
            raise MalformedError("Parameter error: the body is neither JSON nor form fields.") from None
        return {name: value for name, value in pairs if name}
    if not isinstance(value, dict):
        raise MalformedError("Parameter error: the body must be a JSON object.")
    return value


def read_imagine(body: Mapping[str, object]) -> ImagineRequest:
    """The fields of imagine. Raises MalformedError."""
    return ImagineRequest(read_prompt(body), read_mode(body), _names_mode(body))


def read_action_request(body: Mapping[str, object]) -> ActionRequest:
    """The fields of action. Raises MalformedError."""
    job_id = read_job_id(body)
    given = body.get("action") or body.get("customId")
    if not given:
        raise MalformedError("Invalid parameter: action cannot be empty.")
    step = read_action(given)
    if step is None:
        raise MalformedError("Invalid parameter: action is not known.")
    return ActionRequest(job_id, step)


def read_list(body: Mapping[str, object]) -> ListRequest:
    """The fields of fetch-list: out of range is drawn into it. Raises MalformedError for what is no number or state."""
    given = body.get("status")
    state = "success" if given in (None, "") else read_state(given)
    if state is None:
        raise MalformedError(
            "Invalid parameter: status must be PENDING_QUEUE, ON_QUEUE, SUCCESS or FAILED (or 0 to 3)."
        )
    order = str(body.get("order") or "desc").strip().lower()
    if order not in {"asc", "desc"}:
        raise MalformedError("Invalid parameter: order must be asc or desc.")
    page, limit = _whole(body, "page", 1), _whole(body, "limit", 10)
    return ListRequest(max(page, 1), min(max(limit, 1), MOST_LISTED), state, order == "desc")


def read_dry_run(body: Mapping[str, object]) -> bool:
    """Whether only the price is asked for."""
    return _is_yes(body.get("dry_run"))


def read_prompt(body: Mapping[str, object]) -> str:
    """The prompt, which must be there. Raises MalformedError."""
    prompt = read_text(body, "prompt")
    if not prompt.strip():
        raise MalformedError("Invalid parameter: prompt cannot be empty.")
    return prompt


def read_text(body: Mapping[str, object], name: str) -> str:
    """A text that may be missing (""). Raises MalformedError when it is none, too long, or cannot be kept."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedError(f"Invalid parameter: {name} must be a text.")
    if len(value) > TEXT_MAX or not _storable(value):
        raise MalformedError(f"Invalid parameter: {name} must be plain text of at most {TEXT_MAX} characters.")
    return value


def read_job_id(body: Mapping[str, object]) -> str:
    """The job that a request is about. Raises MalformedError when none is named."""
    for name in ("jobId", "job_id", "taskId"):
        value = body.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    raise MalformedError("Invalid parameter: jobId cannot be empty.")


def read_mode(body: Mapping[str, object]) -> Mode:
    """The speed: `mode`, else a `model` that names one, else fast. Raises MalformedError for a mode that is none."""
    given = body.get("mode")
    if given not in (None, ""):
        speed = read_speed(given)
        if speed is None:
            raise MalformedError("Invalid parameter: mode must be relax, fast or turbo.")
        return speed
    return _model(body) or "fast"


def _names_mode(body: Mapping[str, object]) -> bool:
    """Whether a field names the speed, which then wins over a switch in the prompt."""
    return body.get("mode") not in (None, "") or _model(body) is not None


def read_hook(body: Mapping[str, object]) -> str:
    """Where to call back; "" for nowhere. Only its form is looked at here. Raises MalformedError."""
    value = body.get("hookUrl")
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if not isinstance(value, str) or not is_address(value):
        raise MalformedError("Invalid parameter: hookUrl must be an http or https address.")
    return value.strip()


def read_project(body: Mapping[str, object]) -> str:
    """The name of what the job is made for; "" for nothing. Raises MalformedError."""
    value = body.get("project") or ""
    if not isinstance(value, str) or len(value) > 80 or not _storable(value):
        raise MalformedError("Invalid parameter: project must be a name of at most 80 characters.")
    return value.strip()


def read_notify(body: Mapping[str, object]) -> str:
    """The caller's own reference, which goes back with every answer; "" for none. Raises MalformedError."""
    value = body.get("notify_id") or body.get("notifyId") or ""
    text = str(value) if isinstance(value, str | int) else ""
    if len(text) > 200 or not _storable(text):
        raise MalformedError("Invalid parameter: notify_id must be a text of at most 200 characters.")
    return text


def read_timeout(body: Mapping[str, object]) -> int | None:
    """The timeout as asked, in seconds; None when not, or when it is no number."""
    return _seconds(body.get("timeout"))


def is_address(text: str) -> bool:
    """Whether a text has the form of an http or https address that can be kept; what is behind it is not looked at."""
    return len(text) <= URL_MAX and bool(_ADDRESS.fullmatch(text.strip())) and _storable(text)


def clamp_timeout(seconds: int | None, mode: Mode) -> int:
    """The time in seconds drawn into the range of the speed; its default when nothing was asked."""
    least, most = TIMEOUTS[mode]
    return least if seconds is None else min(max(seconds, least), most)


def _seconds(value: object) -> int | None:
    """Seconds from a number or digits; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(max(min(value, 10**6), 0)) if value == value else None  # noqa: PLR0124  # NaN
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,9}(\.\d*)?\s*", value, re.ASCII):
        return int(float(value))
    return None


def _whole(body: Mapping[str, object], name: str, missing: int) -> int:
    """A whole number from a number or digits. Raises MalformedError."""
    value = body.get(name)
    if value is None or value == "":
        return missing
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _WHOLE.fullmatch(text):
        raise MalformedError(f"Invalid parameter: {name} must be a whole number.")
    return int(text)


def _is_yes(value: object) -> bool:
    return str(value).strip().lower() in _YES


def _model(body: Mapping[str, object]) -> Mode | None:
    """The speed that `model` names; a model such as v6 names none."""
    return read_speed(body.get("model"))


def _storable(text: str) -> bool:
    """Whether a database can hold it: no NUL and no half characters."""
    return "\0" not in text and text == text.encode("utf-8", "replace").decode()
