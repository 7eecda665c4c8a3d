"""The door of the API: a key, a body, and an answer in TT API's envelope whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from jobs import wire
from mjweb.accounts.models import ApiKey, User

log = logging.getLogger(__name__)

Fields = Mapping[str, object]
Endpoint = Callable[[User, Fields], JsonResponse]


def refused(status: int, message: str) -> JsonResponse:
    """A rejection: HTTP status and a sentence."""
    return JsonResponse(wire.rejected(message), status=status)


def endpoint(*methods: str) -> Callable[[Endpoint], Callable[[HttpRequest], HttpResponse]]:
    """Make a view of a function of a person and the fields of their request.

    The key comes in `TT-API-KEY` (never in a cookie, so there is nothing to forge across sites). Query and body are
    one: callers of fetch use either. Every refusal has the same shape, so that a program can show its message.
    """

    def make(function: Endpoint) -> Callable[[HttpRequest], HttpResponse]:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(function)
        def view(request: HttpRequest) -> HttpResponse:
            user = person(request)
            if user is None:
                return refused(401, "Wrong TT-API-KEY or email is not activated.")
            if request.method not in methods:
                answer = refused(405, f"Use {' or '.join(methods)} here.")
                answer.headers["Allow"] = ", ".join(methods)
                return answer
            try:
                return function(user, {**request.GET.dict(), **wire.read_body(request.body), **headers(request)})
            except wire.MalformedError as error:
                return refused(400, str(error))
            except RequestDataTooBig:
                return refused(413, f"The body is larger than {settings.DATA_UPLOAD_MAX_MEMORY_SIZE} bytes.")

        return view

    return make


def headers(request: HttpRequest) -> dict[str, object]:
    """What our own endpoints take from headers, beside the fields."""
    key = request.headers.get("Idempotency-Key", "").strip()
    return {"Idempotency-Key": key} if key else {}


def person(request: HttpRequest) -> User | None:
    """Whose key it is. A proxy may have joined two headers into "key, key": the first counts."""
    secret = request.headers.get("TT-API-KEY", "").split(",", 1)[0].strip()
    key = ApiKey.objects.authenticate(secret)
    return key.user if key else None


@csrf_exempt
@login_not_required
@never_cache
def unknown(_request: HttpRequest, path: str = "") -> JsonResponse:
    """A helpful end for addresses that clients guess."""
    return refused(
        404,
        f"There is no /midjourney/{path}. Submit with POST /midjourney/v1/imagine, then ask "
        "GET /midjourney/v1/fetch?jobId=… until its status is SUCCESS or FAILED.",
    )
