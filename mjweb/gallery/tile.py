"""A picture on a wall, as markup: by hand, since sixty through templates cost more than all else of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from jobs.models import Picture
from mjweb.templatetags.frame import icon

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

LONGEST_LABEL, LONGEST_NAME = 120, 80  # characters

_TILE = (
    '<li id="pic-{pk}"{oob}{verdict} style="--a:{ratio};--ph:{colour}"><label class="pick"><input type="checkbox"'
    ' name="pick" value="{pk}" form="picks" aria-label="{select}">{check}</label><a href="{href}" aria-label="{label}">'
    '<img src="{small}" srcset="{small} 320w, {large} 640w{wide}" sizes="{auto}(width < 48rem) 50vw, 400px"'
    ' width="{width}" height="{height}" data-h="{hash}" alt=""{loading} decoding="async"></a>{late}{said}'
    '<div class="cap" aria-hidden="true"><p dir="auto">{caption}</p></div></li>'
)
_SAID = '<span class="said" aria-hidden="true">{}{}{}</span>'
_LATE = '<span class="late" aria-hidden="true">{}{}</span>'


def tile(
    picture: Picture,
    here: str = "",
    *,
    place: int | None = None,
    is_replacing: bool = False,
    is_binned: bool = False,
) -> SafeString:
    """Of a picture from mjweb.gallery.shelf.

    `here` is the list it stands in, as a query; `place` is its place on the first screen, where it loads at once;
    `is_replacing` puts it in the place of the same picture, `is_binned` leads to its file since it has no page.
    """
    title = picture.job.title
    page = picture.url if is_binned else reverse("gallery:picture", args=[picture.pk]) + (f"?{here}" if here else "")
    number = _(", picture %(n)d") % {"n": picture.index} if picture.index else ""
    return format_html(
        _TILE,
        pk=str(picture.pk),
        oob=format_html(' hx-swap-oob="{}"', "true") if is_replacing else "",
        verdict=format_html(' data-verdict="{}"', said) if (said := _of(picture, "verdict")) else "",
        ratio=picture.ratio,
        colour=picture.colour,
        select=_("Select: %(name)s") % {"name": short(title, LONGEST_NAME)} + number,
        check=icon("check"),
        href=page,
        label=short(title, LONGEST_LABEL) + number + _told(picture),
        small=picture.url_320,
        large=picture.url_640,
        wide=f", {picture.wide}" if picture.wide else "",
        # Where it loads late a browser may measure it: it knows how large the wall was chosen to be.
        auto="auto, " if place is None else "",
        width=str(picture.width),
        height=str(picture.height),
        hash=picture.thumbhash,
        loading=_loading(place),
        late=format_html(_LATE, icon("clock", "i-s"), _("Late")) if picture.job.late else "",
        said=_badges(picture),
        caption=short(title, LONGEST_LABEL),
    )


def _loading(place: int | None) -> SafeString | str:
    if place is None:
        return format_html(' loading="{}"', "lazy")
    return format_html(' fetchpriority="{}"', "high") if place == 1 else ""


def short(text: str, most: int) -> str:
    """So many characters at most."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _of(picture: Picture, name: str) -> object:
    """What the reader said of it; nothing of a picture that was not asked for with that."""
    return getattr(picture, name, None)


def _told(picture: Picture) -> str:
    """What is seen on the tile, for those who hear it."""
    verdict, grade = _of(picture, "verdict"), _of(picture, "grade")
    told = [
        _("favourite") if _of(picture, "favourite") else "",
        _("grade %(n)d") % {"n": grade} if grade else "",
        {"keep": _("kept"), "reject": _("rejected")}.get(str(verdict), ""),
        _("private") if picture.private_at else "",
        _("came late") if picture.job.late else "",
    ]
    return "".join(f", {word}" for word in told if word)


def _badges(picture: Picture) -> SafeString | str:
    favourite, grade = _of(picture, "favourite"), _of(picture, "grade")
    if not (favourite or grade or picture.private_at):
        return ""
    return format_html(
        _SAID,
        icon("lock") if picture.private_at else "",
        format_html('<b class="num">{}★</b>', grade) if grade else "",
        icon("heart", "fav") if favourite else "",
    )
