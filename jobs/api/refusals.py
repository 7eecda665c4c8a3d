"""Every way in which a call can be refused: errors become an HTTP status and a sentence, in one place."""

from __future__ import annotations

import logging

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.utils.translation import override

from jobs import fitting, wire
from jobs.actions import Action
from jobs.errors import (
    BadPrompt,
    Contended,
    IntakeClosed,
    JobError,
    KeyReused,
    MayNotCreate,
    NoRoom,
    NotOffered,
    QueueFull,
    WordsRefused,
)
from mjweb.quotas.errors import NotEnough

log = logging.getLogger(__name__)

# Whether a commit that nobody answered came about is not known, so nothing is promised of it.
AWAY = (
    "This site's database did not answer, so it is not known whether the call was taken. Send the same again with the"
    " same Idempotency-Key: it is taken once."
)


class Refusal(Exception):
    """A call that is not served, with its HTTP status and a sentence for whoever called.

    `retry_after` are the seconds after which the same call may be; 0 where that is not known.
    """

    def __init__(self, status: int, message: str, *, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after = status, message, retry_after


def refused(status: int, message: str, *, retry_after: int = 0) -> JsonResponse:
    """A rejection: HTTP status and a sentence."""
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return JsonResponse(wire.rejected(message), status=status, headers=headers)


def answer_to(error: Exception) -> JsonResponse | None:
    """The rejection that an error means; None for one that nobody expects."""
    if isinstance(error, Contended | NoRoom | IntakeClosed):
        return refused(503, error.message, retry_after=error.retry_after)
    if isinstance(error, WordsRefused):
        return refused(429, error.message, retry_after=error.retry_after)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("the database did not answer a call", exc_info=error)
        return refused(503, AWAY, retry_after=5)
    meant = _meant(error)
    pause = error.retry_after if isinstance(error, Refusal) else 0
    return refused(*meant, retry_after=pause) if meant else None


def _meant(error: Exception) -> tuple[int, str] | None:
    found: tuple[int, str] | None = None
    match error:
        case Refusal():
            found = error.status, error.message
        case wire.TooLargeError():
            found = 413, str(error)
        case wire.MalformedError():
            found = 400, str(error)
        case SuspiciousOperation():
            found = 400, "Parameter error: the request cannot be used."
        case BadPrompt():
            found = 400, " ".join(problem.message for problem in error.problems if problem.is_error)
        case NotOffered():
            found = 400, _not_offered(error)
        case KeyReused():
            found = 409, "This Idempotency-Key was used for another request. Take a new key for a new job."
        case MayNotCreate():
            found = 403, error.message
        case QueueFull():
            full = f"Queue exhausted: the queue is full with {error.limit} unfinished jobs."
            found = 499, f"{full} Try again later, or ask an operator of this site for a higher limit."
        case NotEnough():
            with override("en"):  # programs look for words
                found = 402, fitting.said(error)
        case JobError():
            found = 400, error.message or "This cannot be done now."
    return found


def _not_offered(error: NotOffered) -> str:
    if error.step.action is Action.REGION:
        return "Related job does not offer this action: inpaint needs a single picture, such as that of an upsample."
    return f"Related job does not offer this action: {wire.action_name(error.step)} does not apply to it."
