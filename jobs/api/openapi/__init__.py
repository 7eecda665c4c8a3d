"""The API described for machines, in OpenAPI 3.1: what `/midjourney/v1/openapi.json` and its page are made of."""

from __future__ import annotations

from typing import Any

from jobs.api.openapi.operations import OPERATIONS, Operation
from jobs.api.openapi.schemas import SCHEMAS

__all__ = ["OPERATIONS", "REFUSALS", "Operation", "document"]

# The refusals that every operation may answer with, and those of some.
REFUSALS = {
    400: "A field is missing or wrong, or the job is not known.",
    401: "The key is missing, wrong, expired or revoked.",
    402: "The allowance does not suffice.",
    403: "The key may only read.",
    409: "The Idempotency-Key was used for another request, or the job cannot be cancelled any more.",
    411: "The body has no Content-Length.",
    413: "The body is too large.",
    429: "Too many wrong keys came from this address, too many pictures are being fetched, or the image service refused"
    " the words of too many of your prompts. Retry-After tells when.",
    499: "The queue is full.",
    500: "Something broke on our side.",
}


def document(address: str) -> dict[str, Any]:
    """The whole description; `address` is that of the site."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        for method in operation.methods:
            paths.setdefault(operation.path, {})[method] = _operation(operation, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mjweb",
            "version": "1",
            "summary": "TT API's Midjourney API, spoken by this site.",
            "description": "A submit is only accepted; ask fetch until its status is SUCCESS or FAILED.",
        },
        "servers": [{"url": address}],
        "security": [{"key": []}, {"bearer": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "TT-API-KEY"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
            "schemas": SCHEMAS,
        },
    }


def _operation(operation: Operation, method: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.name if method == operation.methods[0] else f"{operation.name}_{method}",
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "responses": _responses(operation),
    }
    parameters: list[dict[str, Any]] = []
    if operation.submits:
        header = {"type": "string", "maxLength": 200}
        parameters.append({"name": "Idempotency-Key", "in": "header", "schema": header})
    if method == "post":
        schema = {"type": "object", "properties": operation.fields, "required": list(operation.required)}
        described["requestBody"] = {
            "required": bool(operation.required),
            "content": {"application/json": {"schema": schema}},
        }
    else:
        parameters += [
            {"name": name, "in": "query", "required": name in operation.required, "schema": schema}
            for name, schema in operation.fields.items()
        ]
    return described | ({"parameters": parameters} if parameters else {})


def _responses(operation: Operation) -> dict[str, Any]:
    refused = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    answers: dict[str, Any] = {
        "200": {"description": operation.answers, "content": {"application/json": {"schema": operation.answer}}}
    }
    for status in sorted(operation.refusals):
        answers[str(status)] = {"description": REFUSALS[status], "content": refused}
    return answers
