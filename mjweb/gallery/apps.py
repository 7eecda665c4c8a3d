"""The floor of what came of it: wall, search, picture pages, usage."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GalleryConfig(AppConfig):
    name = "mjweb.gallery"
    label = "gallery"
    verbose_name = _("Gallery")
