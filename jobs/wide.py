"""The thumbnail for large screens: made when somebody asks for it first, and kept.

Making it for every picture as it comes home would double what that costs, and most pictures are never opened large.
"""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from jobs import looks
from jobs.models.picture import WIDE, original_name, thumbnail_name


def name_of(sha256: str, extension: str) -> str:
    """The file in the vault. Raises FileNotFoundError, BadPicture, and Crowded while enough others are being made."""
    name, original = thumbnail_name(sha256, WIDE), original_name(sha256, extension)
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(_made(original)))
        if not default_storage.exists(original):  # purged meanwhile, when this one was not there to go with it
            default_storage.delete(name)
            raise FileNotFoundError(original)
    return name


def _made(original: str) -> bytes:
    with (
        default_storage.open(original) as file,
        looks.decoded(file, looks.MOST_PIXELS, waits=False) as (_extension, image),
    ):
        return looks.thumbnail(looks.reduced(image, WIDE), image.width, image.height, WIDE)
