"""Pictures that come with a call, in base64 or by address: decoded and looked at before anything is kept."""

from __future__ import annotations

import binascii
import errno
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage

from jobs import looks, references, uploads, wire
from jobs.api.fetching import fetched
from jobs.api.refusals import Refusal
from jobs.errors import BadPicture, NoRoom
from jobs.models import Upload
from jobs.references import Source
from mjweb.accounts.models import User

log = logging.getLogger(__name__)

Chunks = Callable[[], Iterator[bytes]]

_PREFIX_MAX = 200  # characters of a data URI before its base64 begins
_CLEAN = bytes.maketrans(b"-_", b"+/")  # the other alphabet of base64
_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Brought:
    """A good picture: one that we have already (`ours`), or the bytes of one that is not kept yet."""

    ours: Source | None = None
    chunks: Chunks = lambda: iter(())

    def keep(self, user: User) -> Source:
        """Keep it for its person, but not among what their pages offer again. Raises BadPicture, NoRoom, Refusal."""
        try:
            return self.ours or uploads.take(user, self.chunks(), listed=False)
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise NoRoom from error
            log.exception("a picture that came with a call could not be kept")
            reason = f"This site cannot keep pictures right now ({error.strerror}). Nothing was charged."
            raise Refusal(503, f"{reason} Try again in a minute.", retry_after=60) from error


def encoded(text: wire.Encoded, name: str) -> Brought:
    """The picture in a text in base64; `name` is its field. Raises MalformedError, Refusal."""
    return _looked_at(lambda: _decoded(text, name), name)


def linked(url: str, user: User) -> Brought:
    """The picture behind an address: one of our own as it is, any other fetched for the person. Raises Refusal."""
    ours = _own(url)
    if ours is None:
        content = fetched(url, user.pk)
        return _looked_at(lambda: iter([content]), "url")
    name = ours.clean_name if isinstance(ours, Upload) else ours.name
    if not default_storage.exists(name):
        raise Refusal(400, "[Invalid link!] The picture at url is not there any more: this site has lost its file.")
    return Brought(ours)


def _looked_at(chunks: Chunks, name: str) -> Brought:
    try:
        received = looks.receive(chunks())
        with received.file, looks.decoded(received.file):
            pass
    except BadPicture as error:
        reason = error.message.partition(" (")[0]
        raise Refusal(400, f"Invalid parameter: {name} is no picture that can be used: {reason}.") from None
    return Brought(chunks=chunks)


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


def _own(url: str) -> Source | None:
    """The picture that one of our own addresses leads to; None for any other address.

    No call is made: the token in the address is the right to see it, as it is for everybody.
    """
    path = references.path_in(url)
    return references.sources([path]).get(path) if path else None
