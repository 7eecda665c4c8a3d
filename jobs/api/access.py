"""The door of the API: a key, a body, and an answer in TT API's envelope whatever happens."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from jobs import wire
from jobs.api import origins
from jobs.api.refusals import Refusal, answer_to, refused
from jobs.models import Job
from mjweb.accounts.address import address_of
from mjweb.accounts.models import ApiKey, User, WrongKeys

log = logging.getLogger(__name__)

NO_JOB = "Related job does not exist: you have no job with this jobId."

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: whose key it came with, and its fields (query and body are one)."""

    key: ApiKey
    fields: Fields
    repeat: str = ""  # the header Idempotency-Key

    @property
    def user(self) -> User:
        return self.key.user

    def job(self) -> Job:
        """The job that the call names. Only those of the key's own person exist. Raises Refusal, MalformedError."""
        named = wire.read_job_id(self.fields)
        try:
            uid = uuid.UUID(named)
        except ValueError:
            raise Refusal(400, NO_JOB) from None
        job = Job.objects.of(self.user).made_here().select_related("upstream").filter(uid=uid).first()
        if job is None:
            raise Refusal(400, NO_JOB)
        return job


Endpoint = Callable[[Call], JsonResponse]
View = Callable[..., HttpResponse]


def endpoint(*methods: str, writes: bool = False, most: int = 0, hint: str = "") -> Callable[[Endpoint], View]:
    """Make a view of a function of a call.

    `writes`: a key that may only read is refused. `most` is the largest body in bytes (0: that of every form on the
    site). `hint` is added to the refusal of another method. The key comes in `TT-API-KEY` (never in a cookie, so there
    is nothing to forge across sites). Every refusal has one shape, so that a program can show its message.
    """
    allowed = [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]

    def make(function: Endpoint) -> View:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(function)
        def view(request: HttpRequest) -> HttpResponse:
            answer: HttpResponse
            if request.method == "OPTIONS":
                answer = HttpResponse(status=204)
            elif request.method not in allowed:
                answer = refused(405, f"Use {' or '.join(methods)} here. {hint}".strip())
            else:
                answer = _answer(function, request, writes=writes, most=most)
            if answer.status_code in (204, 405):
                answer.headers["Allow"] = ", ".join(allowed)
            return origins.opened(request, answer, allowed)

        return view

    return make


def _answer(function: Endpoint, request: HttpRequest, *, writes: bool, most: int) -> HttpResponse:
    try:
        key = key_of(request)
        if key is None:
            return _strange(request)
        if writes and key.read_only:
            return refused(403, "This key may only read. Take a key that may write, or ask whoever made this one.")
        with body_of(request, most or settings.DATA_UPLOAD_MAX_MEMORY_SIZE) as body:
            fields = {**request.GET.dict(), **body}
            return function(Call(key, fields, request.headers.get("Idempotency-Key", "").strip()))
    except Exception as error:
        if known := answer_to(error):
            return known
        log.exception("a call of %s broke", request.path)
        return refused(
            500, "Something broke on our side. Nothing was charged; try again, or tell whoever runs this site."
        )


def _strange(request: HttpRequest) -> HttpResponse:
    """The answer to a wrong key; an address that brings too many of them has to wait."""
    seconds = WrongKeys.objects.count_one(address_of(request))
    if not seconds:
        return refused(401, "Wrong TT-API-KEY or email is not activated.")
    sentence = f"Too many wrong keys came from this address. Try again in {seconds} s."
    return refused(429, sentence, retry_after=seconds)


def key_of(request: HttpRequest) -> ApiKey | None:
    """The usable key of a request.

    `Authorization: Bearer` is taken where there is no `TT-API-KEY`. A proxy may have joined two headers into
    "key, key": the first counts.
    """
    secret = request.headers.get("TT-API-KEY", "").split(",", 1)[0].strip()
    scheme, _, token = request.headers.get("Authorization", "").strip().partition(" ")
    if not secret and scheme.lower() == "bearer":
        secret = token.split(",", 1)[0].strip()
    return ApiKey.objects.authenticate(secret)


@contextmanager
def body_of(request: HttpRequest, most: int) -> Iterator[Fields]:
    """The fields of the body, for as long as the call is served. Raises TooLargeError, MalformedError, Refusal.

    Past what is kept in memory for any form it is read as it streams, its pictures to disk.
    """
    plain = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length and "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        raise Refusal(411, "Send the body with its Content-Length.")
    size = int(length) if length.isascii() and length.isdigit() else 0
    if size > most:
        raise wire.TooLargeError(most)
    try:
        if size <= plain:
            yield wire.read_body(request.body)
            return
        with wire.streamed(request.read, most=most, most_plain=plain) as fields:
            yield fields
    except UnreadablePostError:
        raise Refusal(400, "Parameter error: the body broke off.") from None
    except SuspiciousOperation:
        raise Refusal(400, "Parameter error: the body cannot be used.") from None
