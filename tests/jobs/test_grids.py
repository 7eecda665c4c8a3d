"""Tiles out of a grid, a grid out of its tiles, and nothing lost on the way."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from jobs import grids, looks
from jobs.errors import BadPicture
from jobs.looks import Look
from jobs.models.picture import original_name


def drawn(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A picture in which no two places are alike."""
    across = Image.linear_gradient("L").transpose(Image.Transpose.ROTATE_90).resize(size)
    down = Image.linear_gradient("L").resize(size)
    return Image.merge("RGBA", (across, down, Image.effect_noise(size, 90), down)).convert(mode)


def kept(picture: Image.Image, name: str, kind: str = "PNG", profile: bytes | None = None) -> str:
    """Its name in the vault."""
    out = io.BytesIO()
    picture.save(out, kind, icc_profile=profile)
    return default_storage.save(f"te/st/{name}", ContentFile(out.getvalue()))


def opened(look: Look) -> Image.Image:
    with look.file:
        look.file.seek(0)
        image: Image.Image = Image.open(look.file)
        image.load()
    return image


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_a_tile_is_its_quarter_to_the_pixel(mode: str) -> None:
    grid = drawn((40, 30), mode)
    tiles = {place: opened(look) for place, look in grids.cut(kept(grid, f"cut-{mode}.png"))}
    boxes = {1: (0, 0, 20, 15), 2: (20, 0, 40, 15), 3: (0, 15, 20, 30), 4: (20, 15, 40, 30)}
    full = "RGBA" if mode == "RGBA" else "RGB"
    assert {place: tile.convert(full).tobytes() for place, tile in tiles.items()} == {
        place: grid.crop(box).convert(full).tobytes() for place, box in boxes.items()
    }


def test_only_the_tiles_that_are_wanted_are_cut() -> None:
    assert [place for place, _look in grids.cut(kept(drawn((8, 8)), "some.png"), {4, 2})] == [2, 4]


def test_a_grid_of_one_pixel_has_no_tiles() -> None:
    with pytest.raises(BadPicture, match="too small"):
        list(grids.cut(kept(drawn((1, 1)), "dot.png")))


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_grid_that_was_cut_is_composed_to_the_pixel(mode: str) -> None:
    grid = drawn((40, 30), mode)
    tiles = [look.store() for _place, look in grids.cut(kept(grid, f"whole-{mode}.png"))]
    look = grids.compose([original_name(tile.sha256, tile.extension) for tile in tiles])
    assert (look.width, look.height) == (40, 30)
    assert opened(look).convert(mode).tobytes() == grid.tobytes()


def test_tiles_of_several_formats_make_a_grid() -> None:
    kinds = {"RGB": "JPEG", "RGBA": "PNG", "L": "WEBP", "P": "PNG"}
    names = [kept(drawn((8, 8), mode), f"tile-{mode}", kind) for mode, kind in kinds.items()]
    assert opened(grids.compose(names)).size == (16, 16)


def test_the_grid_keeps_the_colour_profile_of_its_tiles() -> None:
    tile = kept(drawn((8, 8)), "profile.png", profile=b"colours")
    assert opened(grids.compose([tile] * 4)).info["icc_profile"] == b"colours"


def test_what_is_too_long_for_a_webp_becomes_a_png() -> None:
    look = grids.compose([kept(drawn((8_192, 1)), "long.png")] * 4)
    assert (look.extension, opened(look).size) == ("png", (16_384, 2))


def test_tiles_of_different_sizes_make_no_grid() -> None:
    names = [kept(drawn((8, 8)), "small.png")] * 3 + [kept(drawn((8, 9)), "other.png")]
    with pytest.raises(BadPicture, match="differ"):
        grids.compose(names)


def test_a_grid_has_no_more_pixels_than_any_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "MOST_PIXELS", 255)
    with pytest.raises(BadPicture, match="too many pixels"):
        grids.compose([kept(drawn((8, 8)), "many.png")] * 4)
