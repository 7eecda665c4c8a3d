"""POST /midjourney/v1/promptCheck: whether imagine would take a prompt, for nothing."""

from __future__ import annotations

from django.http import JsonResponse

from jobs import wire, wishes
from jobs.api.access import Call, endpoint

# The family of rules that find blocked words (jobs.prompts.rules).
_BLOCKED = "B"


@endpoint("POST")
def prompt_check(call: Call) -> JsonResponse:
    """Always 200: a prompt that would be refused is no failed call, so it stands in `status` only."""
    try:
        prompt = wire.read_prompt(call.fields)
        plan = wishes.plan(prompt, wire.read_mode(call.fields))
        banned = [problem.params.get("found", "") for problem in plan.errors if problem.code.startswith(_BLOCKED)]
        reasons = [problem.message for problem in plan.errors]
        if not reasons and len(plan.wishes) != 1:
            reasons = [wishes.MANY]
    except wire.MalformedError as error:
        banned, reasons = [], [str(error)]
    return JsonResponse(wire.checked(" ".join(reasons), banned))
