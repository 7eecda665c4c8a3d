"""The gate of a share link that has a password: whoever has given it keeps a signed cookie of this link alone."""

from __future__ import annotations

import hashlib

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from mjweb.gallery.models import Link

LIFE = 12 * 3600  # seconds
PATH = "/s/"
_SALT = "mjweb.gallery.gate"


class TooManyTries(Exception):
    """Passwords were tried too often, for this link or from this address: none is looked at for some minutes."""


def is_passed(request: HttpRequest, link: Link) -> bool:
    """Whether this browser may see the link: it has no password, or the cookie says that it was given."""
    if not link.password:
        return True
    try:
        told = signing.TimestampSigner(salt=_SALT).unsign(request.COOKIES.get(cookie_of(link), ""), max_age=LIFE)
    except signing.BadSignature:
        return False
    return told == _word(link)


def is_right(request: HttpRequest, link: Link, password: str) -> bool:
    """Whether this is the password. Wrong ones are counted with those of sign-in, by the same limits.

    Raises TooManyTries. Counted before it is looked at, so that a thousand tries at once are a thousand.
    """
    usage = ratelimit.consume(request, app="allauth.account", action="login_failed", key=f"link {link.pk}")
    if usage is None:
        raise TooManyTries
    if not check_password(password, link.password):
        return False
    usage.rollback()
    return True


def let_in(response: HttpResponseBase, link: Link) -> None:
    """Give the browser the cookie; it is asked again after some hours, and by another password at once."""
    value = signing.TimestampSigner(salt=_SALT).sign(_word(link))
    response.set_cookie(
        cookie_of(link),
        value,
        max_age=LIFE,
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def cookie_of(link: Link) -> str:
    return f"mjweb_link_{hashlib.sha256(link.token.encode()).hexdigest()[:16]}"


def _word(link: Link) -> str:
    """What the cookie vouches for: this link with this password."""
    return f"{link.pk}.{salted_hmac(_SALT, link.password, algorithm='sha256').hexdigest()[:32]}"
