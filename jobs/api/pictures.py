"""Pictures that come with a call, in base64 or by address: decoded and looked at before anything is kept."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage

from jobs import looks, references, uploads, wire
from jobs.addresses import Judge
from jobs.api.refusals import Refusal
from jobs.errors import BadPicture, Gone, NotReachable
from jobs.http import Client, Limits
from jobs.models import Upload
from mjweb.accounts.models import User

Chunks = Callable[[], Iterator[bytes]]

_PREFIX_MAX = 200  # characters of a data URI before its base64 begins
_CLEAN = bytes.maketrans(b"-_", b"+/")  # the other alphabet of base64
_SPACE = b" \t\r\n"
_TOTAL, _GAP = 20.0, 8.0  # seconds that a call waits for somebody else's server


@dataclass(frozen=True, slots=True)
class Brought:
    """A good picture that is not kept yet: `upload` says what it is, and has no row."""

    upload: Upload
    chunks: Chunks

    def keep(self, user: User) -> Upload:
        """Keep it for its person. Raises BadPicture."""
        return uploads.take(user, self.chunks())


def encoded(text: wire.Encoded, name: str) -> Brought:
    """The picture in a text in base64; `name` is its field. Raises MalformedError, Refusal."""
    return _looked_at(lambda: _decoded(text, name), name)


def linked(url: str) -> Brought:
    """The picture behind an address: of our own from the vault, any other by the guarded client. Raises Refusal."""
    name = _own(url)
    if name:
        with default_storage.open(name) as file:
            content = file.read()
    else:
        content = _fetched(url)
    return _looked_at(lambda: iter([content]), "url")


def _looked_at(chunks: Chunks, name: str) -> Brought:
    try:
        look = looks.take(chunks())
    except BadPicture as error:
        reason = error.message.partition(" (")[0]
        raise Refusal(400, f"Invalid parameter: {name} is no picture that can be used: {reason}.") from None
    look.file.close()
    upload = Upload(sha256=look.sha256, extension=look.extension, size=look.size, width=look.width, height=look.height)
    return Brought(upload, chunks)


def _decoded(text: wire.Encoded, name: str) -> Iterator[bytes]:
    """The bytes that a base64 text stands for. Raises MalformedError, and BadPicture past MJWEB_UPLOAD_MB."""
    rest, size, ended = b"", 0, False
    for piece in _without_prefix(text, name):
        clean = rest + piece.translate(_CLEAN, _SPACE)
        whole = len(clean) // 4 * 4
        rest = clean[whole:]
        content = _bytes(clean[:whole], name)
        size += len(content)
        if size > settings.MOST_UPLOAD:
            raise BadPicture(f"the file is larger than {settings.MOST_UPLOAD // 1_000_000} MB")
        if ended and clean:
            raise wire.MalformedError(_wrong(name))
        ended = clean[:whole].endswith(b"=")
        yield content
    if rest:
        yield _bytes(rest + b"=" * (-len(rest) % 4), name)


def _without_prefix(text: wire.Encoded, name: str) -> Iterator[bytes]:
    """The base64 itself, in pieces: without "data:image/png;base64," in front."""
    pieces = iter([text.encode(errors="replace")]) if isinstance(text, str) else text.chunks()
    first = next(pieces, b"").lstrip()
    if first[:5].lower() == b"data:":
        head, comma, first = first.partition(b",")
        if not comma or len(head) > _PREFIX_MAX or not head.lower().endswith(b";base64"):
            raise wire.MalformedError(_wrong(name))
    yield first
    yield from pieces


def _bytes(clean: bytes, name: str) -> bytes:
    try:
        return binascii.a2b_base64(clean, strict_mode=True)
    except binascii.Error:
        raise wire.MalformedError(_wrong(name)) from None


def _wrong(name: str) -> str:
    return f"base64 format error: {name} is not a picture in base64, with or without data:image/png;base64, in front."


def _own(url: str) -> str:
    """The name in the vault of the picture that one of our own addresses leads to; "" for any other address.

    No call is made: the token in the address is the right to see it, as it is for everybody.
    """
    path = references.path_in(url)
    source = references.sources([path]).get(path) if path else None
    if source is None:
        return ""
    return source.clean_name if isinstance(source, Upload) else source.name


def _fetched(url: str) -> bytes:
    """The bytes behind somebody else's address, within size and time. Raises Refusal."""
    limits = Limits(size=settings.MOST_UPLOAD, total=_TOTAL, gap=_GAP, rate=10_000)
    try:
        with Client(Judge(settings.ENV.allow_networks)) as client, client.stream(url, limits=limits) as chunks:
            return b"".join(chunks)
    except (Gone, NotReachable) as error:
        raise Refusal(400, f"[Invalid link!] The picture at url cannot be fetched: {error.message}") from None
