"""The tables of what came of the work, one noun a file."""

from mjweb.gallery.models.arrival import Arrival
from mjweb.gallery.models.arrived_file import ArrivedFile, Outcome
from mjweb.gallery.models.change import Change
from mjweb.gallery.models.collection import Collection, Item
from mjweb.gallery.models.guest import Guest
from mjweb.gallery.models.judgement import Judgement, Ruling
from mjweb.gallery.models.link import Link
from mjweb.gallery.models.linked_picture import LinkedPicture
from mjweb.gallery.models.mark import Mark, Verdict
from mjweb.gallery.models.opening import Opening
from mjweb.gallery.models.opinion import Opinion
from mjweb.gallery.models.recent import Recent
from mjweb.gallery.models.remark import Remark
from mjweb.gallery.models.retention import Retention
from mjweb.gallery.models.tag import Tag, Tagging

__all__ = [
    "Arrival",
    "ArrivedFile",
    "Change",
    "Collection",
    "Guest",
    "Item",
    "Judgement",
    "Link",
    "LinkedPicture",
    "Mark",
    "Opening",
    "Opinion",
    "Outcome",
    "Recent",
    "Remark",
    "Retention",
    "Ruling",
    "Tag",
    "Tagging",
    "Verdict",
]
