"""Every error has its status and a sentence; one that nobody knows has none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import InterfaceError, OperationalError

from jobs import wire
from jobs.actions import Action, Step
from jobs.api.refusals import AWAY, Refusal, answer_to
from jobs.errors import (
    BadPicture,
    BadPrompt,
    Contended,
    HookRefused,
    KeyReused,
    ManyJobs,
    NoRoom,
    NotOffered,
    QueueFull,
)
from jobs.prompts import validate
from mjweb.quotas.errors import NotEnough, Whose

MAY = datetime(2026, 5, 1, tzinfo=UTC)
TABLE = [
    (Refusal(418, "I am a teapot."), 418, "I am a teapot."),
    (wire.MalformedError("Parameter error"), 400, "Parameter error"),
    (wire.TooLargeError(70_000_000), 413, "The body is larger than 70000000 bytes."),
    (ManyJobs("One at a time."), 400, "One at a time."),
    (HookRefused("This hookUrl cannot be called."), 400, "This hookUrl cannot be called."),
    (BadPicture("no picture"), 400, "no picture"),
    (NotOffered(Step(Action.PAN_LEFT)), 400, "Related job does not offer this action: pan_left does not apply to it."),
    (Contended(), 503, "Many ask at once right now. Nothing was charged. Try again in a moment."),
    (NoRoom(), 503, "This site’s disk is full. Nothing was charged. Try again later."),
    (OperationalError("terminating connection"), 503, AWAY),
    (InterfaceError("connection already closed"), 503, AWAY),
    (KeyReused("x"), 409, "This Idempotency-Key was used for another request. Take a new key for a new job."),
    (
        NotEnough(2_000, 0, MAY, whose=Whose.TEAM),
        402,
        "2 credits needed, 0 left in the team’s pool. Nothing was charged. The pool resets on 1 May, 00:00 (UTC).",
    ),
]


@pytest.mark.parametrize(("error", "status", "message"), TABLE)
def test_an_error_has_its_status_and_its_sentence(error: Exception, status: int, message: str) -> None:
    answer = answer_to(error)
    assert answer is not None
    assert (answer.status_code, answer.content) == (status, wire_bytes(message))


def wire_bytes(message: str) -> bytes:
    import json

    return json.dumps(wire.rejected(message)).encode()


def test_every_problem_of_a_prompt_is_told() -> None:
    problems = [problem for problem in validate("a cat --ar 0:1 --chaos 900") if problem.is_error]
    answer = answer_to(BadPrompt(problems))
    assert answer is not None
    assert answer.status_code == 400
    assert len(problems) >= 2
    assert all(problem.message.encode() in answer.content.replace(b'\\"', b'"') for problem in problems)


def test_a_full_queue_has_both_phrases_that_clients_look_for() -> None:
    answer = answer_to(QueueFull(10))
    assert answer is not None
    assert answer.status_code == 499
    assert b"queue is full" in answer.content
    assert b"ry again later" in answer.content


def test_what_nobody_expects_is_no_refusal() -> None:
    assert answer_to(ZeroDivisionError()) is None
