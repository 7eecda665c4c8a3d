"""POST /hook/…: an image service says that a job has ended; whoever calls, it is only a hint."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jobs import webhooks


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def webhook(_request: HttpRequest, tag: str) -> HttpResponse:
    """200 for every attempt that there was, however often and however late; the body is left unread."""
    if not webhooks.heard(tag):
        raise Http404
    return HttpResponse(status=200, content_type="text/plain")
