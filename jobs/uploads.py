"""Takes the pictures that people bring: looked at, kept as they came, and copied clean for whoever is shown them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from jobs import looks
from jobs.engines.sketch import meta
from jobs.errors import BadPicture
from jobs.models import Upload
from mjweb.accounts.models import User

# How a copy is written: lossless stays lossless, the others lose nothing that can be seen.
_QUALITY: dict[str, dict[str, int]] = {
    "png": {"compress_level": 4},
    "jpg": {"quality": 95, "subsampling": 0},
    "webp": {"quality": 95},
}
_FORMATS = {extension: kind for kind, extension in looks.FORMATS.items()}


def take(user: User, chunks: Iterable[bytes]) -> Upload:
    """Keep a picture for its person; the same one again is the same row. Raises BadPicture."""
    look = looks.take(bounded(chunks))
    with look.file:
        look.file.seek(0)
        copy = clean(look.file.read(), look.extension)
        known = Upload.objects.of(user).filter(sha256=look.sha256).first()
        if known is not None:
            Upload.objects.filter(pk=known.pk, is_listed=False).update(is_listed=True)
            return known
        original = look.store()
    shown = looks.take(iter([copy])).store()
    upload, _made = Upload.objects.get_or_create(
        user=user,
        sha256=original.sha256,
        defaults={
            "team": user.team,
            "extension": original.extension,
            "clean_sha256": shown.sha256,
            "size": original.size,
            "width": shown.width,
            "height": shown.height,
            "colour": shown.colour,
        },
    )
    return upload


def clean(content: bytes, extension: str) -> bytes:
    """The picture upright and without what a camera or an editor wrote into it, in the same format.

    What our own engine says of its pictures stays: it names no person and no place.
    """
    with Image.open(io.BytesIO(content)) as image:
        upright, profile = ImageOps.exif_transpose(image), image.info.get("icc_profile")
        if upright.mode in ("P", "CMYK", "PA"):
            upright = upright.convert("RGBA" if "transparency" in upright.info or upright.mode == "PA" else "RGB")
        bare = Image.new(upright.mode, upright.size)
        bare.paste(upright)
    out = io.BytesIO()
    options: dict[str, Any] = {**_QUALITY[extension], "icc_profile": profile}
    if extension == "png":
        options["pnginfo"] = meta.written(meta.read(content))
    bare.save(out, _FORMATS[extension], **options)
    return out.getvalue()


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
