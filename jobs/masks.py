"""Masks of a picture: white is drawn anew, black stays. Whatever they are made from, they end as PNG of its size."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from jobs import looks
from jobs.errors import JobError

# A mask may be as much wider or narrower than the picture: a share of its ratio.
NEAR = 0.02
_WHITE = 128  # from here on a shade counts as white


class NothingWhiteError(JobError):
    """The mask has no white part, so nothing would be drawn anew."""


class OtherShapeError(JobError):
    """The mask, `width` x `height`, has not the shape of the picture."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"{width} x {height}")
        self.width, self.height = width, height


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a picture, in percent of its width and height."""

    left: float
    top: float
    width: float
    height: float

    @property
    def is_inside(self) -> bool:
        """Whether it lies within the picture and has an area."""
        return (
            min(self.left, self.top) >= 0
            and min(self.width, self.height) > 0
            and max(self.left + self.width, self.top + self.height) <= 100
        )


def of_rectangle(rectangle: Rectangle, size: tuple[int, int]) -> bytes:
    """The mask of a rectangle that is inside; at least one pixel of it is white."""
    width, height = size
    left = min(round(rectangle.left * width / 100), width - 1)
    top = min(round(rectangle.top * height / 100), height - 1)
    right = max(left + 1, round((rectangle.left + rectangle.width) * width / 100))
    bottom = max(top + 1, round((rectangle.top + rectangle.height) * height / 100))
    mask = Image.new("1", size)
    mask.paste(1, (left, top, right, bottom))
    return _png(mask)


def of_file(chunks: Iterable[bytes], size: tuple[int, int]) -> bytes:
    """The mask in a file, made pure black and white and of the picture's size; what is clear in it counts as black.

    Raises BadPicture, NothingWhiteError, OtherShapeError.
    """
    received = looks.receive(chunks)
    with received.file, looks.decoded(received.file) as (_extension, image):
        shades = _shades(image)
    width, height = size
    if abs(shades.width * height / (shades.height * width) - 1) > NEAR:
        raise OtherShapeError(shades.width, shades.height)
    mask = shades.point(lambda shade: 255 * (shade >= _WHITE)).resize(size, Image.Resampling.NEAREST)
    if mask.getbbox() is None:
        raise NothingWhiteError
    return _png(mask.convert("1"))


def _shades(image: Image.Image) -> Image.Image:
    """The picture in greys, on black."""
    if image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", clear.size, "black"), clear).convert("L")
    if image.mode.startswith("I"):  # 16 bits a shade
        return image.point(lambda shade: shade / 256).convert("L")
    return image.convert("L")


def _png(mask: Image.Image) -> bytes:
    out = io.BytesIO()
    mask.save(out, "PNG")
    return out.getvalue()
