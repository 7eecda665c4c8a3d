"""The description of the API: for machines at /midjourney/v1/openapi.json, for people at /midjourney/v1/docs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs.api import origins
from jobs.api.openapi import OPERATIONS, REFUSALS, Operation, document


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """It asks for no key: whoever writes a program has none yet."""
    answer = JsonResponse(document(settings.PUBLIC_URL), json_dumps_params={"indent": 1})
    return origins.opened(request, answer, ("GET", "HEAD"))


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same as a page, with nothing from elsewhere."""
    found = [(tag, [Section(each) for each in group]) for tag, group in groupby(OPERATIONS, lambda each: each.tag)]
    nav = "account" if request.user.is_authenticated else ""
    context = {"nav": nav, "groups": found, "refusals": REFUSALS.items(), "address": settings.PUBLIC_URL}
    return render(request, "api/docs.html", context)


@dataclass(frozen=True, slots=True)
class Section:
    """One operation as the page shows it."""

    operation: Operation

    @property
    def verbs(self) -> str:
        """'GET or POST'."""
        return " or ".join(method.upper() for method in self.operation.methods)

    @property
    def refusals(self) -> str:
        """'400, 401, 500'."""
        return ", ".join(str(status) for status in sorted(self.operation.refusals))

    def rows(self) -> Iterator[tuple[str, str, bool, str, str]]:
        """Of each field its name, its kind, whether it is needed, its default and what it means."""
        for name, schema in self.operation.fields.items():
            default = schema.get("default", "")
            shown = str(default).lower() if isinstance(default, bool) else str(default)
            yield name, kind_of(schema), name in self.operation.required, shown, schema.get("description", "")


def kind_of(schema: dict[str, Any]) -> str:
    """'relax, fast or turbo', '2 to 5 strings', 'integer'."""
    if "enum" in schema:
        *most, last = schema["enum"]
        return f"{', '.join(most)} or {last}"
    if schema["type"] == "array":
        return f"{schema['minItems']} to {schema['maxItems']} {schema['items']['type']}s"
    return str(schema["type"])
