"""Every environment variable of mjweb: its name, type and default; nonsense is refused, all at once."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
ROOT = Path(__file__).resolve().parent.parent


class Wrong(SystemExit):
    """At least one variable cannot be used; the message names each with what it should be."""


def _text(raw: str) -> str:
    return raw


def _flag(raw: str) -> bool:
    if raw.lower() in {"1", "true", "yes", "on"}:
        return True
    if raw.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("1 or 0")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not raw.isascii() or not raw.isdigit() or not low <= int(raw) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(raw)

    return read


def _factor(low: float, high: float) -> Callable[[str], float]:
    def read(raw: str) -> float:
        try:
            number = float(raw)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ValueError(f"a number from {low:g} to {high:g}")
        return number

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw not in words:
            raise ValueError(" or ".join(words))
        return raw

    return read


def _address(raw: str) -> str:
    parts = urlsplit(raw)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("an address such as https://pictures.example.org")
    return raw.rstrip("/")


def _optional_address(raw: str) -> str:
    return _address(raw) if raw else ""


# Ports that mail servers take mail at, by how the connection is guarded.
_SMTP_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: `smtps` speaks TLS from the first byte, `smtp` after STARTTLS, `smtp+plain` never."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)


def _smtp(raw: str) -> Smtp | None:
    if not raw:
        return None
    try:
        parts = urlsplit(raw)
        port = parts.port or _SMTP_PORTS[parts.scheme]
        if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
            raise ValueError
    except (ValueError, KeyError):
        raise ValueError("a mail server such as smtp://user:password@mail.example.org:587 (or smtps://)") from None
    return Smtp(parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))


# What libpq may be told in the address; everything else mjweb decides itself.
_LIBPQ = {
    *("host", "port", "connect_timeout", "application_name", "target_session_attrs", "channel_binding"),
    *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl"),
}


@dataclass(frozen=True, slots=True)
class Postgresql:
    """A database on a PostgreSQL server; an empty host is the server's own socket on this machine."""

    host: str
    port: str
    name: str
    user: str
    password: str = field(repr=False)
    options: tuple[tuple[str, str], ...] = ()


def _database(raw: str) -> Postgresql | None:
    if not raw:
        return None
    try:
        parts = urlsplit(raw)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        name, port = unquote(parts.path[1:]), parts.port
        if parts.scheme not in {"postgresql", "postgres"} or not name or "/" in name or not options.keys() <= _LIBPQ:
            raise ValueError
    except ValueError:
        raise ValueError(
            "a PostgreSQL database such as postgresql://user:password@db.example.org:5432/mjweb?sslmode=require; "
            "without the variable the site keeps an SQLite file in its data folder"
        ) from None
    host = unquote(parts.hostname or "") or options.pop("host", "")
    port_word = str(port or options.pop("port", ""))
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Postgresql(host, port_word, name, user, password, tuple(options.items()))


# What an address of a Redis server may say; how long anybody waits for it mjweb decides itself.
_REDIS = {"db", "ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_check_hostname"}


@dataclass(frozen=True, slots=True)
class Redis:
    """A Redis server, by an address that may hold a password."""

    url: str = field(repr=False)


def _redis(raw: str) -> Redis | None:
    if not raw:
        return None
    try:
        parts = urlsplit(raw)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
        socket = parts.scheme == "unix"
        place, number = (parts.path, "") if socket else (parts.hostname, parts.path[1:])
        known = raw.startswith(("redis://", "rediss://", "unix://")) and options.keys() <= _REDIS
        if not known or not place or (parts.port is not None and socket):
            raise ValueError
        if not all(word.isascii() and word.isdigit() for word in (number or "0", options.get("db", "0"))):
            raise ValueError
    except ValueError:
        raise ValueError(
            "a Redis server such as redis://user:password@redis.example.org:6379/0, rediss://… or "
            "unix:///run/redis/redis.sock?db=0; without the variable hints go by the database"
        ) from None
    return Redis(raw)


def _sender(raw: str) -> str:
    name, address = parseaddr(raw)
    if raw and (not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or "\n" in raw or (not name and address != raw)):
        raise ValueError("a sender such as mjweb <pictures@example.org>")
    return raw


def _networks(raw: str) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in raw.split(",") if part.strip())
    except ValueError:
        raise ValueError("a comma list of networks such as 10.0.0.0/8, fd00::/8") from None


def _hosts(raw: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in raw.split(",") if part.strip())


def _seal_keys(raw: str) -> tuple[str, ...]:
    keys = tuple(part.strip() for part in raw.split(",") if part.strip())
    for key in keys:
        if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key):
            raise ValueError("a comma list of keys, each 32 random bytes in URL-safe base64")
    return keys


def _origins(raw: str) -> tuple[str, ...]:
    origins = tuple(part.strip().lower().rstrip("/") for part in raw.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in {"http", "https"} or origin != f"{parts.scheme}://{parts.netloc}"):
            raise ValueError("a comma list of origins such as https://app.example.org, or *")
    return origins


def _phrases(raw: str) -> frozenset[str]:
    return frozenset(phrase for part in raw.split(",") if (phrase := " ".join(part.split())))


def _zone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("a time zone such as Europe/Amsterdam") from None
    return raw


def _folder(raw: str) -> Path:
    return (ROOT / Path(raw).expanduser()).resolve()


def _optional_folder(raw: str) -> Path | None:
    return _folder(raw) if raw else None


def _var(name: str, read: Callable[[str], Any], default: str) -> Any:
    return field(metadata={"name": name, "read": read, "default": default})


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """The typed values. One field is one variable; `docs/configuration.md` says what each is for."""

    home: Path = _var("MJWEB_HOME", _folder, "var")
    database: Postgresql | None = _var("DATABASE_URL", _database, "")
    redis: Redis | None = _var("REDIS_URL", _redis, "")
    public_url: str = _var("MJWEB_PUBLIC_URL", _address, "http://localhost:8000")
    debug: bool = _var("MJWEB_DEBUG", _flag, "0")
    time_zone: str = _var("MJWEB_TIME_ZONE", _zone, "UTC")
    engine: Literal["sketch", "ttapi"] = _var("MJWEB_ENGINE", _one_of("sketch", "ttapi"), "sketch")
    ttapi_key: str = _var("TTAPI_KEY", _text, "")
    ttapi_base_url: str = _var("TTAPI_BASE_URL", _address, "https://api.ttapi.io")
    seal_keys: tuple[str, ...] = _var("MJWEB_SEAL_KEYS", _seal_keys, "")
    prompt_check: bool = _var("MJWEB_PROMPT_CHECK", _flag, "0")
    refusals: int = _var("MJWEB_REFUSALS", _whole(0, 1000), "3")
    once_days: int = _var("MJWEB_ONCE_DAYS", _whole(0, 3650), "30")
    upstream_limit: int = _var("MJWEB_UPSTREAM_LIMIT", _whole(1, 1000), "10")
    max_queue: int = _var("MJWEB_MAX_QUEUE", _whole(1, 100_000), "10")
    default_version: str = _var("MJWEB_DEFAULT_VERSION", _text, "7")
    allowance: int = _var("MJWEB_ALLOWANCE", _whole(0, 10_000_000), "200")
    api_cors: tuple[str, ...] = _var("MJWEB_API_CORS", _origins, "")
    allow_networks: tuple[Network, ...] = _var("MJWEB_ALLOW_NETWORKS", _networks, "")
    picture_hosts: tuple[str, ...] = _var(
        "MJWEB_PICTURE_HOSTS", _hosts, "cdn.ttapi.io, cdnb.ttapi.io, mjcdn.ttapi.io, cdn.midjourney.com"
    )
    blocked_words: frozenset[str] = _var("MJWEB_BLOCKED_WORDS", _phrases, "")
    webhooks: Literal["auto", "on", "off"] = _var("MJWEB_WEBHOOKS", _one_of("auto", "on", "off"), "auto")
    upload_mb: int = _var("MJWEB_UPLOAD_MB", _whole(1, 64), "20")
    import_mb: int = _var("MJWEB_IMPORT_MB", _whole(1, 100_000), "1000")
    licence_note: str = _var("MJWEB_LICENCE_NOTE", _text, "")
    media_workers: int = _var("MJWEB_MEDIA_WORKERS", _whole(1, 64), "2")
    sketch_drawers: int = _var("MJWEB_SKETCH_DRAWERS", _whole(0, 256), "0")
    sketch_scale: float = _var("MJWEB_SKETCH_SCALE", _factor(0.02, 1), "1")
    signup: Literal["invitation", "open", "off"] = _var(
        "MJWEB_SIGNUP", _one_of("invitation", "open", "off"), "invitation"
    )
    signup_team: str = _var("MJWEB_SIGNUP_TEAM", _text, "")
    oidc_issuer: str = _var("MJWEB_OIDC_ISSUER", _optional_address, "")
    oidc_client_id: str = _var("MJWEB_OIDC_CLIENT_ID", _text, "")
    oidc_client_secret: str = _var("MJWEB_OIDC_CLIENT_SECRET", _text, "")
    oidc_name: str = _var("MJWEB_OIDC_NAME", _text, "")
    oidc_signup: bool = _var("MJWEB_OIDC_SIGNUP", _flag, "0")
    smtp: Smtp | None = _var("MJWEB_SMTP_URL", _smtp, "")
    mail_from: str = _var("MJWEB_MAIL_FROM", _sender, "")
    pace: Literal["production", "chaos"] = _var("MJWEB_PACE", _one_of("production", "chaos"), "production")
    faults: Path | None = _var("MJWEB_FAULTS", _optional_folder, "")


# Read by the bootstrap, the tests and CI before or beside the settings; known here so that they are not reported.
BESIDE = frozenset({"MJWEB_NO_VENV", "MJWEB_REQUIRE_BROWSER", "MJWEB_TEST_DATABASE"})


def names() -> list[str]:
    """The variables in the order in which they are declared."""
    return [spec.metadata["name"] for spec in Env.__dataclass_fields__.values()]


def read(environ: Mapping[str, str] | None = None) -> Env:
    """Read all variables. Raises Wrong, naming every bad one; warns of `MJWEB_*` names that nobody knows."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    wrong: list[str] = []
    for attribute, spec in Env.__dataclass_fields__.items():
        name, default = spec.metadata["name"], spec.metadata["default"]
        raw = source.get(name, default).strip()
        try:
            values[attribute] = spec.metadata["read"](raw)
        except ValueError as error:
            # What may hold a password is not said aloud.
            said = "set" if name in {"MJWEB_SMTP_URL", "DATABASE_URL", "REDIS_URL", "MJWEB_SEAL_KEYS"} else repr(raw)
            wrong.append(f"  {name} is {said}: expected {error}")
    if values.get("engine") == "ttapi" and not values.get("ttapi_key"):
        wrong.append("  TTAPI_KEY is empty: MJWEB_ENGINE=ttapi needs the key of your TT API account")
    if values.get("oidc_issuer") and not values.get("oidc_client_id"):
        wrong.append(
            "  MJWEB_OIDC_CLIENT_ID is empty: MJWEB_OIDC_ISSUER needs the name that the provider gave this site"
        )
    if values.get("faults") and values.get("pace") != "chaos":
        wrong.append("  MJWEB_FAULTS is set: it kills processes, and only MJWEB_PACE=chaos allows that")
    if wrong:
        raise Wrong("mjweb cannot start with these settings:\n" + "\n".join(wrong))
    known = {*names(), *BESIDE}
    for name in sorted(source):
        if name.startswith("MJWEB_") and name not in known:
            print(f"mjweb: the variable {name} is not known and has no effect", file=sys.stderr)
    return Env(**values)
