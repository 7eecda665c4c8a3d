"""Where a request comes from, as limits count it."""

from __future__ import annotations

from allauth.core.internal.ratelimit import get_ip
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's IP address, of IPv6 the /64 that one subscriber has; "" where the server tells none.

    The same as django-allauth counts sign-ins by, so its settings for trusted proxies hold here too.
    """
    try:
        return str(get_ip(request))
    except PermissionDenied:
        return ""
