"""Proving an address before there is an account: a code goes there by mail, and comes back in the same browser."""

from __future__ import annotations

import time

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from mjweb.accounts.models.mail import Mail
from mjweb.accounts.models.user import User

KEY = "proving"
LIFE = 15 * 60  # seconds
MOST_TRIES = 3


def begin(request: HttpRequest, email: str, what: str, back: str) -> bool:
    """Send a code to an address, for one purpose; False when too many were asked for.

    An address that has an account gets a mail that says so, and the way `back` after signing in. The page looks the
    same, so that nobody learns here who has an account.
    """
    if not ratelimit.consume(request, action="request_login_code", key=email):
        return False
    code = str(get_adapter().generate_email_verification_code())
    if User.objects.filter(email=email).exists():
        code_digest = ""
        words = _("You have an account here already. Sign in with it, and open this address again:"), back
        Mail.objects.write(email, _("You have an account on mjweb"), "\n\n".join(words) + "\n")
    else:
        code_digest = _digest(email, code)
        foot = _("It works once, for 15 minutes, in the window where you asked for it.")
        text = "\n\n".join((_("Your code to join mjweb:"), code, foot))
        Mail.objects.write(email, _("Your code for mjweb"), f"{text}\n")
    request.session[KEY] = {"email": email, "what": what, "code": code_digest, "until": time.time() + LIFE, "tries": 0}
    return True


def begun(request: HttpRequest, what: str) -> str:
    """The address that a code was sent to from this browser for this purpose; "" when there is none that works."""
    state = request.session.get(KEY)
    if not state or state["what"] != what or state["until"] < time.time() or state["tries"] >= MOST_TRIES:
        return ""
    return str(state["email"])


def is_right(request: HttpRequest, what: str, code: str) -> bool:
    """Whether this is the code; every wrong one counts, and after three another has to be sent."""
    email = begun(request, what)
    if not email:
        return False
    state = request.session[KEY]
    told = _digest(email, "".join(code.split()).replace("-", "").upper())
    if constant_time_compare(told, state["code"]):
        return True
    request.session[KEY] = state | {"tries": state["tries"] + 1}
    return False


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _digest(email: str, code: str) -> str:
    plain = code.replace("-", "").upper()
    return salted_hmac("mjweb proving", f"{email}:{plain}", algorithm="sha256").hexdigest()
