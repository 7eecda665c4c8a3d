"""System, light or dark: a cookie, so that the first byte of the next page is right."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "mjweb_theme"
THEMES = ("system", "light", "dark")
_YEAR = 365 * 24 * 3600


def chosen(request: HttpRequest) -> str:
    """The theme of this browser; "system" for anything that is none."""
    word = request.COOKIES.get(COOKIE, "")
    return word if word in THEMES else "system"


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to where it was made."""
    word = request.POST.get("theme", "")
    if word not in THEMES:
        return HttpResponseBadRequest()
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "/")
    if word == "system":
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, word, max_age=_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    return response
