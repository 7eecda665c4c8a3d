"""GET or POST /midjourney/v1/info: what the key's person has left, and how many jobs may be unfinished."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.http import JsonResponse

from jobs import submit, wire
from jobs.api.access import Call, endpoint
from jobs.api.submitting import narrowest


@endpoint("GET", "POST")
def info(call: Call) -> JsonResponse:
    """For a key with an allowance of its own, that one where less is left of it."""
    user, window = call.user, narrowest(call)
    verified = EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
    answer = wire.render_info(
        email=user.email,
        verified_at=user.date_joined if verified else None,
        balance=window.left,
        held=window.held,
        max_queue=submit.most_unfinished(user),
        created_at=user.date_joined,
    )
    return JsonResponse(answer)
