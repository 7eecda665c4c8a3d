"""A machine asks whatever the description allows: no answer is one that it does not describe."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from jobs.api.openapi import OPERATIONS, document
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse, Window

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(document("http://testserver"))


@pytest.fixture
def key(alice: User) -> str:
    """The key of somebody with an ample purse and an ample queue."""
    Window.objects.allow(Purse.objects.of(alice), 10**9)
    User.objects.update(max_queue=100_000)
    return ApiKey.objects.issue(alice).secret


def ask(case: Case[Any], key: str) -> Response:
    """The answer of the site itself, in the form that the machine judges."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    headers = {**asked.headers, "TT-API-KEY": key}
    kind = headers.pop("Content-Type", "application/json")
    body = asked.body or b""
    got = Client().generic(str(asked.method), str(asked.url), body, content_type=kind, headers=headers)
    found = {name.lower(): [value] for name, value in got.headers.items()}
    return Response(got.status_code, found, got.content, asked, elapsed=0, verify=False)


@schema.parametrize()
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_answer_is_one_that_is_not_described(case: Case[Any], key: str) -> None:
    case.validate_response(ask(case, key), checks=CHECKS)


def test_the_machine_knows_every_operation() -> None:
    described = {(operation.path, method) for operation in OPERATIONS for method in operation.methods}
    found = {(each.ok().path, each.ok().method) for each in schema.get_all_operations() if isinstance(each, Ok)}
    assert found == described
