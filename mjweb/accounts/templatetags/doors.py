"""What the pages before sign-in offer: whether people sign up by themselves, and who else vouches for them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.template import Library
from django.urls import reverse
from django.utils.translation import gettext as _

register = Library()


class Voucher(NamedTuple):
    """The way to the OpenID provider."""

    label: str
    url: str


@register.simple_tag
def sign_up_mode() -> str:
    """'open', 'invitation' or 'off'."""
    return str(settings.ENV.signup)


@register.simple_tag
def oidc(request: HttpRequest) -> Voucher | None:
    """The OpenID provider of the site, if it has one; after it, the browser comes back to where it wanted to go."""
    if not settings.ENV.oidc_issuer:
        return None
    back = request.GET.get("next", "")
    query = f"?{urlencode({'next': back})}" if back else ""
    label = settings.ENV.oidc_name or _("Sign in with your organisation")
    return Voucher(label, reverse("openid_connect_login", args=["sso"]) + query)
