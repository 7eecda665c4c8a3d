"""The tables of what came of the work, one noun a file."""

from mjweb.gallery.models.change import Change
from mjweb.gallery.models.collection import Collection, Item
from mjweb.gallery.models.link import Link
from mjweb.gallery.models.linked_picture import LinkedPicture
from mjweb.gallery.models.mark import Mark, Verdict
from mjweb.gallery.models.opening import Opening
from mjweb.gallery.models.recent import Recent
from mjweb.gallery.models.tag import Tag, Tagging

__all__ = [
    "Change",
    "Collection",
    "Item",
    "Link",
    "LinkedPicture",
    "Mark",
    "Opening",
    "Recent",
    "Tag",
    "Tagging",
    "Verdict",
]
