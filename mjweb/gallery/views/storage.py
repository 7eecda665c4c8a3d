"""How much of the vault pictures take: one's own by space, and those of the team one is in by person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.models import Shelf
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Right, Verb
from mjweb.accounts.needs import needs
from mjweb.gallery import retention
from mjweb.gallery.forms import RetentionForm
from mjweb.gallery.models import Retention


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Sums of last night or so: their cost is that of the people, not of the pictures."""
    assert request.user.is_authenticated
    user = request.user
    here = [one.team_id for one in user.spaces]
    own = list(Shelf.objects.filter(user=user, team__in=here).select_related("team").order_by("-size"))
    context: dict[str, Any] = {"nav": "usage", "own": own, "own_size": sum(one.size for one in own)}
    if user.may(Right.USAGE) and not user.team.is_personal:
        people = list(Shelf.objects.filter(team=user.team).select_related("user").order_by("-size"))
        context |= {"team": user.team, "people": people, "team_size": sum(one.size for one in people)}
    if not user.team.is_personal:
        rule = Retention.objects.filter(team=user.team).first()
        context |= {"rule": rule, "here": user.team}
        if user.may(Right.SETTINGS):
            context["form"] = RetentionForm(initial={"days": rule.days if rule else ""})
            if rule:
                context["going"], context["all_of_them"] = retention.foreseen(user.team, rule.days)
    return render(request, "usage/storage.html", context)


@login_required
@require_POST
@needs(Right.SETTINGS)
@transaction.atomic
def keep(request: HttpRequest) -> HttpResponse:
    """Say after how many days (`days`, empty for never) the team lets go of what nobody keeps."""
    assert request.user.is_authenticated
    team, form = request.user.team, RetentionForm(request.POST)
    if team.is_personal or not form.is_valid():
        messages.error(request, _("Choose one of the times. Nothing was changed."))
        return redirect("usage:storage")
    days = form.cleaned_data["days"]
    if days is None:
        Retention.objects.filter(team=team).delete()
        told = _("What nobody keeps stays for good")
    else:
        # A pass that is under way is over: the new rule begins with one of its own, a day from now.
        begun = {"days": days, "reached": 0, "binned": {}, "passed_at": timezone.now()}
        Retention.objects.update_or_create(team=team, defaults=begun)
        told = _("What nobody keeps goes into the bin after %(days)d days") % {"days": days}
    Entry.objects.write(By(request.user), Verb.TEAM_CHANGED, team=team, subject=team, detail=told)
    messages.success(request, _("Saved."))
    return redirect("usage:storage")
