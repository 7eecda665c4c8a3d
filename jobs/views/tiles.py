"""The tiles of a strip: finished pictures, looks of what is being drawn, or places still empty."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from jobs import privacy
from jobs.models import Input, Job, Picture, Role
from mjweb.accounts.models import User


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the strip; without `src` it is still to come."""

    number: int
    src: str = ""
    src_640: str = ""
    sources: str = ""
    colour: str = ""
    thumbhash: str = ""
    alt: str = ""
    href: str = ""


def tile_of(picture: Picture, title: str) -> Tile:
    """The tile of a finished picture; `title` is what its job asked for."""
    alt = Truncator(title).chars(120)
    if picture.index:
        alt = _("%(prompt)s, picture %(n)d") % {"prompt": alt, "n": picture.index}
    return Tile(
        picture.index or 1,
        picture.url_320,
        picture.url_640,
        picture.sources,
        picture.colour,
        picture.thumbhash,
        alt,
        page_of(picture),
    )


@dataclass(frozen=True, slots=True)
class Used:
    """A reference image of a job, small."""

    src: str
    colour: str
    label: str
    href: str


def used(given: Input, number: int) -> Used:
    """The reference that a job brought along at this place: 'Reference 1, Style'."""
    source = given.source
    label = _("Reference %(n)d, %(role)s") % {"n": number, "role": Role(given.role).label}
    href = page_of(source) if isinstance(source, Picture) else source.url
    return Used(source.url_320, source.colour, label, href)


def references_of(job: Job, user: User) -> list[Used]:
    """The reference images of a job's prompt that the person may see, in their order; reads what was prefetched."""
    if "references" not in job.facts:
        return []
    given = sorted(job.inputs.all(), key=lambda given: given.number)
    return [used(one, one.number) for one in given if one.role and privacy.shows(one.source, user)]


def page_of(picture: Picture) -> str:
    """The page of a picture where the gallery has one, else the picture itself."""
    try:
        return reverse("gallery:picture", args=[picture.pk])
    except NoReverseMatch:
        return picture.url
