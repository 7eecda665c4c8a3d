"""Painting: the same picture at every size and in every view, in every ratio and medium."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from jobs.engines.sketch.media import MEDIA
from jobs.engines.sketch.paint import paint
from jobs.engines.sketch.recipe import Recipe, read
from jobs.engines.sketch.scenes import SCENES
from jobs.engines.sketch.view import View

Bytes = NDArray[np.uint8]
ALL_SCENES = sorted(SCENES)


def recipe(scene: str, aspect: float = 1.0, index: int = 1, kind: str = "map") -> Recipe:
    """A recipe of a scene, whatever words lead to it."""
    base = read("", seed=21, index=index, aspect=aspect)
    return replace(base, scene=scene, light="dusk", options={"kind": kind})


def shrunk(picture: Bytes, width: int, height: int) -> NDArray[np.float64]:
    """The picture made smaller as the eye does it: light is averaged, not bytes."""
    light = np.power(picture.astype(np.float32) / 255, 2.2)
    planes = [Image.fromarray(light[..., k]).resize((width, height), Image.Resampling.BOX) for k in range(3)]
    return np.power(np.stack([np.asarray(p, np.float64) for p in planes], -1), 1 / 2.2) * 255


def difference(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize("scene", ALL_SCENES)
def test_equal_arguments_give_equal_bytes(scene: str) -> None:
    r = recipe(scene)
    first, second = (paint(r, View.whole(1), 48, 48) for _ in range(2))
    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("scene", ALL_SCENES)
def test_a_small_preview_shows_the_large_picture(scene: str) -> None:
    r = recipe(scene)
    small = shrunk(paint(r, View.whole(1), 96, 96), 32, 32)
    large = shrunk(paint(r, View.whole(1), 288, 288), 32, 32)
    assert difference(small, large) < 6


@pytest.mark.parametrize("scene", ALL_SCENES)
def test_a_wider_view_keeps_the_picture_in_its_middle(scene: str) -> None:
    r = recipe(scene)
    parent = shrunk(paint(r, View.whole(1), 192, 192), 48, 48)
    wide = paint(r, View.whole(1).grown(2), 192, 192)
    middle = shrunk(np.ascontiguousarray(wide[48:144, 48:144]), 48, 48)
    assert difference(parent, middle) < 7


@pytest.mark.parametrize("scene", ALL_SCENES)
@pytest.mark.parametrize(("width", "height"), [(14, 196), (196, 14), (40, 90), (90, 40)])
def test_every_ratio_can_be_drawn(scene: str, width: int, height: int) -> None:
    aspect = width / height
    picture = paint(recipe(scene, aspect), View.whole(aspect), width, height)
    assert picture.shape == (height, width, 3)
    assert picture.std() > 2


@pytest.mark.parametrize("scene", ALL_SCENES)
def test_the_four_pictures_of_a_grid_differ(scene: str) -> None:
    grid = []
    for index in (1, 2, 3, 4):
        base = read("", seed=21, index=index)
        grid.append(paint(replace(base, scene=scene), View.whole(1), 48, 48).astype(np.float64))
    for a in range(4):
        for b in range(a):
            assert difference(grid[a], grid[b]) > 2


@pytest.mark.parametrize("kind", ["soap", "bokeh", "flow", "shapes", "glass", "field"])
def test_every_abstract_draws_something_of_its_own(kind: str) -> None:
    picture = paint(recipe("abstract", kind=kind), View.whole(1), 64, 64)
    other = paint(recipe("abstract", kind="soap" if kind != "soap" else "field"), View.whole(1), 64, 64)
    assert difference(picture.astype(np.float64), other.astype(np.float64)) > 8


def test_bands_of_a_large_picture_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    r = replace(recipe("mountains_fog"), medium="watercolour")
    whole = paint(r, View.whole(1), 200, 200)
    monkeypatch.setattr("jobs.engines.sketch.paint.BAND_PIXELS", 200 * 64)
    banded = paint(r, View.whole(1), 200, 200)
    assert np.abs(whole.astype(int) - banded).max() <= 2


@pytest.mark.parametrize("medium", sorted(MEDIA))
def test_every_medium_changes_the_picture_and_keeps_it_alive(medium: str) -> None:
    r = recipe("sea_lighthouse")
    treated = paint(replace(r, medium=medium), View.whole(1), 128, 128).astype(np.float64)
    assert treated.std() > 8
    for other in ("photograph", "woodblock"):
        if other != medium:
            assert difference(treated, paint(replace(r, medium=other), View.whole(1), 128, 128).astype(np.float64)) > 1


@pytest.mark.parametrize("medium", sorted(set(MEDIA) - {"pixel", "engraving", "neon", "blueprint", "pencil"}))
def test_a_medium_looks_alike_at_two_sizes(medium: str) -> None:
    r = replace(recipe("sea_lighthouse"), medium=medium)
    small = shrunk(paint(r, View.whole(1), 144, 144), 24, 24)
    large = shrunk(paint(r, View.whole(1), 336, 336), 24, 24)
    assert difference(small, large) < 9


@pytest.mark.parametrize("scene", ["abstract", "ink_water", "topographic", "waves", "woven"])
def test_a_tile_meets_itself_without_a_seam(scene: str) -> None:
    picture = paint(replace(recipe(scene, kind="soap"), tile=True), View.whole(1), 200, 200).astype(np.float64)
    for axis in (0, 1):
        steps = np.abs(np.diff(picture, axis=axis)).mean(axis=(1 - axis, 2))
        seam = float(np.abs(np.take(picture, 0, axis) - np.take(picture, -1, axis)).mean())
        assert seam <= steps.max() * 1.25 + 1


def test_a_tile_repeats_in_a_wider_view() -> None:
    r = replace(recipe("waves"), tile=True)
    wide = paint(r, View.whole(1).grown(2), 200, 200)
    assert np.abs(wide[:100].astype(int) - wide[100:]).mean() < 2


def test_no_sun_takes_the_sun_away() -> None:
    greys = ("#101018", "#203040", "#405060", "#708090", "#a0b0c0", "#c0c0c0")
    r = replace(recipe("waves"), sun="#ff0000", palette=greys, sky=("#8090a0",) * 4)

    def reds(picture: Bytes) -> int:
        return int(((picture[..., 0] > 180) & (picture[..., 1] < 80)).sum())

    assert reds(paint(r, View.whole(1), 96, 96)) > 50
    assert reds(paint(replace(r, without=("sun",)), View.whole(1), 96, 96)) == 0


def test_no_lighthouse_leaves_the_coast() -> None:
    r = recipe("sea_lighthouse")
    with_tower = paint(r, View.whole(1), 96, 96).astype(np.float64)
    without = paint(replace(r, without=("lighthouse",)), View.whole(1), 96, 96).astype(np.float64)
    assert 0.3 < difference(with_tower, without) < 20


def test_an_unknown_scene_is_refused() -> None:
    with pytest.raises(ValueError, match="no scene"):
        paint(replace(read("waves"), scene="nowhere"), View.whole(1), 8, 8)


def test_an_impossible_size_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        paint(read("waves"), View.whole(1), 0, 8)
