"""The tag of a picture on a wall."""

from __future__ import annotations

from django.template import Library

from mjweb.gallery.tile import tile

register = Library()
register.simple_tag(tile)
