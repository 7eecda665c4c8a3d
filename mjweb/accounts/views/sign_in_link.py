"""The page behind a single-use link: GET shows a button, POST uses the link up and signs in."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mjweb.accounts.models import SignInLink


# Mail scanners and link previews follow links by GET, so only POST may use one up.
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Offer the door; a second factor that is set is still asked for."""
    link = SignInLink.objects.find(token)
    if link is None or not link.user.is_active:
        raise Http404
    if request.method == "POST" and link.consume():
        record_authentication(request, link.user, method="link")
        response: HttpResponse = perform_login(request, link.user, email_verification="none")
        return response
    link.refresh_from_db()
    state = "ready" if link.usable else "used" if link.used_at else "old"
    context = {"link": link, "state": state}
    return render(request, "accounts/sign_in_link.html", context, status=200 if state == "ready" else 410)
