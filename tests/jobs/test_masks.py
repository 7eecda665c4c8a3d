"""Masks: pure black and white, of the picture's size, whatever they came as."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from jobs import masks
from jobs.errors import BadPicture
from jobs.masks import NothingWhiteError, OtherShapeError, Rectangle

SIZE = (90, 60)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def drawn(mode: str = "RGB", size: tuple[int, int] = SIZE, kind: str = "PNG", white: object = "white") -> bytes:
    """Black with its left half white."""
    image = Image.new(mode, size)
    image.paste(white, (0, 0, size[0] // 2, size[1]))  # type: ignore[arg-type]  # a colour of that mode
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def share(content: bytes) -> float:
    """How much of a mask is white."""
    mask = opened(content)
    return mask.convert("L").histogram()[255] / (mask.width * mask.height)


def of_file(content: bytes, size: tuple[int, int] = SIZE) -> bytes:
    return masks.of_file(iter([content]), size)


@pytest.mark.parametrize(
    ("rectangle", "box"),
    [
        (Rectangle(0, 0, 100, 100), (0, 0, 90, 60)),
        (Rectangle(10, 50, 20, 25), (9, 30, 27, 45)),
        (Rectangle(99.9, 99.9, 0.1, 0.1), (89, 59, 90, 60)),
    ],
)
def test_a_rectangle_is_white_on_black(rectangle: Rectangle, box: tuple[int, ...]) -> None:
    mask = opened(masks.of_rectangle(rectangle, SIZE))
    assert (mask.format, mask.size, mask.getbbox()) == ("PNG", SIZE, box)


@pytest.mark.parametrize(
    ("sides", "inside"),
    [
        ((0, 0, 100, 100), True),
        ((25, 25, 50, 50), True),
        ((-1, 0, 10, 10), False),
        ((60, 0, 50, 10), False),
        ((0, 60, 10, 50), False),
        ((0, 0, 0, 10), False),
        ((0, 0, 10, -5), False),
        ((float("nan"), 0, 10, 10), False),
        ((0, 0, float("inf"), 10), False),
    ],
)
def test_a_rectangle_lies_within_the_picture(sides: tuple[float, ...], inside: bool) -> None:
    assert Rectangle(*sides).is_inside is inside


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_png_can_be_a_mask(mode: str) -> None:
    image: Image.Image = opened(drawn("L"))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    else:
        image = image.convert("RGBA").convert(mode) if mode in ("RGBA", "LA") else image.convert(mode)
    made = io.BytesIO()
    image.save(made, "PNG")
    assert share(of_file(made.getvalue())) == 0.5


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_jpeg_or_webp_can_be_a_mask(kind: str) -> None:
    assert abs(share(of_file(drawn(kind=kind))) - 0.5) < 0.02


def test_what_is_clear_counts_as_black() -> None:
    image = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (0, 0, 45, 60))
    out = io.BytesIO()
    image.save(out, "PNG")
    assert share(of_file(out.getvalue())) == 0.5


def test_greys_become_black_or_white() -> None:
    assert share(of_file(drawn("L", white=200))) == 0.5
    with pytest.raises(NothingWhiteError):
        of_file(drawn("L", white=100))


def test_a_small_mask_is_brought_to_the_size_of_the_picture() -> None:
    mask = opened(of_file(drawn(size=(30, 20))))
    assert (mask.size, mask.mode) == (SIZE, "1")


@pytest.mark.parametrize("size", [(90, 61), (91, 60), (301, 200)])
def test_a_shape_within_two_percent_is_taken(size: tuple[int, int]) -> None:
    assert opened(of_file(drawn(size=size))).size == SIZE


@pytest.mark.parametrize("size", [(60, 90), (90, 62), (90, 90)])
def test_another_shape_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(OtherShapeError) as caught:
        of_file(drawn(size=size))
    assert (caught.value.width, caught.value.height) == size


def test_a_mask_that_is_all_black_is_refused() -> None:
    with pytest.raises(NothingWhiteError):
        of_file(drawn(white="black"))


def test_a_mask_may_be_all_white() -> None:
    assert share(of_file(masks.of_rectangle(Rectangle(0, 0, 100, 100), SIZE))) == 1


@pytest.mark.parametrize("content", [b"", b"nothing", drawn()[:60]])
def test_what_is_no_picture_is_no_mask(content: bytes) -> None:
    with pytest.raises(BadPicture):
        of_file(content)
