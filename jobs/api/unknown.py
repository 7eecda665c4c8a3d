"""Helpful ends for addresses that clients guess: a 404 that names the right endpoint."""

from __future__ import annotations

import re

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from jobs.api.refusals import refused

_SUBMIT = "Submit a prompt with POST /midjourney/v1/imagine"
_ASK = "ask GET /midjourney/v1/fetch?jobId=… until its status is SUCCESS or FAILED"
_ACT = (
    "Actions on a finished job are POST /midjourney/v1/action with jobId and action, such as upsample1 or variation2."
)
# What a path speaks of, and where that is; the first that fits counts.
_GUESSES = (
    (r"video|image-?edits|face|shorten", "mjweb has no video, image-edits, face or shorten endpoints."),
    (r"list|history|jobs\b|tasks\b", "The list of your jobs is GET /midjourney/v1/fetch-list."),
    (r"cancel|delete|stop", "To cancel a job, use DELETE /midjourney/v1/job?jobId=…."),
    (
        r"upscale|upsample|variation|vary|reroll|zoom|pan\b|pan_|change|button|square",
        _ACT,
    ),
    (r"region|mask|outpaint", "To draw a part anew, use POST /midjourney/v1/inpaint."),
    (r"mix|merge", "To mix pictures, use POST /midjourney/v1/blend."),
    (r"account|balance|credit|quota|user|me\b", "What is left is GET /midjourney/v1/info."),
    (r"check|moderat|banned", "To check a prompt, use POST /midjourney/v1/promptCheck."),
    (r"health|ping", "Whether the speeds are served is GET /midjourney/status."),
    (
        r"job|task|result|status|progress|poll|get|query|show|image",
        f"To follow a job, {_ASK}; to cancel it, use DELETE /midjourney/v1/job?jobId=….",
    ),
    (r"generat|create|submit|prompt|text", f"{_SUBMIT}."),
)


@csrf_exempt
@login_not_required
@never_cache
def unknown(request: HttpRequest, path: str = "") -> JsonResponse:
    """No key is asked for, since nothing is told that the documents do not tell."""
    return refused(404, f"There is no {request.path[:200]}. {hint(path)}")


def hint(path: str) -> str:
    """The sentence for a guessed path."""
    for words, sentence in _GUESSES:
        if re.search(rf"(?<![a-z])(?:{words})", path.lower()):
            return sentence
    return f"{_SUBMIT}, then {_ASK}."
