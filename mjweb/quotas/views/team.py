"""Team › Quotas: the pool, what new people get, each person's allowance and cap, projects, and who asks for more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mjweb.accounts.by import By
from mjweb.accounts.models import Membership, Project, Right, Team, User
from mjweb.accounts.needs import needs
from mjweb.quotas.limits import AllowancesForm, AnswerForm, DefaultForm, GrantForm
from mjweb.quotas.models import Allowance, Grant, Purse, Request, Window
from mjweb.quotas.spans import Span
from mjweb.quotas.warnings import word_of

What = Literal["pool", "person", "cap", "project"]
WHATS: tuple[What, ...] = ("pool", "person", "cap", "project")


@dataclass(frozen=True, slots=True)
class Limit:
    """One allowance as the page shows it: what its window has, or what it would have once somebody looks."""

    allowance: Allowance
    window: Window | None

    @property
    def label(self) -> str:
        return str(Span(self.allowance.span).label)

    @property
    def limit(self) -> int:
        return self.window.limit if self.window else self.allowance.amount

    @property
    def spent(self) -> int:
        return self.window.used + self.window.held if self.window else 0

    @property
    def percent(self) -> float:
        return min(100, 100 * self.spent / self.limit) if self.limit else 100

    @property
    def level(self) -> str:
        return word_of(self.limit - self.spent, self.limit)


def limits_of(purses: list[Purse]) -> dict[int, list[Limit]]:
    """By purse its limits, from the day to the whole; two queries."""
    running = {(window.purse_id, window.span): window for window in Window.objects.running().filter(purse__in=purses)}
    found: dict[int, list[Limit]] = {purse.pk: [] for purse in purses}
    order = list(Span)
    for allowance in sorted(Allowance.objects.filter(purse__in=purses), key=lambda one: order.index(Span(one.span))):
        found[allowance.purse_id].append(Limit(allowance, running.get((allowance.purse_id, allowance.span))))
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """A person or a project, and what limits them here; `own` only where this team looks after the person."""

    subject: User | Project
    own: list[Limit] | None
    here: list[Limit]
    may: bool = True  # whether whoever looks may set the own allowance


def may_set(user: User, person: User) -> bool:
    """Nobody raises their own allowance, by a team of their own for example, but those who run the site."""
    return user != person or user.is_staff


def _team(request: HttpRequest) -> Team:
    """The team the person is in. A personal space has no quotas to set: nobody looks after themselves."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    if request.user.team.is_personal:
        raise Http404
    return request.user.team


@require_safe
@needs(Right.QUOTAS)
def index(request: HttpRequest) -> HttpResponse:
    """All of it at a glance."""
    return _page(request, DefaultForm(_team(request)))


@require_POST
@needs(Right.QUOTAS)
def default(request: HttpRequest) -> HttpResponse:
    """Set what new people get."""
    form = DefaultForm(_team(request), request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    form.save(By.request(request))
    messages.success(request, _("Saved"))
    return redirect("team_quotas:index")


def _page(request: HttpRequest, form: DefaultForm, status: int = 200) -> HttpResponse:
    team = _team(request)
    members = [one.user for one in Membership.objects.filter(team=team).select_related("user").order_by("pk")]
    homes = _homes(members)
    projects = list(Project.objects.filter(team=team).open().by_name())
    purses = Purse.objects.filter(team=team) | Purse.objects.filter(project__in=projects)
    found = list(purses | Purse.objects.filter(user__in=members, team=None))
    limits = limits_of(found)
    own = {one.user_id: limits[one.pk] for one in found if one.team_id is None and one.user_id}
    caps = {one.user_id: limits[one.pk] for one in found if one.team_id and one.user_id}
    ceilings = {one.project_id: limits[one.pk] for one in found if one.project_id}
    pool = next((limits[one.pk] for one in found if one.team_id and not one.user_id), [])
    viewer = request.user
    assert viewer.is_authenticated
    rows = [
        Row(
            one,
            own.get(one.pk, []) if homes[one.pk] == team.pk else None,
            caps.get(one.pk, []),
            may=may_set(viewer, one),
        )
        for one in members
    ]
    context = {
        "nav": "team",
        "tab": "quotas",
        "pool": pool,
        "form": form,
        "rows": rows,
        "projects": [Row(one, None, ceilings.get(one.pk, [])) for one in projects],
        "requests": [(one, AnswerForm(one)) for one in Request.objects.of_team(team) if may_set(viewer, one.user)],
    }
    return render(request, "team/quotas.html", context, status=status)


def _homes(people: list[User]) -> dict[int, int]:
    """By person the team that looks after them; one query for all."""
    found: dict[int, int] = {}
    for one in Membership.objects.filter(user__in=people).select_related("team").in_order():
        found.setdefault(one.user_id, one.team_id)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.QUOTAS)
def limits(request: HttpRequest, what: What, pk: int) -> HttpResponse:
    """One purse: its allowances for each span, and something extra once."""
    assert request.user.is_authenticated
    purse, subject = _purse(request.user, what, pk, make=request.method == "POST")
    giving = request.POST.get("do") == "give"
    form = AllowancesForm(purse, None if giving or request.method != "POST" else request.POST)
    extra = GrantForm(purse, request.POST if giving else None)
    if request.method == "POST" and giving and extra.is_valid():
        extra.save(By.request(request), _team(request), subject)
        messages.success(request, _("Extra credits kept"))
        return redirect(request.path)
    if request.method == "POST" and not giving and form.is_valid():
        count = form.save(By.request(request), _team(request), subject)
        messages.success(request, ngettext("%(n)d limit changed", "%(n)d limits changed", count) % {"n": count})
        return redirect("team_quotas:index")
    context = {
        "nav": "team",
        "tab": "quotas",
        "subject": subject,
        "what": what,
        "form": form,
        "extra": extra,
        "limits": limits_of([purse] if purse.pk else []).get(purse.pk, []),
        "ahead": Grant.objects.ahead(purse),
    }
    return render(request, "team/limits.html", context, status=422 if form.errors or extra.errors else 200)


def _purse(user: User, what: What, pk: int, *, make: bool) -> tuple[Purse, str]:
    """The purse, and how people call what it limits; one that is not there yet is made only where it is written to.

    Raises Http404 for whatever this team does not look after.
    """
    team, purses = user.team, Purse.objects
    if team.is_personal:
        raise Http404
    if what == "pool":
        if pk != team.pk:
            raise Http404
        return purses.of_team(team) if make else purses.found(team=team), _("The team’s pool")
    if what == "project":
        project = get_object_or_404(Project.objects.open(), team=team, pk=pk)
        return purses.of_project(project) if make else purses.found(project=project), str(project)
    member = get_object_or_404(Membership.objects.select_related("user"), team=team, user=pk).user
    if what == "cap":
        return purses.of_member(team, member) if make else purses.found(team=team, user=member), str(member)
    if member.home != team or not may_set(user, member):
        raise Http404
    return purses.of(member) if make else purses.found(user=member), str(member)


@require_POST
@needs(Right.QUOTAS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a request with one press, or decline it with a sentence."""
    asked = get_object_or_404(Request.objects.select_related("user", "team", "purse"), team=_team(request), pk=pk)
    assert request.user.is_authenticated
    if not may_set(request.user, asked.user):
        raise Http404
    form = AnswerForm(asked, request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the amount like 50 or 2.5, at least 0.001."))
    elif form.answer(By.request(request)):
        messages.success(request, _("%(who)s was told") % {"who": asked.user})
    else:
        messages.info(request, _("Somebody has answered already"))
    return redirect("team_quotas:index")
