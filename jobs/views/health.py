"""Is the site up, and can it do its work?"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs import engines, follow, queue
from jobs.engines.sketch import SketchEngine
from jobs.models import Heartbeat
from jobs.times import times


@login_not_required
@never_cache
@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """200 as soon as the web server answers; it asks nothing else."""
    return HttpResponse("live\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 only when the database, each queue, the follower and the engine work; 503 with the parts that do not."""
    parts = {name: check(test) for name, test in tests().items()}
    return JsonResponse(
        {"ready": all(part == "ok" for part in parts.values()), **parts},
        status=200 if all(part == "ok" for part in parts.values()) else 503,
    )


def tests() -> dict[str, Callable[[], bool]]:
    found: dict[str, Callable[[], bool]] = {
        "database": _database,
        "follower": lambda: _alive(follow.ROLE, times().stamp),
    }
    for name in queue.QUEUES:
        found[f"queue_{name}"] = partial(_queue, name)
    if settings.ENV.engine == "sketch":
        found["engine"] = _sketch
    return found


def check(test: Callable[[], bool]) -> str:
    """'ok', 'silent' for a part that gave no sign of life, 'failing' for one that raised."""
    try:
        return "ok" if test() else "silent"
    except (Error, OSError):
        return "failing"


def _queue(name: str) -> bool:
    return not queue.silent(name)


def _sketch() -> bool:
    engine = engines.named("sketch")
    return isinstance(engine, SketchEngine) and engine.alive(times().stamp)


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _alive(role: str, limit: float) -> bool:
    age = Heartbeat.objects.age(role)
    return age is not None and age.total_seconds() <= limit
