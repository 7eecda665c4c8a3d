"""POST /midjourney/v1/imagine: a prompt becomes a job in line."""

from __future__ import annotations

import hashlib
import secrets

from django.http import JsonResponse

from jobs import submit, wire, wishes
from jobs.api.access import Fields, endpoint, refused
from jobs.errors import BadPrompt, KeyReused, ManyJobs, QueueFull
from jobs.models import Source
from mjweb.accounts.models import User
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.units import plain


def idempotency_key(fields: Fields) -> str:
    """The caller's key, of any length, in a form of its own; a fresh one where the caller gives none."""
    given = fields.get("Idempotency-Key")
    return f"api:{hashlib.sha256(str(given).encode()).hexdigest() if given else secrets.token_urlsafe(16)}"


@endpoint("POST")
def imagine(user: User, fields: Fields) -> JsonResponse:
    """Accepts with 200 and the job's id; the pictures come later (see fetch). Nothing is held when it refuses."""
    request = wire.read_imagine(fields)
    if request.hook_url:
        return refused(400, "hookUrl is not served yet: leave it out and ask /midjourney/v1/fetch?jobId=… instead.")
    key = idempotency_key(fields)
    try:
        wish = wishes.single(request.prompt, request.mode, timeout=request.timeout, notify_id=request.notify_id)
        # A mode that was named wins over a speed switch in the text.
        batch = submit.submit(user, Source.API, key, (wish.at(request.mode) if "mode" in fields else wish,))
    except (BadPrompt, ManyJobs) as error:
        return refused(400, error.message)
    except KeyReused:
        return refused(409, "This Idempotency-Key was used for another request. Take a new key for a new job.")
    except QueueFull as error:
        return refused(
            499,
            f"Queue exhausted: the queue is full with {error.limit} unfinished jobs. Try again later, "
            "or ask an operator of this site for a higher limit.",
        )
    except NotEnough as error:
        return refused(
            402, f"This job needs {plain(error.needed)} and {plain(error.left)} is left until {error.resets:%Y-%m-%d}."
        )
    return JsonResponse(wire.accepted(str(batch.jobs.get().uid)))
