"""What `manage.py check` says of mail settings that start and still do not do what was meant."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

NAMES_OF_HERE = {"localhost", "localhost.localdomain"}


def is_here(host: str) -> bool:
    """Whether a host is this machine, so that nobody listens in between."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in NAMES_OF_HERE


def mail(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Mail that nobody gets, a password that anybody reads, a sender that servers turn away."""
    smtp = settings.ENV.smtp
    found: list[checks.CheckMessage] = []
    if smtp is None:
        if urlsplit(settings.PUBLIC_URL).scheme == "https":
            found.append(
                checks.Warning(
                    "Mail is printed to the console of `manage.py follow`, so nobody gets it.",
                    hint="Set MJWEB_SMTP_URL; until then copy the links of invitations from their page.",
                    id="mjweb.W001",
                )
            )
        return found
    if smtp.scheme == "smtp+plain" and smtp.password and not is_here(smtp.host):
        found.append(
            checks.Warning(
                f"The password of the mail server goes to {smtp.host} in the clear.",
                hint="Use smtp:// (STARTTLS) or smtps:// in MJWEB_SMTP_URL.",
                id="mjweb.W002",
            )
        )
    if is_here(settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")):
        found.append(
            checks.Warning(
                f"Mail comes from {settings.DEFAULT_FROM_EMAIL}, which most mail servers turn away.",
                hint="Set MJWEB_MAIL_FROM to an address that the mail server may send for.",
                id="mjweb.W003",
            )
        )
    return found
