"""Says of a job what TT API's callers expect: the fetch and webhook form, list rows, acceptances and refusals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from jobs.actions import Action
from jobs.engines.base import Mode
from jobs.wire.facts import Facts
from jobs.wire.names import action_name, state_code, state_name

# "1. ", "1) " or the figure on a key, with which Discord numbers a description.
_NUMBER = re.compile(r"^\s*\d(?:[.)]\s|\ufe0f?\u20e3)\s*")


def accepted(job_id: str) -> dict[str, object]:
    """The answer to a submit that was taken. Callers read either spelling of the id."""
    return {"status": "SUCCESS", "message": "success", "data": {"jobId": job_id, "job_id": job_id}}


def rejected(message: str) -> dict[str, object]:
    """The answer to a request that was not taken; `message` says why and what to do."""
    return {"status": "FAILED", "message": message, "data": None}


def render_fetch(facts: Facts) -> dict[str, object]:
    """The answer of fetch, which is also the body of a webhook.

    `data` is always an object and no key is ever left out, because callers read them unguarded. Progress is a string
    of digits, never "100" before SUCCESS, null after a failure. Pictures, components and seed appear with SUCCESS;
    `images` names the four tiles of every grid and is null for a single picture. `discordImage` stands first among
    the addresses, since callers take the first one they find.
    """
    done = facts.state == "success"
    failed = facts.state == "failed"
    name = action_name(facts.step) if facts.step else ""
    whole = facts.whole if done else ()
    data: dict[str, object] = {
        "actions": name,
        "action": name,
        "jobId": facts.job_id,
        "job_id": facts.job_id,
        "progress": None if failed else _digits(facts),
        "prompt": _words(facts),
        "discordImage": whole[-1] if whole else None,
        "cdnImage": whole[0] if whole else None,
        "hookUrl": facts.hook_url,
        "components": [action_name(step) for step in facts.offered] if done else [],
        "seed": str(facts.seed) if done and facts.seed is not None else None,
        "images": [url or None for url in facts.tiles] if done and facts.tiles else None,
        "width": facts.width or None,
        "height": facts.height or None,
        "quota": None if facts.cost is None else _plain(facts.cost),
        "mode": facts.mode,
    }
    if done and facts.step is not None and facts.step.action is Action.DESCRIBE:
        data |= {"prompts": _paragraphs(facts.text)}
    if facts.state == "waiting" and facts.waits:
        data |= {"waiting": facts.waits}
    if facts.notify_id:
        data |= {"notify_id": facts.notify_id, "notifyId": facts.notify_id}
    return {
        "status": state_name(facts.state),
        "message": _message(facts),
        "jobId": facts.job_id,
        "data": data,
    }


def render_row(facts: Facts, *, created_at: datetime, updated_at: datetime) -> dict[str, object]:
    """One row of fetch-list: the same facts in its own spelling, states and amounts as numbers."""
    done = facts.state == "success"
    whole = facts.whole if done else ()
    return {
        "job_id": facts.job_id,
        "model": facts.mode,
        "action": action_name(facts.step) if facts.step else "",
        "quota": None if facts.cost is None else amount(facts.cost),
        "status": state_code(facts.state),
        "progress": None if facts.state == "failed" else _digits(facts),
        "prompt": _words(facts),
        "discord_image": whole[-1] if whole else None,
        "cdn_image": whole[0] if whole else None,
        "hook_url": facts.hook_url,
        "components": [action_name(step) for step in facts.offered] if done else [],
        "message": _message(facts),
        "seed": str(facts.seed) if done and facts.seed is not None else None,
        "created_at": _moment(created_at),
        "updated_at": _moment(updated_at),
    }


def listed(rows: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The answer of fetch-list."""
    return {"status": "SUCCESS", "message": "success", "data": list(rows)}


def priced(facts: Facts, *, balance: int) -> dict[str, object]:
    """The answer to a dry run of a job that is not there: its price, what is left now, and what would be after it."""
    cost = facts.cost or 0
    data = {
        "dry_run": True,
        "action": action_name(facts.step) if facts.step else "",
        "mode": facts.mode,
        "prompt": facts.prompt,
        "quota": amount(cost),
        "balance": amount(balance),
        "left": amount(balance - cost),
    }
    return {"status": "SUCCESS", "message": "Dry run: no job was made and nothing is held.", "data": data}


def canceled(job_id: str, returned: int) -> dict[str, object]:
    """The answer to a cancellation; `returned` is in thousandths of a unit."""
    data = {"jobId": job_id, "job_id": job_id, "returned": amount(returned)}
    return {"status": "SUCCESS", "message": "success", "data": data}


def checked(message: str, banned: Iterable[str]) -> dict[str, object]:
    """The answer of promptCheck: `message` is what is wrong, "" for nothing; blocked words are named in its stead."""
    if words := list(dict.fromkeys(banned)):
        return rejected(f"banned prompt words: [{', '.join(words)}]")
    if message:
        return rejected(message)
    return {"status": "SUCCESS", "message": "success", "data": "Prompt verification successful."}


def render_info(
    *, email: str, verified_at: datetime | None, balance: int, held: int, max_queue: int, created_at: datetime
) -> dict[str, object]:
    """The answer of info. `balance` (what can be spent) and `held` are in thousandths of a unit."""
    data = {
        "email": email,
        "email_verified_at": _moment(verified_at) if verified_at else None,
        "balance": amount(balance),
        "freeze_balance": amount(held),
        "max_queue": max_queue,
        "created_at": _moment(created_at),
    }
    return {"status": "SUCCESS", "data": data, "message": "success"}


def render_status(seconds: Mapping[Mode, float | None], *, running: bool) -> dict[str, object]:
    """The answer of status: for each speed whether it is served, and how many seconds its jobs take (None: unknown)."""
    word = "Endpoints running" if running else "Endpoints paused"
    data = {
        mode: {
            "status": 200 if running else 503,
            "runningMessage": word,
            "averageExecute": None if took is None else round(took, 2),
        }
        for mode, took in seconds.items()
    }
    return {"status": "SUCCESS", "message": "success", "data": data}


def amount(thousandths: int) -> int | float:
    """Thousandths of a unit as a number: an int when it is whole."""
    return thousandths // 1000 if thousandths % 1000 == 0 else thousandths / 1000


def _plain(thousandths: int) -> str:
    """Thousandths of a unit as digits without trailing zeros: 1500 is "1.5"."""
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)


def _digits(facts: Facts) -> str:
    return "100" if facts.state == "success" else str(min(max(facts.progress, 0), 99))


def _message(facts: Facts) -> str:
    if facts.state == "success":
        return "success"
    return facts.message if facts.state == "failed" else ""


def _words(facts: Facts) -> str:
    """The prompt; for a finished description what it found."""
    described = facts.state == "success" and facts.step is not None and facts.step.action is Action.DESCRIBE
    return facts.text if described else facts.prompt


def _paragraphs(text: str) -> list[str]:
    """The single prompts of a description, without their numbers."""
    return [_NUMBER.sub("", part).strip() for part in re.split(r"\n\s*\n|\n(?=\s*\d[.)]\s)", text) if part.strip()]


def _moment(moment: datetime) -> str:
    """A moment in UTC, as TT API writes it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
