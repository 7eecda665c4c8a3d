"""Whether pages of other sites may read the API: off, but for the origins that an operator lists."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

_HEADERS = "TT-API-KEY, Authorization, Content-Type, Idempotency-Key"
_KEPT = "600"  # seconds for which a browser keeps the answer to its question


def opened(request: HttpRequest, answer: HttpResponse, methods: Sequence[str]) -> HttpResponse:
    """The answer with the headers of CORS, where the origin is listed (MJWEB_API_CORS, or `*` for all)."""
    listed = settings.API_CORS
    if not listed:
        return answer
    patch_vary_headers(answer, ["Origin"])
    origin = request.headers.get("Origin", "")
    if not origin or not {origin.lower(), "*"} & set(listed):
        return answer
    answer.headers["Access-Control-Allow-Origin"] = origin
    if request.method == "OPTIONS":
        answer.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
        answer.headers["Access-Control-Allow-Headers"] = _HEADERS
        answer.headers["Access-Control-Max-Age"] = _KEPT
    return answer
