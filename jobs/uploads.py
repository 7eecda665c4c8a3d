"""Takes the pictures that people bring: looked at, kept as they came, and copied clean for whoever is shown them."""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import ExifTags, Image, ImageCms

from jobs import looks
from jobs.engines.sketch import meta
from jobs.errors import BadPicture
from jobs.looks import Look, Received
from jobs.models import Upload
from mjweb.accounts.models import User

log = logging.getLogger(__name__)

# How a copy is written: lossless stays lossless, the others lose nothing that can be seen.
_QUALITY: dict[str, dict[str, int]] = {
    "png": {"compress_level": 4},
    "jpg": {"quality": 95, "subsampling": 0},
    "webp": {"quality": 95},
}
_FORMATS = {extension: kind for kind, extension in looks.FORMATS.items()}
_CLEAR = {"1": "LA", "L": "LA", "P": "RGBA", "PA": "RGBA", "RGB": "RGBA"}  # where parts of such a picture are clear
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def take(user: User, chunks: Iterable[bytes], *, listed: bool = True) -> Upload:
    """Keep a picture for its person; the same one again is the same row, and is not looked at again.

    `listed`: it stands among those that the prompt bar offers again, also when its person had taken it off. One that
    did not come by a page, or is a mask, changes nothing there. Raises BadPicture.
    """
    received = looks.receive(bounded(chunks))
    with received.file:
        known = Upload.objects.of(user).filter(sha256=received.sha256).first()
        if known is not None:
            return _relisted(known) if listed else known
        extension, shown = shown_of(received)
        received.store(extension)
    shown.store()
    upload, made = Upload.objects.get_or_create(
        user=user,
        sha256=received.sha256,
        defaults={
            "team": user.team,
            "extension": extension,
            "clean_sha256": shown.sha256,
            "size": received.size,
            "width": shown.width,
            "height": shown.height,
            "colour": shown.colour,
            "is_listed": listed,
        },
    )
    return _relisted(upload) if listed and not made else upload


def _relisted(upload: Upload) -> Upload:
    Upload.objects.filter(pk=upload.pk, is_listed=False).update(is_listed=True)
    upload.is_listed = True
    return upload


def shown_of(received: Received) -> tuple[str, Look]:
    """The extension of a file that somebody brought, and the copy that others see. Raises BadPicture.

    The copy is the picture upright and without what a camera or an editor wrote into it, in the same format. What our
    own engine says of its pictures stays: it names no person and no place.
    """
    with looks.decoded(received.file) as (extension, image):
        options: dict[str, Any] = dict(_QUALITY[extension])
        if extension == "png":
            options["pnginfo"] = meta.written(meta.ours(meta.told(image)))
        upright = _turned(image)
        profile = upright.info.get("icc_profile")
        if upright.mode == "CMYK":
            upright, profile = _on_screen(upright, profile), None
        elif upright.has_transparency_data and upright.mode in _CLEAR:
            upright = upright.convert(_CLEAR[upright.mode])
        elif upright.mode == "P":
            upright = upright.convert("RGB")
        upright.info = {}  # Pillow would write some of it
        out = io.BytesIO()
        upright.save(out, _FORMATS[extension], icc_profile=profile, **options)
        content = out.getvalue()
        out.seek(0)
        copy = Received(out, hashlib.sha256(content).hexdigest(), len(content))
        return extension, looks.of(copy, extension, upright)


def _turned(image: Image.Image) -> Image.Image:
    """The picture as its camera was held; as it is where what the camera wrote makes no sense."""
    try:
        method = _TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # notes of cameras and editors are broken in every way there is
        log.info("the EXIF data of a picture cannot be read", exc_info=True)
        return image
    return image if method is None else image.transpose(method)


def _on_screen(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A picture for print in the colours of a screen: by its profile, or roughly where it has none that works."""
    if profile:
        try:
            inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            screen = ImageCms.profileToProfile(image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB")
            assert screen is not None  # only the variant in place returns nothing
            return screen
        except (ImageCms.PyCMSError, ImportError, OSError, ValueError, TypeError):
            log.info("the colour profile of a picture cannot be used", exc_info=True)
    return image.convert("RGB")


def read(names: Iterable[str]) -> tuple[bytes, ...]:
    """The bytes of files in the vault, for an engine. Raises OSError."""
    found = []
    for name in names:
        with default_storage.open(name) as file:
            found.append(file.read())
    return tuple(found)


def bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, as long as they are no more than a picture may have. Raises BadPicture."""
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > settings.MOST_UPLOAD:
            raise BadPicture(f"the file is larger than {settings.MOST_UPLOAD // 1_000_000} MB")
        yield chunk
