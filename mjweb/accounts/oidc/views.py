"""Going to the provider, and coming back."""

from __future__ import annotations

from typing import cast

from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse

from mjweb.accounts.oidc.provider import NAME, Speaker


def _speaker(request: HttpRequest, provider_id: str) -> Speaker:
    if provider_id != NAME:
        raise Http404
    return Speaker(request, provider_id)


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to the provider, which sends it back with a code."""
    return cast("HttpResponse", OAuth2LoginView.adapter_view(_speaker(request, provider_id))(request))


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the code, ask the provider who that is, and sign them in."""
    return cast("HttpResponse", OAuth2CallbackView.adapter_view(_speaker(request, provider_id))(request))
