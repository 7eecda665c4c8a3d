"""Every recorded answer over a real socket: none is unhandled, each has its documented meaning, no key leaks."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import errors
from jobs.actions import Action
from jobs.engines.base import Account, Order
from jobs.engines.ttapi import TTAPIEngine, answers
from jobs.errors import AccountTrouble, Busy, EngineError, Gone, NoAnswer, NotReachable, Refused
from jobs.http import Reply
from tests.jobs.engines.answers import Case, cases
from tests.jobs.upstream import Fault, Upstream
from tests.jobs.upstream.faults import Place

ORDER = Order(action=Action.IMAGINE, prompt="a fox", mode="fast", tag="t")
FINE = [case for case in cases("submit") if "id" in case.expected]
BAD = [case for case in cases("submit") if "error" in case.expected]
TOLD = [case for case in cases("fetch") if "state" in case.expected]
UNTOLD = [case for case in cases("fetch") if "error" in case.expected]


def name(value: object) -> str | None:
    return value.name if isinstance(value, Case) else None


def fault(case: Case, at: Place, key: str, job_id: str = "") -> Fault:
    return Fault(at=at, status=case.status, headers=case.headers, body=case.body(key, job_id))


@pytest.fixture
def engine(service: Upstream) -> TTAPIEngine:
    service.calm()
    return TTAPIEngine(service.key, service.url, allow_networks=service.networks, picture_hosts=())


def check(error: EngineError, expected: dict[str, Any], key: str) -> None:
    """The error is exactly the documented one, and shows no key in any spelling."""
    assert type(error) is getattr(errors, expected["error"])
    assert (error.trouble.value, error.permanent) == (expected["kind"], expected["permanent"])
    assert expected.get("words", "") in error.message
    assert key.lower() not in f"{error.message} {error!r}".lower()


def test_the_recorded_answers_are_many() -> None:
    assert sum(len(cases(question)) for question in ("submit", "fetch", "info", "check")) >= 60


@pytest.mark.parametrize("case", FINE, ids=name)
def test_an_acceptance_gives_its_id(service: Upstream, engine: TTAPIEngine, case: Case) -> None:
    service.script(fault(case, "submit", service.key))
    assert engine.submit(ORDER) == case.expected["id"]


@pytest.mark.parametrize("case", BAD, ids=name)
def test_every_other_answer_to_a_submit_is_one_error(service: Upstream, engine: TTAPIEngine, case: Case) -> None:
    asked = service.asked("fox")
    service.script(fault(case, "submit", service.key))
    with pytest.raises(EngineError) as caught:
        engine.submit(ORDER)
    check(caught.value, case.expected, service.key)
    assert service.asked("fox") == asked + 1
    if "wait" in case.expected:
        assert isinstance(caught.value, Busy)
        assert caught.value.retry_after == case.expected["wait"]
    # Nothing of the answer is left on the connection for the next order.
    assert engine.submit(ORDER) == service.accepted[-1].job_id


@pytest.mark.parametrize("case", TOLD, ids=name)
def test_a_report_is_read(service: Upstream, engine: TTAPIEngine, case: Case) -> None:
    engine_id = engine.submit(ORDER)
    service.script(fault(case, "fetch", service.key, engine_id))
    report = engine.fetch(engine_id)
    expected = dict(case.expected)
    read: dict[str, Any] = {
        "state": report.state,
        "progress": report.progress,
        "links": [link.index for link in report.links],
        "first": report.links[0].urls[0] if report.links else None,
        "seed": report.seed,
        "offered": [f"{step.action.value}.{step.index}" for step in report.offered] if report.offered else None,
        "message": report.message,
        "kind": report.trouble.value if report.trouble else None,
        "permanent": report.trouble.permanent if report.trouble else None,
    }
    assert {field: read[field] for field in expected} == expected
    assert service.key.lower() not in repr(report).lower()
    assert storable(report.message, report.text, report.cost)


@pytest.mark.parametrize("case", UNTOLD, ids=name)
def test_every_other_answer_to_a_fetch_is_one_error(service: Upstream, engine: TTAPIEngine, case: Case) -> None:
    engine_id = engine.submit(ORDER)
    service.script(fault(case, "fetch", service.key, engine_id))
    with pytest.raises(EngineError) as caught:
        engine.fetch(engine_id)
    check(caught.value, case.expected, service.key)
    assert engine.fetch(engine_id).state == "success"


@pytest.mark.parametrize("case", cases("info"), ids=name)
def test_what_the_account_holds(service: Upstream, engine: TTAPIEngine, case: Case) -> None:
    service.script(fault(case, "info", service.key), times=2)  # a 404 is asked again by POST
    if "account" in case.expected:
        assert engine.account() == Account(*case.expected["account"])
        return
    with pytest.raises(EngineError) as caught:
        engine.account()
    check(caught.value, case.expected, service.key)


@pytest.mark.parametrize("case", cases("check"), ids=name)
def test_what_the_check_of_a_prompt_finds_and_nothing_else_stops_it(service: Upstream, case: Case) -> None:
    service.calm()
    engine = TTAPIEngine(service.key, service.url, allow_networks=service.networks, check_prompts=True)
    service.script(fault(case, "check", service.key))
    if case.expected["kind"] is None:
        assert engine.submit(ORDER) == service.accepted[-1].job_id
        return
    asked = service.asked("fox")
    with pytest.raises(Refused) as caught:
        engine.submit(ORDER)
    check(caught.value, case.expected | {"error": "Refused", "permanent": True}, service.key)
    assert service.asked("fox") == asked, "a refused prompt is not submitted"


# Whatever comes ----------------------------------------------------------------------------------------------------

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
NAMES = st.sampled_from(
    [
        *("status", "message", "data", "jobId", "job_id", "action", "actions", "progress", "prompt", "images"),
        *("cdnImage", "discordImage", "components", "seed", "hookUrl", "quota", "width", "height", "mode", "model"),
        *("notify_id", "balance", "freeze_balance", "max_queue"),
    ]
)
WORDS = st.sampled_from(
    ["SUCCESS", "FAILED", "ON_QUEUE", "imagine", "upsample1", "j-1", "https://a.example/x.png", "100"]
)
VALUES = st.recursive(
    SCALARS | WORDS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(NAMES | st.text(), inner, max_size=8),
    max_leaves=30,
)
FORMED = st.fixed_dictionaries(
    {"status": WORDS | st.integers(0, 3), "data": st.dictionaries(NAMES, VALUES, max_size=12)},
    optional={"message": VALUES, "jobId": VALUES},
)
BODIES = (VALUES | FORMED).map(lambda value: json.dumps(value).encode()) | st.binary(max_size=200)
STATUSES = st.sampled_from([200, 200, 200, 400, 401, 402, 403, 404, 429, 499, 500, 502]) | st.integers(100, 599)
REPLIES = st.builds(Reply, STATUSES, st.fixed_dictionaries({}, optional={"Retry-After": st.text()}), BODIES)


def storable(*texts: str) -> bool:
    """Whether any database takes them: no NUL, no half characters."""
    return all("\0" not in text and text == text.encode("utf-8", "replace").decode() for text in texts)


# What is not among the suppressed errors fails the test.


@given(REPLIES)
def test_no_answer_to_a_submit_is_outside_the_family(reply: Reply) -> None:
    with suppress(Refused, Busy, AccountTrouble, NoAnswer):
        engine_id = answers.accepted(reply)
        assert 0 < len(engine_id) <= 100
        assert reply.status == 200


@given(REPLIES)
def test_no_answer_to_a_fetch_is_outside_the_family(reply: Reply) -> None:
    with suppress(NotReachable, Gone, AccountTrouble):
        report = answers.report(reply, "j-1")
        assert reply.status == 200
        assert (report.progress == 100) == (report.state == "success")
        assert not report.links or report.state == "success"
        assert storable(report.message, report.text, report.cost)


@given(REPLIES)
def test_no_answer_about_the_account_is_outside_the_family(reply: Reply) -> None:
    with suppress(NotReachable, AccountTrouble):
        assert answers.account(reply) != Account(None, None, None)


@given(REPLIES)
def test_no_answer_of_the_check_is_an_error(reply: Reply) -> None:
    found = answers.objection(reply)
    assert found is None or (found.permanent and storable(found.message))
