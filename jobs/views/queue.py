"""The queue as operators see it: what runs, what waits and why, what came to nothing; and what they do about it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jobs import operating
from jobs.errors import TurnedAway
from jobs.models import Feed, Intake, Job, Mode
from jobs.models.feed import LINE
from jobs.states import FINAL, State
from jobs.views.door import PersonRequest, for_operators
from jobs.views.line import SHOWN, Filter, Line
from jobs.views.sentences import closed, said
from jobs.waiting import Doors
from mjweb.accounts.by import By
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.units import credits

MOST_AT_ONCE = 100  # jobs that one press cancels
INTERVAL = 5  # seconds between two looks of an open page


@require_safe
@for_operators
def index(request: PersonRequest) -> HttpResponse:
    """The page; `?after=` goes on behind a job."""
    return render(request, "queue/index.html", _context(request))


@require_safe
@for_operators
def pulse(request: PersonRequest) -> HttpResponse:
    """The list anew where anything has changed since the page was made, else 204 for one small question."""
    if request.GET.get("since") == _mark():
        return HttpResponse(status=204)
    return render(request, "queue/_news.html", _context(request))


def _context(request: PersonRequest) -> dict[str, object]:
    asked = Filter.read(request.GET)
    mark = _mark()
    doors, intake = Doors.now(), Intake.objects.closed()
    line = Line(asked, request.GET.get("after", ""), Feed.objects.versions(LINE)[LINE], request.user, doors)
    return {
        "nav": "queue",
        "tab": "queue",
        "asked": asked,
        "doors": doors,
        "closed": closed(intake.opens_at, intake.reason) if intake else "",
        "line": line,
        "shown": SHOWN,
        "modes": Mode.choices,
        "mark": mark,
        "interval": INTERVAL,
    }


def _mark() -> str:
    """Changes with every change of any job, and once a minute, so that ages go on."""
    return f"{Feed.objects.total()}.{int(timezone.now().timestamp()) // 60}"


# What is done ---------------------------------------------------------------------------------------------------------


def _back(request: HttpRequest) -> HttpResponseBase:
    """To the list as it was filtered."""
    address = Filter.read(QueryDict(request.POST.get("back", "")[:500])).address
    return redirect(reverse("queue:index") + (f"?{address}" if address else ""))


def _on(
    act: Callable[[PersonRequest, Job], tuple[int, str]],
) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """A view that does something to one job and says what it did."""

    @require_POST
    @for_operators
    def view(request: PersonRequest, uid: UUID) -> HttpResponseBase:
        job = get_object_or_404(Job.objects.select_related("user", "team", "upstream"), uid=uid)
        level, text = act(request, job)
        messages.add_message(request, level, text)
        return _back(request)

    return view


def _named(job: Job) -> dict[str, str]:
    return {"job": operating.name_of(job), "person": str(job.user), "credits": credits(job.quote)}


@_on
def cancel(request: PersonRequest, job: Job) -> tuple[int, str]:
    """Cancel one job."""
    running = job.state == State.RUNNING
    if operating.cancel(By.request(request), job):
        text = _("Cancelled: %(job)s, of %(person)s. %(credits)s returned.")
        if running:
            text = _("Stopped by the service: %(job)s, of %(person)s. %(credits)s returned.")
        return messages.SUCCESS, text % _named(job)
    job.refresh_from_db()
    if job.state in FINAL:
        return messages.INFO, _("It has ended already: %(job)s, of %(person)s.") % _named(job)
    goes_on = _("It goes on: %(job)s, of %(person)s. What was sent is stopped only where the service can do that.")
    cost = _("It costs its %(credits)s if it comes to pictures, else nothing.")
    return messages.ERROR, f"{goes_on} {cost}" % _named(job)


@_on
def retry(request: PersonRequest, job: Job) -> tuple[int, str]:
    """Ask again for a job that ended without pictures."""
    if job.state not in operating.ENDED_BADLY:
        return messages.ERROR, _("Only a job that ended without pictures can be retried. Nothing was charged.")
    try:
        batch = operating.retry(By.request(request), job)
    except (NotEnough, TurnedAway) as error:
        return messages.ERROR, _("Not retried, for %(person)s: %(why)s") % {"person": job.user, "why": said(error)}
    if batch is None:
        return messages.INFO, _("It was retried already: %(job)s, of %(person)s. Nothing was charged.") % _named(job)
    new = batch.jobs.get()
    text = _("In line again: %(job)s. %(credits)s held of %(person)s.")
    return messages.SUCCESS, text % _named(new)


@_on
def first(request: PersonRequest, job: Job) -> tuple[int, str]:
    """Move a waiting job to the front of the line."""
    if operating.to_front(By.request(request), job):
        return messages.SUCCESS, _("Next in line: %(job)s, of %(person)s.") % _named(job)
    job.refresh_from_db()
    if job.state == State.QUEUED:
        return messages.INFO, _("It is the next in line already: %(job)s, of %(person)s.") % _named(job)
    return messages.INFO, _("It does not wait any more: %(job)s, of %(person)s.") % _named(job)


@require_POST
@for_operators
def cancel_many(request: PersonRequest) -> HttpResponseBase:
    """Cancel the jobs that were ticked, each by itself; what could not be is counted."""
    picked = [int(word) for word in request.POST.getlist("pick") if word.isascii() and word.isdigit()][:MOST_AT_ONCE]
    jobs = Job.objects.filter(pk__in=picked).select_related("user", "team", "upstream")
    done = [job for job in jobs if operating.cancel(By.request(request), job)]
    if done:
        text = ngettext(
            "%(n)d job cancelled, %(credits)s returned", "%(n)d jobs cancelled, %(credits)s returned", len(done)
        )
        messages.success(request, text % {"n": len(done), "credits": credits(sum(job.quote for job in done))})
    if left := len(set(picked)) - len(done):
        text = ngettext(
            "%(n)d job could not be cancelled: it runs or has ended",
            "%(n)d jobs could not be cancelled: they run or have ended",
            left,
        )
        messages.info(request, text % {"n": left})
    if not picked:
        messages.info(request, _("Nothing was ticked, so nothing was cancelled"))
    return _back(request)
