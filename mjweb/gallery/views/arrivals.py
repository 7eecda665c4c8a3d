"""Import: pictures that were made elsewhere, or left here once, come in as files or as an archive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jobs.views.door import PersonRequest, for_people
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.bodies import takes_imports
from mjweb.gallery.handover import arriving
from mjweb.gallery.handover.plain import line
from mjweb.gallery.models import Arrival, ArrivedFile, Outcome

MOST_AT_ONCE = 3  # arrivals of one person that are not through yet
SHOWN = 20
NAMED = 200  # files that were not imported and are named with the reason


@takes_imports
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@needs(Right.CREATE)
def index(request: PersonRequest) -> HttpResponseBase:
    """The form and what was imported lately; a POST keeps the files `file` and imports them in the background."""
    status = 200
    if request.method == "POST":
        refusal = _refusal(request)
        if not refusal:
            return redirect("imports:arrival", _bring(request).uid)
        messages.error(request, refusal)
        status = 422
    lately = Arrival.objects.of(request.user).newest_first()[:SHOWN]
    return render(request, "imports/index.html", {"nav": "gallery", "arrivals": lately}, status=status)


def _refusal(request: PersonRequest) -> str:
    if not request.FILES.getlist("file"):
        return _("Choose pictures or an archive first.")
    if Arrival.objects.of(request.user).unfinished().count() >= MOST_AT_ONCE:
        words = ngettext("%(n)d import is not through yet.", "%(n)d imports are not through yet.", MOST_AT_ONCE)
        return words % {"n": MOST_AT_ONCE} + " " + _("Go on when one is.")
    return ""


@transaction.atomic
def _bring(request: PersonRequest) -> Arrival:
    files = request.FILES.getlist("file")
    first = line(files[0].name or "") or _("A picture")
    more = len(files) - 1
    name = ngettext("%(name)s and %(n)d more", "%(name)s and %(n)d more", more) % {"name": first, "n": more}
    arrival = Arrival.objects.bring(request.user, name if more else first)
    for number, file in enumerate(files):
        stored = default_storage.save(f"arrivals/{arrival.uid}/{number}", file)
        ArrivedFile.objects.create(arrival=arrival, number=number, name=line(file.name or first), stored=stored)
    arriving.send(arrival)
    return arrival


@require_safe
@for_people
def arrival(request: PersonRequest, uid: str) -> HttpResponse:
    """How far one is, and what became of each file."""
    return render(request, "imports/arrival.html", {"nav": "gallery", **_standing(request, uid)})


@require_safe
@for_people
def progress(request: PersonRequest, uid: str) -> HttpResponse:
    """The part of it that changes."""
    return render(request, "imports/_standing.html", _standing(request, uid))


def _standing(request: PersonRequest, uid: str) -> dict[str, Any]:
    found = get_object_or_404(Arrival.objects.of(request.user), uid=uid)
    counts = ArrivedFile.objects.filter(arrival=found).counts()
    waiting = counts[Outcome.WAITING]
    everything = sum(counts.values())
    others = found.files.filter(outcome__in=(Outcome.KNOWN, Outcome.REFUSED)).select_related("picture").in_order()
    return {
        "arrival": found,
        "all": everything,
        "through": everything - waiting,
        "imported": counts[Outcome.IMPORTED],
        "known": counts[Outcome.KNOWN],
        "refused": counts[Outcome.REFUSED],
        "others": others[:NAMED],
        "left_out": max(0, counts[Outcome.KNOWN] + counts[Outcome.REFUSED] - NAMED),
    }
