"""A new team, of which the operator who makes it is the owner."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mjweb.accounts.by import By
from mjweb.accounts.forms import TeamForm
from mjweb.accounts.models import Team


@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest) -> HttpResponse:
    """Ask for a name; make the team and go over to it. For those who do not run the site there is no such page."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    if not request.user.is_staff:
        raise Http404
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                team = Team.objects.found(By.request(request), form.cleaned_data["name"])
        except IntegrityError:  # somebody was quicker
            form.add_error("name", _("Another team has this name."))
        else:
            request.user.enter(team)
            messages.success(request, _("%(team)s is made, and you are in it now") % {"team": team})
            return redirect("team:index")
    context = {"nav": "team", "form": form}
    return render(request, "team/new.html", context, status=422 if form.errors else 200)
