"""The tables of what came of the work, one noun a file."""

from mjweb.gallery.models.link import Link
from mjweb.gallery.models.linked_picture import LinkedPicture
from mjweb.gallery.models.opening import Opening

__all__ = [
    "Link",
    "LinkedPicture",
    "Opening",
]
