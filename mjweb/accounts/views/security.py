"""What guards the account: passkeys, code app, recovery codes, password, address, sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """List the ways in, each with a link to change it."""
    found = list(Authenticator.objects.filter(user=request.user))
    single = {one.type: one.wrap() for one in found if one.type != Authenticator.Type.WEBAUTHN}
    context = {
        "nav": "account",
        "tab": "security",
        "passkeys": [one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "totp": single.get(Authenticator.Type.TOTP),
        "recovery": single.get(Authenticator.Type.RECOVERY_CODES),
        "session_count": len(UserSession.objects.purge_and_list(request.user)),
    }
    return render(request, "accounts/security.html", context)
