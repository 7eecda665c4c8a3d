"""The site's one style sheet: the files of static/css in the order that decides, in one answer with a name of its own.

The sources stay one file per component. Sent one by one they would cost a visitor three dozen requests and more than
twice the bytes, since gzip learns nothing from one file for the next.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

FOLDER = Path(settings.BASE_DIR) / "static" / "css"

# One file per component. tokens.css declares the order of the layers; inside a layer the order here decides.
SHEETS = (
    *("tokens", "reset", "base", "layout", "rail", "topbar"),
    *("button", "chip", "segment", "avatar", "meter", "form", "popover", "ratios", "banner"),
    *("feed", "job", "tile-actions", "progress", "uv", "composer", "references", "job-page"),
    "described",
    *("search", "wall", "selection", "acts"),
    *("card", "table", "tabs", "chart", "settings", "pieces", "reference", "deliveries"),
    *("door", "empty", "skeleton", "dialog", "keys", "toast"),
    "utilities",
)
# What only few pages need, as sheets of their own that those pages ask for beside it.
EXTRA = {
    "lightbox": ("lightbox",),
    "bring": ("bring", "region"),
    "imports": ("imports",),
    "gallery": ("gallery",),
    "triage": ("triage",),
    "links": ("links",),
    "kin": ("family", "compare"),
    "ops": ("queue", "vitals"),
    "team": ("team", "prices"),
    "usage": ("usage",),
}

_YEAR = "public, max-age=31536000, immutable"
# Strings are kept as they are, comments and layout go.
_PIECES = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/|\s*([{};])\s*|\s+""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet as it is sent: `plain` and `packed` bytes, and the digest that names them."""

    plain: bytes
    packed: bytes
    digest: str


def tight(css: str) -> str:
    """The same rules without comments and layout."""

    def piece(match: re.Match[str]) -> str:
        if match[0].startswith("/*"):
            return ""
        return match[1] or match[2] or " "

    return _PIECES.sub(piece, css)


@lru_cache(maxsize=1 + len(EXTRA))
def _made(extra: str, stamp: int) -> Sheet:
    names = EXTRA[extra] if extra else SHEETS
    plain = "\n".join(tight((FOLDER / f"{name}.css").read_text()) for name in names).encode()
    return Sheet(plain, gzip.compress(plain, 9, mtime=0), hashlib.sha256(plain).hexdigest()[:12])


def sheet(extra: str = "") -> Sheet:
    """The sheet of this process, or one of those for few pages; under DEBUG it follows the files."""
    return _made(extra, max(file.stat().st_mtime_ns for file in FOLDER.iterdir()) if settings.DEBUG else 0)


@login_not_required
@require_safe
def stylesheet(request: HttpRequest, digest: str) -> HttpResponse:
    """The sheet, for a year under its own name; a name of yesterday gets today's, and no cache may keep that."""
    made = next((found for extra in EXTRA if (found := sheet(extra)).digest == digest), sheet())
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(made.packed if packed else made.plain, content_type="text/css; charset=utf-8")
    if packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = _YEAR if digest == made.digest else "no-store"
    return response
