"""GET /midjourney/status: whether jobs are being taken at each speed, and how long they take."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire
from jobs.api.access import Call, endpoint
from jobs.engines.base import MODES
from jobs.models import Intake, Upstream
from jobs.views import estimates


@endpoint("GET")
def status(_call: Call) -> JsonResponse:
    """The times are those that pages show: of our own jobs of the last hour, null where they are too few."""
    running = bool(Upstream.objects.open()) and Intake.objects.closed() is None
    took = {mode: estimates.pace(mode).seconds for mode in MODES}
    return JsonResponse(wire.render_status(took, running=running))
