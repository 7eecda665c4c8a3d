"""The space one is in: going over to another, and the door of the team's pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mjweb.accounts.templatetags.spaces import team_tabs


@require_POST
def space(request: HttpRequest) -> HttpResponse:
    """Go over to another of one's own spaces; of any other nothing is known."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    number = request.POST.get("team", "")
    chosen = next((one.team for one in request.user.spaces if str(one.team_id) == number), None)
    if chosen is None or not request.user.enter(chosen):
        raise Http404
    messages.success(request, _("You are in %(space)s now") % {"space": chosen})
    return redirect("home")


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """The first page of the team that this person may open."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    return redirect(team_tabs(request.user)[0].url)
