"""What came back, and how sure it is: each answer is an id, a report, an account, or one of the documented errors.

Only what the service documents as a refusal counts as one; after anything else at a submit the job may run. Only a
clear word about the job itself ends one; anything else at a fetch is asked again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

from jobs import wire
from jobs.engines.base import Account, Listed, Report
from jobs.errors import AccountTrouble, Busy, EngineError, Gone, NoAnswer, NotReachable, Refused
from jobs.http import Reply
from jobs.troubles import Trouble

RETRY_MAX = 120.0  # seconds
MESSAGE_MAX = 500  # characters
NO_JOB = "The service does not know the job."
_ACCOUNT: Final[dict[int, tuple[Trouble, str]]] = {
    401: (Trouble.KEY, "The service does not accept the key."),
    402: (Trouble.BALANCE, "The balance at the service is too small."),
    403: (Trouble.BLOCKED, "The service has blocked the account."),
    404: (Trouble.DOWN, "The service does not have this call; its address may be wrong."),
}


def accepted(reply: Reply) -> str:
    """The id in the answer to a submit. Raises Refused, Busy, AccountTrouble, NoAnswer."""
    payload = _json(reply.body)
    message = _message(payload)
    match reply.status:
        case HTTPStatus.OK if not _failed(payload):
            if engine_id := wire.accepted_id(payload) if payload else "":
                return engine_id
            raise NoAnswer("The service answered without naming the job.")
        case HTTPStatus.OK | HTTPStatus.BAD_REQUEST:
            raise _refusal(message, reply)
        case HTTPStatus.NOT_FOUND if wire.read_trouble(message) is Trouble.PARENT:
            raise Refused(message, Trouble.PARENT)  # the job that an action applies to is missing, not the call
        case 401 | 402 | 403 | 404:
            raise _account_trouble(reply.status, message)
        case 429 | 499 as status:
            raise Busy(message or "The service has no room now.", retry_after(reply.headers), full=status == 499)
    raise NoAnswer(f"The service answered with {reply.status}.")


def _refusal(message: str, reply: Reply) -> EngineError:
    trouble = wire.read_trouble(message)
    if wire.is_not_now(message):
        return Busy(message, retry_after(reply.headers))
    if trouble is not None and trouble.of_the_account:
        return AccountTrouble(message, trouble)
    return Refused(message or "The service refused the job.", trouble or Trouble.REFUSED)


def report(reply: Reply, engine_id: str) -> Report:
    """What the answer to a fetch says. Raises NotReachable, Gone, AccountTrouble."""
    payload = _json(reply.body)
    message = _message(payload)
    if reply.status in {401, 402, 403}:
        raise _account_trouble(reply.status, message)
    if reply.status in {400, 404}:
        raise _no_job(message)
    if reply.status != HTTPStatus.OK or payload is None:
        raise NotReachable(f"The service answered with {reply.status}.")
    told = wire.accepted_id(payload)
    if told and told.lower() != engine_id.lower():
        raise NotReachable("The service answered about another job.")
    if _failed(payload) and not isinstance(payload.get("data"), Mapping) and not told:
        raise _no_job(message)  # no failed job but a failed question
    try:
        return wire.parse_report(payload)
    except wire.NotUnderstoodError as error:
        trouble = NotReachable(f"The service's answer was not understood ({error}).")
    raise trouble


def _no_job(message: str) -> NotReachable | Gone:
    """What a refused question means: that the job is gone, unless the reason will pass."""
    trouble = wire.read_trouble(message)
    passing = wire.is_not_now(message) or (trouble is not None and not trouble.permanent)
    return NotReachable(message) if passing else Gone(message or NO_JOB)


def account(reply: Reply) -> Account:
    """What the answer to a question after the account says. Raises NotReachable, AccountTrouble."""
    payload = _json(reply.body)
    if reply.status in {401, 402, 403}:
        raise _account_trouble(reply.status, _message(payload))
    if reply.status != HTTPStatus.OK or payload is None or _failed(payload):
        raise NotReachable(f"The service did not say what the account holds ({reply.status}).")
    try:
        return wire.parse_account(payload)
    except wire.NotUnderstoodError:
        trouble = NotReachable("The service's answer about the account was not understood.")
    raise trouble


def rows(reply: Reply, state: wire.State) -> tuple[Listed, ...]:
    """What the answer to a question after the jobs in one state lists. Raises NotReachable, AccountTrouble."""
    payload = _json(reply.body)
    if reply.status in {401, 402, 403}:
        raise _account_trouble(reply.status, _message(payload))
    if reply.status != HTTPStatus.OK or payload is None or _failed(payload):
        raise NotReachable(f"The service did not list its jobs ({reply.status}).")
    try:
        return wire.parse_rows(payload, state)
    except wire.NotUnderstoodError as error:
        trouble = NotReachable(f"The service's list was not understood ({error}).")
    raise trouble


def objection(reply: Reply) -> Refused | None:
    """What the check of a prompt found; None when it found nothing, or did not work.

    The status of a find is not documented: 200 is what clients rely on; with 400 the words have to say it.
    """
    payload = _json(reply.body)
    message = _message(payload)
    if reply.status not in {200, 400} or not _failed(payload):
        return None
    trouble = wire.read_trouble(message)
    if trouble is None and reply.status == HTTPStatus.OK and not wire.is_not_now(message):
        trouble = Trouble.BANNED
    if trouble is None or not trouble.permanent:
        return None
    return Refused(message or "The service's check found words that it does not allow.", trouble)


def _account_trouble(status: int, message: str) -> AccountTrouble:
    trouble, sentence = _ACCOUNT[status]
    return AccountTrouble(f"{sentence} {message}".strip(), trouble)


def _json(body: bytes) -> dict[str, object] | None:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _message(payload: Mapping[str, object] | None) -> str:
    return wire.clean(payload.get("message"), MESSAGE_MAX).strip() if payload else ""


def _failed(payload: Mapping[str, object] | None) -> bool:
    return payload is not None and wire.read_state(payload.get("status")) == "failed"


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait as the service says, at most 120; None when it says nothing that makes sense."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,10}(\.\d{1,6})?", value, re.ASCII):
        return min(float(value), RETRY_MAX)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    wait = (moment - datetime.now(UTC)).total_seconds()
    return min(wait, RETRY_MAX) if wait >= 0 else None
