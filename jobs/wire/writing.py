"""Says of a job what TT API's callers expect: the fetch and webhook form, list rows, acceptances and refusals."""

from __future__ import annotations

from datetime import datetime

from jobs.actions import Action
from jobs.wire.facts import Facts
from jobs.wire.names import action_name, state_code, state_name


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
        "created_at": f"{created_at:%Y-%m-%d %H:%M:%S}",
        "updated_at": f"{updated_at:%Y-%m-%d %H:%M:%S}",
    }


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
