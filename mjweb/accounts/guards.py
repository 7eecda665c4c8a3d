"""What guards an account was changed: the trail says so, and so does a notice that always comes by mail."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mjweb.accounts.address import address_of
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Kind, Notice, User, Verb
from mjweb.accounts.templatetags.browsers import browser

# By the word that django-allauth has for the mail it would send of each.
CHANGES: Mapping[str, tuple[Verb, Kind]] = MappingProxyType(
    {
        "account/email/password_changed": (Verb.PASSWORD_CHANGED, Kind.PASSWORD_CHANGED),
        "account/email/password_reset": (Verb.PASSWORD_CHANGED, Kind.PASSWORD_CHANGED),
        "account/email/password_set": (Verb.PASSWORD_SET, Kind.PASSWORD_SET),
        "account/email/email_changed": (Verb.EMAIL_CHANGED, Kind.EMAIL_CHANGED),
        "mfa/email/totp_activated": (Verb.APP_ADDED, Kind.APP_ADDED),
        "mfa/email/totp_deactivated": (Verb.APP_REMOVED, Kind.APP_REMOVED),
        "mfa/email/webauthn_added": (Verb.PASSKEY_ADDED, Kind.PASSKEY_ADDED),
        "mfa/email/webauthn_removed": (Verb.PASSKEY_REMOVED, Kind.PASSKEY_REMOVED),
        "mfa/email/recovery_codes_generated": (Verb.CODES_MADE, Kind.CODES_MADE),
        "socialaccount/email/account_connected": (Verb.VOUCHER_ADDED, Kind.VOUCHER_ADDED),
        "socialaccount/email/account_disconnected": (Verb.VOUCHER_REMOVED, Kind.VOUCHER_REMOVED),
    }
)


@transaction.atomic
def changed(request: HttpRequest, word: str, user: User, context: Mapping[str, Any]) -> None:
    """Note a change that somebody made of their own account, and tell them."""
    verb, kind = CHANGES[word]
    by = By(user, address_of(request))
    pieces = {"address": by.address, "browser": browser(request.headers.get("User-Agent", ""))}
    if verb is Verb.EMAIL_CHANGED:
        pieces |= {"before": context["from_email"], "after": context["to_email"]}
    if verb in (Verb.VOUCHER_ADDED, Verb.VOUCHER_REMOVED):
        pieces["voucher"] = str(context["provider"])
    Entry.objects.write(by, verb, team=user.home, subject=user, detail=_detail(verb, user, pieces))
    Notice.objects.tell(user, kind, link=reverse("accounts:security"), **pieces)


def _detail(verb: Verb, user: User, pieces: Mapping[str, str]) -> str:
    """What it was before and is now; of passkeys which there are now."""
    if verb in (Verb.PASSKEY_ADDED, Verb.PASSKEY_REMOVED):
        found = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).order_by("pk")
        return _("Passkeys now: %(names)s") % {"names": ", ".join(one.wrap().name for one in found) or "–"}
    if verb is Verb.EMAIL_CHANGED:
        return f"{pieces['before']} → {pieces['after']}"
    return pieces.get("voucher", "")
