"""A team's name, time zone and danger zone: handing it over to another owner."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mjweb.accounts.by import By
from mjweb.accounts.errors import NotAllowed
from mjweb.accounts.forms import HandOverForm, TeamSettingsForm
from mjweb.accounts.models import Entry, Membership, Right, Role, Team, Verb
from mjweb.accounts.models.team import MembershipQuerySet
from mjweb.accounts.needs import needs
from mjweb.accounts.roles import with_right


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SETTINGS)
def index(request: HttpRequest) -> HttpResponse:
    """Show the settings; save them."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    # A copy, so that a refused name does not stand in the frame of the answer.
    team = Team.objects.get(pk=request.user.team.pk)
    before = _told(team)
    form = TeamSettingsForm(request.POST or None, instance=team)
    if request.method == "POST" and not team.is_personal and form.is_valid():
        _save(By.request(request), form, before)
        messages.success(request, _("Team saved"))
        return redirect("team_settings:index")
    return _page(request, form)


@require_http_methods(["POST"])
@needs(Right.OWN)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Make somebody else the owner, once the name of the team was typed."""
    assert request.user.is_authenticated
    member = request.user.membership
    form = HandOverForm(member, request.POST)
    if not form.is_valid():
        return _page(request, TeamSettingsForm(instance=member.team), form)
    to = form.cleaned_data["to"]
    try:
        Membership.objects.hand_over(By.request(request), member, to)
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is the owner now; you are an admin") % {"name": to.user})
    return redirect("team_settings:index")


def _told(team: Team) -> dict[str, str]:
    """What can be changed, as the trail tells it."""
    seen_by = "private" if team.makes_private else "seen by the team"
    return {"name": team.name, "zone": team.zone, "new pictures": seen_by}


@transaction.atomic
def _save(by: By, form: TeamSettingsForm, before: dict[str, str]) -> None:
    team = form.save()
    after = _told(team)
    words = [f"{name}: {before[name] or '–'} → {after[name] or '–'}" for name in before if before[name] != after[name]]
    if words:
        Entry.objects.write(by, Verb.TEAM_CHANGED, team=team, subject=team, detail="; ".join(words))


def _page(request: HttpRequest, form: TeamSettingsForm, danger: HandOverForm | None = None) -> HttpResponse:
    assert request.user.is_authenticated
    member = request.user.membership
    context = {
        "nav": "team",
        "tab": "settings",
        "form": form,
        "zones": TeamSettingsForm.zones(),
        "danger": danger or HandOverForm(member),
        "owns": member.may(Right.OWN) and not member.team.is_personal,
        "removable": _removable(member) if member.may(Right.PEOPLE) else (),
        "seen_by": [
            (right.label, [role.label for role in with_right(right)])
            for right in (Right.SEE, Right.USAGE, Right.AUDIT, Right.SETTINGS)
        ],
    }
    is_wrong = bool(form.errors or (danger and danger.errors))
    return render(request, "team/settings.html", context, status=422 if is_wrong else 200)


def _removable(member: Membership) -> MembershipQuerySet:
    """Whom this person may take out of the team: everybody else, but owners only where they are one."""
    rest = Membership.objects.filter(team=member.team).exclude(pk=member.pk).select_related("user").order_by("pk")
    return rest if member.may(Right.OWN) else rest.exclude(role=Role.OWNER)
