"""Seals what must be written down and read by nobody else: who has the database has no key of another service.

By Fernet of the package cryptography. The keys are apart from the one that signs, and not in the database: those of
`MJWEB_SEAL_KEYS`, of which the first seals and all unseal, or the one that the site made in its data folder.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from mjweb.secret import seal_key


class Unsealable(Exception):
    """None of the keys opens it: it was sealed with one that is gone."""


def seal(text: str) -> str:
    """The text as it may be written down; each time another."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises Unsealable."""
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unsealable from None


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.ENV.seal_keys or (seal_key(settings.HOME),)])
