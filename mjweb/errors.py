"""The pages for what went wrong; `mjweb.urls` names them as Django's handlers."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

# When not even a template can be drawn.
_BARE = b"<!doctype html><title>mjweb</title><h1>Something broke on our side.</h1><p>Nothing was charged.</p>"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 for a body above the limit."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "errors/413.html", status=413)
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403; a sentence given to `PermissionDenied` is shown."""
    return render(request, "errors/403.html", {"sentence": str(exception)}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that came back without its token, which happens to pages left open."""
    sentence = _("This page was open for too long. Go back, load it again and send the form once more.")
    return render(request, "errors/403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, also for what is there but not for this person."""
    return render(request, "errors/404.html", status=404)


def too_many(request: HttpRequest, seconds: int | None = None) -> HttpResponse:
    """429; `seconds` until another try makes sense, if known."""
    response = render(request, "errors/429.html", {"seconds": seconds}, status=429)
    if seconds is not None:
        response["Retry-After"] = str(seconds)
    return response


def broken(request: HttpRequest) -> HttpResponse:
    """500; drawn without the request, the session or the database, any of which may be what broke."""
    try:
        return HttpResponse(render_to_string("errors/500.html"), status=500)
    except (OSError, ValueError, TemplateDoesNotExist, TemplateSyntaxError):
        return HttpResponse(_BARE, status=500)


def closed(request: HttpRequest) -> HttpResponse:
    """503 while the site is being worked on."""
    response = HttpResponse(render_to_string("errors/503.html"), status=503)
    response["Retry-After"] = "60"
    return response
