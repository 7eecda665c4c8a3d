"""How large a form with files may be: its bytes are counted while they come, before any of them is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase

MOST_WITH_PICTURES = 70_000_000  # bytes
FIELDS = 1_000_000  # bytes of an import beside its files

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_LARGE: set[Callable[..., object]] = set()
_LARGEST: set[Callable[..., object]] = set()


def takes_pictures(view: View) -> View:
    """Let signed-in people send MOST_WITH_PICTURES bytes to a view. It has to be the outermost decorator."""
    _LARGE.add(view)
    return view


def takes_imports(view: View) -> View:
    """Let signed-in people send MJWEB_IMPORT_MB to a view. It has to be the outermost decorator."""
    _LARGEST.add(view)
    return view


def most(request: HttpRequest) -> int:
    """How many bytes the body of this request may have."""
    match = request.resolver_match
    if match is not None and request.user.is_authenticated:
        if match.func in _LARGEST:
            return int(settings.MOST_IMPORT) + FIELDS
        if match.func in _LARGE:
            return MOST_WITH_PICTURES
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or MOST_WITH_PICTURES)


class Bounded(FileUploadHandler):
    """The first of the handlers: passes everything on and stops a body above its limit. Raises RequestDataTooBig.

    The check of a form's token reads the form before its view is called, so a view would be too late.
    """

    _seen = 0

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803  # Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        assert self.request is not None  # set for every handler that settings name
        self._most = most(self.request)
        if content_length > self._most:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._seen += len(raw_data)
        if self._seen > self._most:
            raise RequestDataTooBig
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file itself is made by one of the handlers behind."""
