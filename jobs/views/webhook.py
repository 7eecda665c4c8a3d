"""POST /hook/…: an image service says that a job has ended; whoever calls, it is only a hint."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jobs import faults, webhooks

log = logging.getLogger(__name__)


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def webhook(request: HttpRequest, tag: str) -> HttpResponse:
    """200 for every attempt that there was, however often and however late; 413 for one that says too much.

    503 while the database is away: a service calls again, and the next question finds the end in any case.
    """
    if length(request) > webhooks.MOST:
        return HttpResponse(status=413, content_type="text/plain")
    try:
        known = webhooks.heard(tag, lambda: request.read(webhooks.MOST + 1))
    except DatabaseError:
        log.exception("a call to a webhook could not be heard")
        return HttpResponse(status=503, content_type="text/plain", headers={"Retry-After": "5"})
    if not known:
        raise Http404
    faults.at("called")
    return HttpResponse(status=200, content_type="text/plain")


def length(request: HttpRequest) -> int:
    """How long the body is said to be, 0 where nothing is said."""
    said = request.headers.get("Content-Length", "")
    return int(said[:12]) if said.isascii() and said.isdigit() else 0
