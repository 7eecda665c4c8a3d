"""Web addresses inside a prompt: is it one, does it end in a picture, can the service reach it."""

import re
from urllib.parse import SplitResult, urlsplit

from jobs.prompts.hosts import looks_public

PICTURE_ENDINGS = (".png", ".gif", ".webp", ".jpg", ".jpeg")
SHORT_LINK_HOSTS = frozenset({"s.mj.run"})
"""The service's own short links; they carry no file ending."""

_SCHEME = re.compile(r"<*([A-Za-z][A-Za-z0-9+.-]*)://[^<>]")
_FILE = re.compile(r"[^<>:]+\.(?:png|gif|webp|jpe?g)", re.IGNORECASE)


def scheme_of(word: str) -> str:
    """The scheme of a word that is an address (angle brackets allowed round it), in lower case; else nothing."""
    match = _SCHEME.match(word) if "://" in word else None
    return match[1].lower() if match else ""


def is_link(word: str) -> bool:
    """Whether the word is an http or https address."""
    return "://" in word and scheme_of(word) in {"http", "https"}


def is_file_name(word: str) -> bool:
    """Whether the word names a picture file without saying where it is."""
    return _FILE.fullmatch(word) is not None


def has_picture_ending(link: str) -> bool:
    """Whether the path ends as pictures do, or the link is a short one of the service."""
    parts = _parts(link)
    if parts is None:
        return False
    return parts.path.lower().endswith(PICTURE_ENDINGS) or (parts.hostname or "") in SHORT_LINK_HOSTS


def is_public(link: str, own_hosts: frozenset[str] = frozenset()) -> bool:
    """Whether the address looks reachable from the internet, or is one of our own hosts (host or host:port).

    Names are judged by their spelling only; nothing is looked up.
    """
    parts = _parts(link)
    if parts is None:
        return False
    host = (parts.hostname or "").rstrip(".")
    if host in own_hosts or parts.netloc.lower() in own_hosts:
        return True
    return looks_public(host)


def _parts(link: str) -> SplitResult | None:
    try:
        return urlsplit(link)
    except ValueError:
        return None
