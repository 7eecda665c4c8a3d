"""Ending one of the places where a person is signed in; django-allauth's page lists them."""

from __future__ import annotations

from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mjweb.accounts.templatetags.browsers import browser


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out where one's own session is; its next request finds nobody signed in. The one at hand may be it."""
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    end_sessions(request, [session])
    if request.user.is_authenticated:
        messages.success(request, _("Signed out: %(browser)s") % {"browser": browser(session.user_agent)})
    return redirect("usersessions_list")
