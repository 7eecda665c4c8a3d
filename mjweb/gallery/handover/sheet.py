"""A contact sheet: thumbnails with captions on pages of paper, as PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from jobs.models import Picture
from mjweb.gallery.handover import facts as known
from mjweb.gallery.handover import lettering
from mjweb.gallery.handover.lettering import MISSING

MOST = 300
"""Pictures: a hundred are about 5 MB and take a second."""
PAPERS = {"a4": A4, "letter": LETTER}
_LETTER_LANDS = ("us", "ca", "mx", "cl", "co", "ph", "ve")
_COLUMNS, _ROWS = 3, 4
_MARGIN, _GAP, _CAPTION = 12 * mm, 6 * mm, 17 * mm
_SIZE, _LEADING = 7.0, 9.0
_INK, _QUIET = (0.11, 0.1, 0.09), (0.36, 0.34, 0.32)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a picture stands on its page: left, top, width and height of thumbnail and caption together."""

    left: float
    top: float
    width: float
    height: float


def paper_for(asked: str, languages: str) -> str:
    """The paper that is asked for, else that of the land of the reader's first language."""
    if asked in PAPERS:
        return asked
    land = languages.partition(",")[0].partition(";")[0].strip().lower().partition("-")[2]
    return "letter" if land in _LETTER_LANDS else "a4"


def drawn(pictures: Iterable[Picture], paper: str) -> bytes:
    """The whole document."""
    out = io.BytesIO()
    size = PAPERS[paper]
    canvas = Canvas(out, pagesize=size)
    canvas.setTitle(_("Contact sheet"))
    canvas.setCreator("mjweb")
    for number, page in enumerate(_pages(pictures), 1):
        left_out = False
        for picture, cell in zip(page, _cells(*size), strict=False):
            _thumbnail(canvas, picture, cell)
            left_out |= _caption(canvas, picture, cell)
        _foot(canvas, size[0], number, left_out=left_out)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _pages(pictures: Iterable[Picture]) -> Iterable[list[Picture]]:
    page: list[Picture] = []
    for picture in pictures:
        page.append(picture)
        if len(page) == _COLUMNS * _ROWS:
            yield page
            page = []
    if page:
        yield page


def _cells(width: float, height: float) -> Iterable[Cell]:
    wide = (width - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) / _COLUMNS
    high = (height - 2 * _MARGIN - (_ROWS - 1) * _GAP) / _ROWS
    for row in range(_ROWS):
        for column in range(_COLUMNS):
            yield Cell(_MARGIN + column * (wide + _GAP), height - _MARGIN - row * (high + _GAP), wide, high)


def _thumbnail(canvas: Canvas, picture: Picture, cell: Cell) -> None:
    room = cell.height - _CAPTION
    scale = min(cell.width / picture.width, room / picture.height)
    wide, high = picture.width * scale, picture.height * scale
    bottom = cell.top - room
    try:
        with default_storage.open(picture.thumbnail(640)) as file, Image.open(file) as small:
            packed = io.BytesIO()
            small.convert("RGB").save(packed, "JPEG", quality=85)
    except OSError:
        canvas.setFillColorRGB(0.93, 0.92, 0.91)
        canvas.rect(cell.left, bottom, wide, high, stroke=0, fill=1)
        return
    canvas.drawImage(ImageReader(packed), cell.left, bottom, wide, high)


def _caption(canvas: Canvas, picture: Picture, cell: Cell) -> bool:
    """Prompt, parameters, author and date with the picture's number. True where letters had to be left out."""
    said = known.of(picture)
    words = said.prompt.removesuffix(said.parameters).strip() or picture.job.title
    day = date_format(timezone.localtime(said.date), "j F Y") if said.date else ""
    facts = " · ".join(part for part in (f"#{picture.pk}", said.author, day) if part)
    rows = [(line, _INK) for line in lettering.lines(words, _SIZE, cell.width, 2)]
    rows += [(line, _QUIET) for line in lettering.lines(said.parameters, _SIZE, cell.width, 1)]
    rows += [(line, _QUIET) for line in lettering.lines(facts, _SIZE, cell.width, 1)]
    base = cell.top - (cell.height - _CAPTION) - 3 * mm
    for row, (line, colour) in enumerate(rows):
        canvas.setFillColorRGB(*colour)
        _write(canvas, line, cell.left, base - row * _LEADING)
    return any((lettering.PLAIN, MISSING) in lettering.runs(line) for line, _colour in rows)


def _write(canvas: Canvas, line: str, left: float, base: float) -> None:
    text = canvas.beginText(left, base)
    for font, part in lettering.runs(line):
        text.setFont(font, _SIZE)
        text.textOut(part)
    canvas.drawText(text)


def _foot(canvas: Canvas, width: float, number: int, *, left_out: bool) -> None:
    canvas.setFillColorRGB(*_QUIET)
    _write(canvas, str(number), width - _MARGIN - 4 * mm, 6 * mm)
    if left_out:
        said = _("%(mark)s stands for letters that this sheet has no font for; the downloaded files have them.")
        _write(canvas, said % {"mark": MISSING}, _MARGIN, 6 * mm)
