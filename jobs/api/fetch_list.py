"""GET or POST /midjourney/v1/fetch-list: one's own jobs in one state, page by page."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire
from jobs.api.access import Call, endpoint
from jobs.api.facts import facts
from jobs.models import Job
from jobs.states import State


@endpoint("GET", "POST")
def fetch_list(call: Call) -> JsonResponse:
    """Newest first unless `order` is asc; SUCCESS unless `status` says otherwise; ten rows, a hundred at most."""
    asked = wire.read_list(call.fields)
    states = [state for state in State if wire.seen_state(state) == asked.state]
    found = Job.objects.of(call.user).made_here().filter(state__in=states).prefetch_related("pictures")
    found = found.order_by("-pk" if asked.newest_first else "pk")
    begin = (asked.page - 1) * asked.limit
    return JsonResponse(wire.listed(row(job) for job in found[begin : begin + asked.limit]))


def row(job: Job) -> dict[str, object]:
    changed = job.finished_at or job.accepted_at or job.sent_at or job.created_at
    return wire.render_row(facts(job), created_at=job.created_at, updated_at=changed)
