"""The ledger: every line with filters, page by page and as a file; of a person, and of a team."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from jobs.models import Mode
from mjweb import spreadsheet
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.gallery import ledger
from mjweb.gallery.ledger import Filters
from mjweb.gallery.lines import entries
from mjweb.gallery.scope import Choices, Scope
from mjweb.gallery.spending import NAMES
from mjweb.quotas.models import Kind

WORKS = list(NAMES.items())


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own lines; `?after=` goes on behind a line, for the rest see Filters."""
    assert request.user.is_authenticated
    return _page(request, Scope(request.user))


@login_required
@require_safe
@needs(Right.USAGE)
def team(request: HttpRequest) -> HttpResponse:
    """The lines of the team one is in."""
    assert request.user.is_authenticated
    if request.user.team.is_personal:
        return redirect("usage:ledger")
    return _page(request, Scope(request.user, request.user.team))


@login_required
@require_safe
def mine_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same lines as a file for spreadsheets."""
    assert request.user.is_authenticated
    return _file(request, Scope(request.user), "mjweb-ledger")


@login_required
@require_safe
@needs(Right.USAGE)
def team_csv(request: HttpRequest) -> HttpResponseBase:
    """The team's lines as a file."""
    assert request.user.is_authenticated
    if request.user.team.is_personal:
        return redirect("usage:csv")
    return _file(request, Scope(request.user, request.user.team), "mjweb-team-ledger")


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    filters = Filters.of(request.GET.dict())
    page = ledger.page(scope, filters, ledger.number(request.GET.get("after", "")))
    onward = f"{filters.address}&after={page.after}".lstrip("&") if page.after else ""
    context: dict[str, Any] = {
        "nav": "usage",
        "scope": scope,
        "filters": filters,
        "fields": fields(scope, filters),
        "entries": entries(scope, page.lines),
        "page": page,
        "onward": onward,
        "most": ledger.MOST,
    }
    return render(request, "usage/ledger.html", context)


def _file(request: HttpRequest, scope: Scope, name: str) -> StreamingHttpResponse:
    rows = ledger.rows(scope, Filters.of(request.GET.dict()))
    return spreadsheet.download(f"{name}-{scope.today}", ledger.head(scope), rows)


@dataclass(frozen=True, slots=True)
class Field:
    """A filter as the form shows it: a choice among `choices`."""

    name: str
    label: str | Promise
    value: str
    choices: Choices

    def with_its_value(self) -> Field:
        """The form says what is asked for, also of somebody who has left, or of nobody at all."""
        if not self.value or self.value in dict(self.choices):
            return self
        return replace(self, choices=[*self.choices, (self.value, _("No longer here"))])


def fields(scope: Scope, filters: Filters) -> list[Field]:
    """The choices of the form; those that have nothing to choose from are left out."""
    found = [
        Field("kind", _("Kind"), filters.kind, Kind.choices),
        Field("speed", _("Speed"), filters.speed, Mode.choices),
        Field("work", _("Action"), filters.work, WORKS),
        Field("person", _("Person"), filters.person, scope.people()),
        Field("project", _("Project"), filters.project, scope.projects()),
        Field("key", _("API key"), filters.key, scope.api_keys()),
    ]
    return [one.with_its_value() for one in found if one.choices or one.value]
