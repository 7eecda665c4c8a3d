"""Usage: what is left, what it went to, and the latest lines of the ledger; of a person, and of a team."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from jobs.models import Mode
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.gallery import ledger
from mjweb.gallery.lines import entries
from mjweb.gallery.month import Month
from mjweb.gallery.scope import Scope
from mjweb.gallery.spending import Report

RECENT = 8


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One's own month at a glance; `?month=` another one, `?show=table` the chart's figures as a table."""
    assert request.user.is_authenticated
    return _page(request, Scope(request.user))


@login_required
@require_safe
@needs(Right.USAGE)
def team(request: HttpRequest) -> HttpResponse:
    """The same of the team one is in; a space of one's own has nothing to add to one's own page."""
    assert request.user.is_authenticated
    if request.user.team.is_personal:
        return redirect("usage:index")
    return _page(request, Scope(request.user, request.user.team))


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    this = Month.of(scope.today)
    asked = Month.read(request.GET.get("month", "")) or this
    month = min(asked, this)
    report = Report(scope, month)
    days, axis = report.days()
    filters = ledger.Filters(since=month.first, until=month.last)
    context: dict[str, Any] = {
        "nav": "usage",
        "scope": scope,
        "report": report,
        "window": report.window,
        "month": month,
        "before": month.before if month > scope.first_month else None,
        "after": month.after if month < this else None,
        "groups": report.groups(),
        "days": days,
        "axis": axis,
        "modes": Mode.choices,
        "as_table": request.GET.get("show") == "table",
        "filters": filters,
        "entries": entries(scope, ledger.latest(scope, filters, RECENT)),
    }
    if scope.team:
        context |= {"people": report.people(), "projects": report.projects(), "keys": report.keys()}
    return render(request, "usage/index.html", context)
