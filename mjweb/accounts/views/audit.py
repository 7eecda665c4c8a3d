"""The audit trail: who changed rights, money, keys, or deleted something; when and from where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.core.validators import EMPTY_VALUES
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mjweb import spreadsheet
from mjweb.accounts.models import Entry, Right, User, Verb
from mjweb.accounts.models.entry import EntryQuerySet
from mjweb.accounts.needs import needs

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What the address asks for; what makes no sense is as if it were absent."""

    verb: str = ""
    actor: int | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, query: QueryDict) -> Filter:
        verb, actor = query.get("verb", ""), query.get("actor", "")
        return cls(
            verb if verb in Verb else "",
            int(actor) if actor.isascii() and actor.isdigit() and len(actor) < 18 else None,
            _day(query.get("since", "")),
            _day(query.get("until", "")),
        )

    def apply(self, entries: EntryQuerySet) -> EntryQuerySet:
        if self.verb:
            entries = entries.filter(verb=self.verb)
        if self.actor is not None:
            entries = entries.filter(actor_id=self.actor)
        if self.since:
            entries = entries.filter(at__gte=_midnight(self.since))
        if self.until:
            entries = entries.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return entries

    @property
    def address(self) -> str:
        pairs = {"verb": self.verb, "actor": self.actor, "since": self.since, "until": self.until}
        return urlencode({name: str(value) for name, value in pairs.items() if value not in EMPTY_VALUES})


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())


@require_safe
@needs(Right.AUDIT)
def of_team(request: HttpRequest) -> HttpResponse:
    """The trail of the team the person is in; the newest first."""
    return _page(request, _team_entries(request), "team/audit.html")


@require_safe
@needs(Right.AUDIT)
def of_team_csv(request: HttpRequest) -> HttpResponseBase:
    return _csv(request, _team_entries(request))


@require_safe
def of_site(request: HttpRequest) -> HttpResponse:
    """The trail of the whole site, for those who run it; for everybody else the page does not exist."""
    return _page(request, _site_entries(request), "ops/audit.html")


@require_safe
def of_site_csv(request: HttpRequest) -> HttpResponseBase:
    return _csv(request, _site_entries(request))


def _team_entries(request: HttpRequest) -> EntryQuerySet:
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    return Entry.objects.filter(team=request.user.team)


def _site_entries(request: HttpRequest) -> EntryQuerySet:
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    if not request.user.is_staff:
        raise Http404
    return Entry.objects.all()


def _page(request: HttpRequest, entries: EntryQuerySet, template: str) -> HttpResponse:
    asked = Filter.read(request.GET)
    after = request.GET.get("after", "")
    found = asked.apply(entries).newest_first().select_related("actor", "team")
    if after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    shown = list(found[: PAGE + 1])
    context = {
        "nav": "team" if template.startswith("team") else "audit",
        "tab": "audit",
        "entries": shown[:PAGE],
        "next": shown[PAGE - 1].pk if len(shown) > PAGE else None,
        "asked": asked,
        "verbs": Verb.choices,
        "actors": User.objects.filter(pk__in=entries.order_by().values("actor")).order_by("name", "pk"),
    }
    return render(request, template, context)


def _csv(request: HttpRequest, entries: EntryQuerySet) -> HttpResponseBase:
    head = (_("Time"), _("Team"), _("Who"), _("From"), _("What"), _("Whom or what"), _("Details"))
    return spreadsheet.download(
        f"mjweb-audit-{timezone.localdate()}", head, _rows(Filter.read(request.GET).apply(entries))
    )


def _rows(entries: EntryQuerySet) -> Iterator[tuple[str, ...]]:
    for one in entries.newest_first().select_related("team", "team__personal_of").iterator(500):
        team = str(one.team) if one.team else ""
        yield (
            timezone.localtime(one.at).isoformat(timespec="seconds"),
            team,
            one.actor_name,
            one.address,
            str(one.get_verb_display()),
            one.subject,
            one.detail,
        )
