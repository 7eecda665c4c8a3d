"""Small real pictures, each of its own colour."""

from __future__ import annotations

import hashlib
import io
from functools import cache

from PIL import Image

Colour = tuple[int, int, int]


def colour(seed: str) -> Colour:
    """A colour that belongs to a text."""
    red, green, blue = hashlib.sha256(seed.encode()).digest()[:3]
    return red, green, blue


@cache
def png(colours: tuple[Colour, ...], size: int) -> bytes:
    """One colour as a square of `size` pixels, four as a two by two grid of such squares."""
    side = 1 if len(colours) == 1 else 2
    # A slope, so that no two rows are alike and compression has something to keep.
    slope = Image.linear_gradient("L").resize((size, size))
    black = Image.new("RGB", (size, size))
    picture = Image.new("RGB", (side * size, side * size))
    for place, each in enumerate(colours):
        left, top = place % side * size, place // side * size
        picture.paste(Image.composite(Image.new("RGB", (size, size), each), black, slope), (left, top))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
