"""The description is true: its addresses are the routes, its shapes are the answers."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from django.urls import reverse

from jobs.api.openapi import OPERATIONS, REFUSALS, document
from jobs.api.routes import urlpatterns
from jobs.models import Job
from mjweb.accounts.models import User
from tests.jobs.api.conftest import Caller, done, png, uri
from tests.jobs.conftest import press
from tests.jobs.upstream import Upstream, faults

WHOLE = document("http://localhost:8000")
NOT_DESCRIBED = {"root", "unknown", "openapi", "docs"}


def refs(value: Any) -> set[str]:
    """Every reference in it."""
    if isinstance(value, dict):
        return {value["$ref"]} if "$ref" in value else set().union(*(refs(each) for each in value.values()))
    return set().union(*(refs(each) for each in value)) if isinstance(value, list) else set()


def assert_fits(name: str, answer: object) -> None:
    """Whether an answer has the shape of this name."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": WHOLE["components"]}
    jsonschema_rs.validate(schema, answer)


def test_every_route_is_described_and_nothing_else() -> None:
    routes = {reverse(f"api:{each.name}") for each in urlpatterns if each.name not in NOT_DESCRIBED}
    assert set(WHOLE["paths"]) == routes


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_every_method_is_served_and_no_other(caller: Caller, operation: Any) -> None:
    caller.ask("OPTIONS", operation.path)
    allowed = {method.lower() for method in caller.last.headers["Allow"].split(", ")} - {"options", "head"}
    assert allowed == set(operation.methods) == set(WHOLE["paths"][operation.path])


def test_every_reference_leads_somewhere() -> None:
    found = refs(WHOLE)
    assert found
    assert {ref.removeprefix("#/components/schemas/") for ref in found} <= set(WHOLE["components"]["schemas"])


def test_every_schema_is_one() -> None:
    for schema in WHOLE["components"]["schemas"].values():
        jsonschema_rs.validator_for(schema | {"components": WHOLE["components"]})


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for path in WHOLE["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


def test_every_refusal_has_its_sentence() -> None:
    assert {status for operation in OPERATIONS for status in operation.refusals} <= set(REFUSALS)


def test_a_submit_and_its_dry_run_have_their_shapes(caller: Caller) -> None:
    assert_fits("Accepted", caller.post("imagine", {"prompt": "a cat"})[1])
    assert_fits("Priced", caller.post("imagine", {"prompt": "a cat --v 6", "dry_run": True})[1])
    assert_fits("Refusal", caller.post("imagine", {})[1])


def test_a_job_has_its_shape_in_every_state(caller: Caller, ttapi: Upstream, single: Job) -> None:
    ttapi.script(faults.fails("no"), prompt="dog")
    waiting = caller.made("imagine", {"prompt": "a dog", "notify_id": "n-1"})
    assert_fits("Job", caller.fetched(waiting))
    described = done(caller.made("describe", {"base64": uri(png())}))
    waiting.refresh_from_db()
    for job in (single, single.parent, waiting, described):
        assert job is not None
        assert_fits("Job", caller.fetched(job))


def test_lists_and_the_rest_have_their_shapes(caller: Caller, single: Job) -> None:
    press(caller.user, "a cat")
    for status in range(4):
        assert_fits("List", caller.get(f"fetch-list?status={status}")[1])
    assert_fits("Info", caller.get("info")[1])
    assert_fits("Status", caller.get("/midjourney/status")[1])
    for prompt in ("a cat", "a cat --ar 0:1"):
        assert_fits("Checked", caller.post("promptCheck", {"prompt": prompt})[1])
    (job,) = press(caller.user, "a cat")
    assert_fits("Canceled", caller.ask("DELETE", f"job?jobId={job.uid}")[1])


def test_an_answer_of_another_shape_would_be_noticed(caller: Caller, alice: User) -> None:
    answer = caller.get("info")[1]
    answer["data"]["balance"] = "100"
    with pytest.raises(jsonschema_rs.ValidationError):
        assert_fits("Info", answer)
