"""The one pulse of a page: it asks what is new, and most of the time the answer is nothing, for almost nothing."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from jobs.views import news
from jobs.views.cursor import Cursor, by_token, here


@login_not_required
@require_safe
def pulse(request: HttpRequest) -> HttpResponse:
    """Nothing new: 204. Else the parts of the page that changed, out of band, and the next pulse."""
    try:
        cursor = Cursor.read(request.GET)
    except ValueError:
        return HttpResponse(status=400)
    standing = by_token(request, cursor.scope)
    if standing is not None and standing.feed == cursor.version and cursor.line in (-1, standing.line):
        return HttpResponse(status=204)
    user = request.user
    if not user.is_authenticated:
        return HttpResponse(status=403)
    standing = standing or here(user, request.session.session_key, cursor.scope)
    return HttpResponse(news.since(user, standing, cursor))
