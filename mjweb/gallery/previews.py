"""Pictures as people outside see them: re-encoded, so that no word of a prompt goes along, with a watermark or not."""

from __future__ import annotations

import io

from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from jobs import looks
from jobs.models import Picture
from jobs.models.picture import WIDTHS

_QUALITY = 84
_SLANT = 30  # degrees
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}


def preview(picture: Picture, width: int, mark: str = "") -> bytes:
    """A WebP so wide at most, with `mark` written all over it. Raises FileNotFoundError and BadPicture."""
    if width in WIDTHS:
        with default_storage.open(picture.thumbnail(width)) as file:
            data: bytes = file.read()
        if not mark:
            return data  # made by us of the pixels alone
        with Image.open(io.BytesIO(data)) as small:
            return _encoded(marked(small, mark))
    with (
        default_storage.open(picture.name) as file,
        looks.decoded(file, looks.MOST_PIXELS) as (_extension, image),
    ):
        flat = _flat(image)
        flat.thumbnail((width, width * 2), Image.Resampling.LANCZOS, reducing_gap=2)
        return _encoded(marked(flat, mark) if mark else flat)


def bare(picture: Picture) -> bytes:
    """The whole picture in its own format without what is written in its file: prompt, seed, whoever edited it.

    Of a PNG every pixel is as it was. Raises FileNotFoundError and BadPicture.
    """
    with (
        default_storage.open(picture.name) as file,
        looks.decoded(file, looks.MOST_PIXELS) as (extension, image),
    ):
        colours = image.info.get("icc_profile")
        image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
        out = io.BytesIO()
        how = {"png": {"compress_level": 4}, "jpg": {"quality": 95}, "webp": {"lossless": True, "method": 1}}[extension]
        image.save(out, _FORMATS[extension], icc_profile=colours, **how)
    return out.getvalue()


def marked(image: Image.Image, words: str) -> Image.Image:
    """The picture with words written aslant all over it: light with a dark edge, so that they show on any ground."""
    size = max(11, image.width // 24)
    font = ImageFont.load_default(size)
    side = int((image.width**2 + image.height**2) ** 0.5) + 1
    layer = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(layer)
    line = f"{words}      " * 2
    step = max(1, int(pen.textlength(line, font=font)))
    for row, y in enumerate(range(0, side, size * 5)):
        for x in range(-step if row % 2 == 0 else -step // 2, side, step):
            pen.text(
                (x, y), line, (255, 255, 255, 110), font, stroke_width=max(1, size // 14), stroke_fill=(0, 0, 0, 70)
            )
    turned = layer.rotate(_SLANT, Image.Resampling.BILINEAR)
    left, top = (side - image.width) // 2, (side - image.height) // 2
    shown = image.convert("RGBA")
    shown.alpha_composite(turned.crop((left, top, left + image.width, top + image.height)))
    return shown.convert("RGB")


def _flat(image: Image.Image) -> Image.Image:
    """A copy without transparency, on white as thumbnails are."""
    if not image.has_transparency_data:
        return image.convert("RGB") if image.mode != "RGB" else image.copy()
    picture = image.convert("RGBA")
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encoded(image: Image.Image) -> bytes:
    image.info = {}
    out = io.BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=2)
    return out.getvalue()
