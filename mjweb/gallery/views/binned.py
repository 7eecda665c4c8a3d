"""The bin: what a person threw away, until it goes for good."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs.models import Picture
from mjweb.gallery import shelf, wall
from mjweb.gallery.models import Change
from mjweb.gallery.views.gallery import cursor


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The last thrown away first; `?page=` counts pages."""
    assert request.user.is_authenticated
    number = cursor(request.GET.get("page", "")) or 1
    first = (number - 1) * wall.PAGE
    binned = shelf.marked(Picture.objects.filter(user=request.user).binned(), request.user)
    pictures = list(binned[first : first + wall.PAGE + 1])
    context = {
        "nav": "gallery",
        "pictures": pictures[: wall.PAGE],
        "older": number + 1 if len(pictures) > wall.PAGE else None,
        "last_change": Change.objects.of(request.user).standing().first(),
        "is_bin": True,
    }
    return render(request, "binned/index.html", context)
