"""Understands what a service says of a job: every spelling that TT API's versions and relatives are known to use."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from jobs.actions import RULES, Action, Shape, Step
from jobs.engines.base import Account, Link, Listed, Mark, Mode, Report
from jobs.wire.facts import Facts
from jobs.wire.names import State, read_action, read_speed, read_state
from jobs.wire.troubles import read_trouble

MESSAGE_MAX = 500  # characters of a reason that are kept
TEXT_MAX = 20_000  # characters of a prompt or a description that are kept
URL_MAX = 2048
SEED_END = 2**32

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f<>\"\\]+", re.IGNORECASE)
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
# What a bare acceptance has beside its id: nothing of these.
_TOLD = {"action", "actions", "progress", "images", "cdnImage", "discordImage", "components"}


class NotUnderstoodError(ValueError):
    """The payload is no report of a job, whatever it is."""


def clean(value: object, limit: int) -> str:
    """A text as it can be stored anywhere: no NUL, no half characters, at most `limit` characters; "" for no text."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode()[:limit]


def accepted_id(payload: Mapping[str, object]) -> str:
    """The id that a submit was answered with, wherever it stands; "" when there is none."""
    data = payload.get("data")
    places = (data, payload) if isinstance(data, Mapping) else (payload,)
    for place in places:
        for name in ("jobId", "job_id"):
            value = place.get(name)
            text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
            if _ID.fullmatch(text):
                return text
    return ""


def parse_facts(payload: object) -> Facts:
    """Read a fetch answer or a webhook body. Raises NotUnderstoodError when it has no state or no form that we know."""
    if not isinstance(payload, Mapping):
        raise NotUnderstoodError("no object")
    state = read_state(payload.get("status"))
    if state is None:
        raise NotUnderstoodError("no known state")
    data = payload.get("data")
    if not isinstance(data, Mapping):
        data = {}
    if state == "success" and not _TOLD & data.keys():
        state = "waiting"  # only the acceptance of a submit: SUCCESS there means "taken"
    step = read_action(data.get("action") or data.get("actions"))
    done = state == "success"
    prompt = clean(data.get("prompt"), TEXT_MAX)
    whole, tiles = _pictures(data, step) if done else ((), ())
    described = done and (step == Step(Action.DESCRIBE))
    return Facts(
        job_id=accepted_id(payload),
        step=step,
        state=state,
        prompt="" if described else prompt,
        mode=_speed(data),
        progress=_progress(data.get("progress"), state),
        message=clean(payload.get("message"), MESSAGE_MAX) if state == "failed" else "",
        whole=whole,
        tiles=tiles,
        offered=_steps(data.get("components")) if done else (),
        seed=_seed(data.get("seed")) if done else None,
        text=prompt if described else "",
        hook_url=clean(data.get("hookUrl"), URL_MAX),
        width=_size(data.get("width")),
        height=_size(data.get("height")),
        cost=_thousandths(data.get("quota")),
        notify_id=clean(data.get("notify_id") or data.get("notifyId"), 200),
    )


def parse_report(payload: object) -> Report:
    """Read a fetch answer as an engine's report. Raises NotUnderstoodError."""
    facts = parse_facts(payload)
    tiles = [Link(index, (url,)) for index, url in enumerate(facts.tiles, start=1) if url]
    whole = [Link(0, facts.whole)] if facts.whole else []
    # A description may come without the name of its action.
    lonely = facts.state == "success" and facts.step is None and not tiles and not whole and facts.seed is None
    data = payload.get("data") if isinstance(payload, Mapping) else None
    quota = data.get("quota") if isinstance(data, Mapping) else None
    return Report(
        state=facts.state,
        progress=facts.progress,
        message=facts.message,
        links=(*tiles, *whole),
        seed=facts.seed,
        text=facts.prompt if lonely else facts.text,
        offered=facts.offered or None,
        cost="" if quota is None or isinstance(quota, dict | list) else clean(str(quota), 20),
        trouble=read_trouble(facts.message) if facts.state == "failed" else None,
        mark=Mark(hook_url=facts.hook_url, prompt=facts.prompt, action=facts.step.action if facts.step else None),
    )


def parse_account(payload: object) -> Account:
    """Read the answer to a question after the account. Raises NotUnderstoodError when it tells nothing of it."""
    data = payload.get("data") if isinstance(payload, Mapping) else None
    if not isinstance(data, Mapping):
        raise NotUnderstoodError("no account")
    most = _number(data.get("max_queue"))
    account = Account(
        balance=_money(data.get("balance")),
        frozen=_money(data.get("freeze_balance")),
        most=int(most) if most is not None and 0 <= most < 10**6 else None,
    )
    if account == Account(None, None, None):
        raise NotUnderstoodError("no account")
    return account


def parse_rows(payload: object, state: State) -> tuple[Listed, ...]:
    """Read the answer to a question after the jobs in one state. Raises NotUnderstoodError when it is none."""
    rows = payload.get("data") if isinstance(payload, Mapping) else None
    if not isinstance(rows, list):
        raise NotUnderstoodError("no list")
    return tuple(_row(row, state) for row in rows)


def _row(row: object, state: State) -> Listed:
    engine_id = accepted_id(row) if isinstance(row, Mapping) else ""
    if not isinstance(row, Mapping) or not engine_id:
        raise NotUnderstoodError("a row without an id")
    if "status" in row and read_state(row["status"]) != state:
        raise NotUnderstoodError("jobs in other states than those asked for")
    step = read_action(row.get("action"))
    mark = Mark(
        hook_url=clean(row.get("hook_url") or row.get("hookUrl"), URL_MAX),
        prompt=clean(row.get("prompt"), TEXT_MAX),
        action=step.action if step else None,
    )
    return Listed(
        engine_id,
        mark,
        begun_at=_moment(row.get("created_at")),
        is_in_progress=state in ("waiting", "running"),
        progress=_progress(row.get("progress"), state),
    )


def _moment(value: object) -> datetime | None:
    """A moment as lists write it, without its zone."""
    try:
        return datetime.fromisoformat(str(value)[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None


def _pictures(data: Mapping[str, object], step: Step | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses of the whole and of the tiles."""
    given = data.get("images")
    images = [_link(each) for each in given[:4]] if isinstance(given, list) else []
    grid = RULES[step.action].makes is Shape.GRID if step else len(images) > 1
    sources = [_link(data.get("cdnImage")), _link(data.get("discordImage"))]
    if not grid:
        sources = images + sources
    whole = tuple(dict.fromkeys(url for url in sources if url))
    tiles = tuple(images) if grid and any(images) else ()
    return whole, tiles


def _link(value: object) -> str:
    if isinstance(value, str) and len(value) <= URL_MAX and _LINK.fullmatch(value.strip()):
        return clean(value.strip(), URL_MAX)
    return ""


def _steps(value: object) -> tuple[Step, ...]:
    """The known ones of the components: a list, null or an empty text."""
    if not isinstance(value, list):
        return ()
    found = (read_action(each) for each in value)
    return tuple(dict.fromkeys(step for step in found if step))


def _progress(value: object, state: State) -> int:
    """0 to 99 from digits, a number or "50%"; 100 exactly for a success."""
    if state == "success":
        return 100
    if state == "failed":
        return 0
    number = _number(value.strip().rstrip("%") if isinstance(value, str) else value)
    return min(max(int(number), 0), 99) if number is not None else 0


def _seed(value: object) -> int | None:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"\d{1,10}", text, re.ASCII):
        return None
    return int(text) if int(text) < SEED_END else None


def _size(value: object) -> int:
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(text) if _DIGITS.fullmatch(text) else 0


def _thousandths(value: object) -> int | None:
    number = _number(value)
    return None if number is None or not 0 <= number < 10**9 else int(number * 1000)


def _money(value: object) -> int | None:
    """Thousandths, below nothing too: an account can be overdrawn."""
    number = _number(value)
    return None if number is None else int(number * 1000)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):
        return None
    try:
        number = Decimal(str(value).strip()[:30])
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**12 else None


def _speed(data: Mapping[str, object]) -> Mode | None:
    for name in ("mode", "model"):
        if speed := read_speed(data.get(name)):
            return speed
    return None
