"""Serves pictures and uploads by their address: the random token in it is the right to see them."""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from jobs import bare, wide
from jobs.errors import BadPicture, Crowded
from jobs.models.picture import WIDE, WIDTHS, original_name, thumbnail_name

# Below this a file is read at once, which is cheaper than streaming it.
_WHOLE = 256 * 1024
# A few pixels of stone for a file that is not there: a browser shows them, whatever the status, and no broken picture.
_LOST = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAIAAAASFvFNAAAAFUlEQVR42mPs72pmYGBgYGBgYoABAB1AAaBVLgU7AAAAAElFTkSuQmCC"
)
_YEAR = "private, max-age=31536000, immutable"


_REACHABLE = (
    " JOIN accounts_user u ON u.id = p.user_id JOIN accounts_team t ON t.id = p.team_id"
    " WHERE p.token = %s AND (u.is_active OR t.personal_of_id IS NULL)"
)
_PICTURE = f"SELECT p.sha256, p.extension, p.purged_at FROM jobs_picture p{_REACHABLE}"  # noqa: S608  # our own words
_ORIGINAL = (
    "SELECT p.sha256, p.extension, p.purged_at, j.hidden_at FROM jobs_picture p"  # noqa: S608  # our own words
    f" JOIN jobs_job j ON j.id = p.job_id{_REACHABLE}"
)
_UPLOAD = f"SELECT p.clean_sha256, p.extension, NULL FROM jobs_upload p{_REACHABLE}"  # noqa: S608  # our own words


def _look_up(token: str, query: str = _PICTURE) -> tuple[Any, ...]:
    """The hash and extension behind a token, and what else is asked for.

    One indexed read, no models, since walls ask for sixty at once.

    What is private has none while its person is deactivated; what is a team's got new ones then (jobs.renewal).
    """
    with connection.cursor() as cursor:
        cursor.execute(query, [token])
        row = cursor.fetchone()
    if row is None:
        raise Http404
    if row[2] is not None:
        raise Purged
    return row[0], row[1], *row[3:]


class Purged(Exception):
    """The picture lay in the bin for too long: its files are gone for good."""


def _says_gone(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view answer 410 for what was purged."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except Purged:
            return HttpResponse(status=410)

    return answer


def _send(request: HttpRequest, name: str) -> HttpResponseBase:
    try:
        size = default_storage.size(name)
        handle = default_storage.open(name)
    except FileNotFoundError:
        return lost()
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response: HttpResponseBase
    if request.method == "HEAD" or size > _WHOLE:
        response = FileResponse(handle, content_type=kind)
    else:
        with handle:
            response = HttpResponse(handle.read(), content_type=kind)
    return _sealed(response, size)


def _send_bare(name: str, extension: str) -> HttpResponseBase:
    """Without what is written in the file: the words of its job are hidden, and an address does not say who asks."""
    try:
        with default_storage.open(name) as file:
            made = bare.pieces(file, extension)
    except (FileNotFoundError, BadPicture):
        return lost()

    def content() -> Iterator[bytes]:
        with default_storage.open(name) as file:
            yield from bare.stream(file, made)

    kind = mimetypes.guess_type(name)[0]
    return _sealed(StreamingHttpResponse(content(), content_type=kind), bare.length(made))


def _sealed(response: HttpResponseBase, size: int) -> HttpResponseBase:
    response.headers["Content-Length"] = str(size)
    response.headers["Cache-Control"] = _YEAR
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    return response


def lost() -> HttpResponse:
    """404 with a quiet picture: the file is not in the vault, and may be put back."""
    response = HttpResponse(_LOST, content_type="image/png", status=404)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
@_says_gone
def original(request: HttpRequest, token: str, extension: str) -> HttpResponseBase:
    """The picture as it came from the engine, byte for byte; where its prompt is hidden without its words."""
    sha256, stored, hidden_at = _look_up(token, _ORIGINAL)
    if stored != extension:
        raise Http404
    name = original_name(sha256, stored)
    return _send_bare(name, stored) if hidden_at else _send(request, name)


@login_not_required
@require_safe
@_says_gone
def thumbnail(request: HttpRequest, token: str, width: str) -> HttpResponseBase:
    """The picture in small, as WebP, 1280, 640 or 320 px wide."""
    sha256, extension = _look_up(token)
    if int(width) != WIDE:
        return _send(request, thumbnail_name(sha256, int(width)))
    try:
        return _send(request, wide.name_of(sha256, extension))
    except (FileNotFoundError, BadPicture):
        return lost()
    except Crowded:  # a wall of them would have every thread of the server wait
        response = _send(request, thumbnail_name(sha256, WIDTHS[0]))
        response.headers["Cache-Control"] = "private, no-store"
        return response


@login_not_required
@require_safe
def upload(request: HttpRequest, token: str, extension: str) -> HttpResponseBase:
    """The clean copy of what a person brought, for whoever draws with it."""
    sha256, stored = _look_up(token, _UPLOAD)
    if stored != extension:
        raise Http404
    return _send(request, original_name(sha256, stored))


@login_not_required
@require_safe
def upload_thumbnail(request: HttpRequest, token: str) -> HttpResponseBase:
    """It in small, as WebP, 320 px wide."""
    sha256, _extension = _look_up(token, _UPLOAD)
    return _send(request, thumbnail_name(sha256, 320))
