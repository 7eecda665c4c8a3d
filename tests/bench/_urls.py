"""The site's addresses with one more: a view that does nothing, under the same middleware."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mjweb.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]


@login_not_required
def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


urlpatterns = [*urlpatterns, path("empty/", empty)]
