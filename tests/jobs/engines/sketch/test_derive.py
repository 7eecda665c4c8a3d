"""Each action really derives from its parent: shown on the pixels."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from jobs.actions import Action
from jobs.engines.sketch import plates
from jobs.engines.sketch.png import Pixels
from tests.jobs.engines.sketch.workshop import Studio

TILES = (1, 2, 3, 4)
CLOSE = 3.0
"""Mean difference of 8-bit values that rescaling alone may make."""


def apart(a: Pixels, b: Pixels) -> float:
    """Mean difference of 8-bit values."""
    return float(np.abs(a.astype(np.float32) - b.astype(np.float32)).mean())


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))


def fine(pixels: Pixels) -> float:
    """How much there is of what a picture of half the size cannot show."""
    height, width, _ = pixels.shape
    small = Image.fromarray(pixels).resize((width // 2, height // 2), Image.Resampling.BOX)
    return apart(pixels, np.asarray(small.resize((width, height), Image.Resampling.BICUBIC)))


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    """One for all, with pictures large enough to compare; orders do not disturb one another."""
    return Studio(tmp_path_factory.mktemp("home"), scale=0.125)


@pytest.fixture(scope="module")
def grid(studio: Studio) -> str:
    return studio.made("waves under a low sun --seed 5")


@pytest.fixture(scope="module")
def single(studio: Studio, grid: str) -> str:
    return studio.made("", Action.UPSCALE, parent=grid, index=2)


def tiles(studio: Studio, job: str) -> list[Pixels]:
    return [studio.pixels(job, index) for index in TILES]


def all_differ(pictures: list[Pixels]) -> bool:
    return len({picture.tobytes() for picture in pictures}) == len(pictures)


def test_an_upscale_is_the_very_tile(studio: Studio, grid: str, single: str) -> None:
    assert np.array_equal(studio.pixels(single, 0), studio.pixels(grid, 2))


@pytest.mark.parametrize(
    ("action", "version", "times"),
    [
        (Action.UPSCALE_2X, "5.2", 2), (Action.UPSCALE_4X, "5.2", 4),
        (Action.UPSCALE_SUBTLE, "7", 2), (Action.UPSCALE_CREATIVE, "7", 2),
    ],
)  # fmt: skip
def test_a_larger_upscale_is_the_same_picture_with_more_in_it(
    studio: Studio, action: Action, version: str, times: int
) -> None:
    grid = studio.made(f"waves under a low sun --seed 5 --v {version}")
    single = studio.made("", Action.UPSCALE, parent=grid, index=2)
    large = studio.pixels(studio.made("", action, parent=single), 0)
    small = studio.pixels(single, 0)
    assert large.shape == (small.shape[0] * times, small.shape[1] * times, 3)
    assert apart(resized(large, small.shape[1], small.shape[0]), small) < 3 * CLOSE
    enlarged = Image.fromarray(small).resize((large.shape[1], large.shape[0]), Image.Resampling.BICUBIC)
    assert fine(large) > 1.5 * fine(np.asarray(enlarged))


def test_a_creative_upscale_adds_to_a_subtle_one(studio: Studio, single: str) -> None:
    subtle, creative = (
        studio.pixels(studio.made("", action, parent=single), 0)
        for action in (Action.UPSCALE_SUBTLE, Action.UPSCALE_CREATIVE)
    )
    assert fine(creative) > fine(subtle)


def test_a_subtle_variation_stays_nearer_than_a_strong_one(studio: Studio, single: str) -> None:
    parent = studio.pixels(single, 0)
    near = tiles(studio, studio.made("", Action.VARY_SUBTLE, parent=single))
    far = tiles(studio, studio.made("", Action.VARY_STRONG, parent=single))
    assert all_differ([parent, *near, *far])
    nearness = [float(np.mean([apart(tile, parent) for tile in some])) for some in (near, far)]
    assert 1 < nearness[0] < 0.7 * nearness[1]


def test_a_variation_of_a_tile_lies_near_that_tile(studio: Studio, grid: str) -> None:
    parent = studio.pixels(grid, 3)
    varied = tiles(studio, studio.made("", Action.VARY, parent=grid, index=3))
    assert all_differ([parent, *varied])
    others = [studio.pixels(grid, index) for index in (1, 2, 4)]
    nearest = min(apart(parent, other) for other in others)
    assert np.mean([apart(tile, parent) for tile in varied]) < 2 * nearest


def test_a_reroll_draws_the_same_prompt_with_other_seeds(studio: Studio, grid: str) -> None:
    again = studio.made("", Action.REROLL, parent=grid)
    assert studio.report(again).seed != studio.report(grid).seed
    assert all_differ([*tiles(studio, grid), *tiles(studio, again)])
    assert "waves" in studio.row(again).prompt


def test_a_reroll_of_a_reroll_of_an_action_repeats_the_action(studio: Studio, single: str) -> None:
    zoomed = studio.made("", Action.ZOOM_OUT_2, parent=single)
    again = studio.made("", Action.REROLL, parent=studio.made("", Action.REROLL, parent=zoomed))
    views = [plates.from_json(studio.row(job).plates)[1].view for job in (zoomed, again)]
    assert views[0] == views[1]
    assert not np.array_equal(studio.pixels(zoomed, 1), studio.pixels(again, 1))


@pytest.mark.parametrize(("action", "factor"), [(Action.ZOOM_OUT_2, 2.0), (Action.ZOOM_OUT_1_5, 1.5)])
def test_a_zoom_keeps_the_parent_in_the_middle(studio: Studio, single: str, action: Action, factor: float) -> None:
    parent = studio.pixels(single, 0)
    zoomed = tiles(studio, studio.made("", action, parent=single))
    height, width, _ = parent.shape
    inner_height, inner_width = round(height / factor), round(width / factor)
    top, left = (height - inner_height) // 2, (width - inner_width) // 2
    for tile in zoomed:
        assert tile.shape == parent.shape
        middle = tile[top : top + inner_height, left : left + inner_width]
        assert apart(middle, resized(parent, inner_width, inner_height)) < 2 * CLOSE
    assert all_differ(zoomed)


@pytest.mark.parametrize(
    ("action", "axis", "last"),
    [
        (Action.PAN_LEFT, 1, True), (Action.PAN_RIGHT, 1, False), (Action.PAN_UP, 0, True), (Action.PAN_DOWN, 0, False),
    ],
)  # fmt: skip
def test_a_pan_adds_half_on_one_side_and_keeps_the_rest(
    studio: Studio, single: str, action: Action, axis: int, last: bool
) -> None:
    parent = studio.pixels(single, 0)
    length = parent.shape[axis]
    panned = tiles(studio, studio.made("", action, parent=single))
    for tile in panned:
        assert tile.shape[axis] == length * 3 // 2
        kept: Pixels = np.take(tile, range(length // 2, length * 3 // 2) if last else range(length), axis)
        assert apart(kept, parent) < CLOSE
    assert all_differ(panned)


def test_making_square_extends_the_short_side(studio: Studio) -> None:
    grid = studio.made("waves under a low sun --seed 5 --ar 2:1")
    single = studio.made("", Action.UPSCALE, parent=grid, index=1)
    parent = studio.pixels(single, 0)
    squared = tiles(studio, studio.made("", Action.MAKE_SQUARE, parent=single))
    for tile in squared:
        side = tile.shape[0]
        assert tile.shape == (side, side, 3)
        band = tile[side // 2 - side // 4 : side // 2 + side // 4]
        assert apart(band, resized(parent, side, band.shape[0])) < 3 * CLOSE
    assert all_differ(squared)
    offered = studio.report(studio.made("", Action.UPSCALE, parent=studio.made("waves"), index=1)).offered
    assert offered is not None
    assert Action.MAKE_SQUARE not in {step.action for step in offered}


def masked(width: int, height: int, box: tuple[int, int, int, int]) -> tuple[bytes, NDArray[np.bool_]]:
    """A mask file whose box is white, and where it is."""
    image = Image.new("L", (width, height))
    image.paste(255, box)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue(), np.asarray(image) > 0


@pytest.mark.parametrize("prompt", ["", "a lighthouse at night"])
def test_a_region_changes_only_what_is_white(studio: Studio, single: str, prompt: str) -> None:
    parent = studio.pixels(single, 0)
    mask, white = masked(parent.shape[1], parent.shape[0], (30, 40, 100, 110))
    redrawn = tiles(studio, studio.made(prompt, Action.REGION, parent=single, pictures=(mask,)))
    for tile in redrawn:
        assert np.array_equal(tile[~white], parent[~white])
        assert apart(tile[white], parent[white]) > 1
    assert all_differ(redrawn)


def test_a_thin_stroke_of_a_mask_is_redrawn_too(studio: Studio, single: str) -> None:
    parent = studio.pixels(single, 0)
    mask, white = masked(parent.shape[1], parent.shape[0], (10, 60, 120, 63))
    redrawn = tiles(studio, studio.made("", Action.REGION, parent=single, pictures=(mask,)))
    assert all(not np.array_equal(tile[white], parent[white]) for tile in redrawn)


def striped(across: bool, colour: tuple[int, int, int]) -> bytes:
    """Eight stripes, black and of one colour."""
    pixels = np.zeros((96, 96, 3), np.uint8)
    lines = (np.arange(96) // 12) % 2 == 0
    (pixels.swapaxes(0, 1) if across else pixels)[lines] = colour
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("dimensions", "size"), [("SQUARE", (1024, 1024)), ("PORTRAIT", (896, 1344)), ("LANDSCAPE", (1344, 896))]
)
def test_a_blend_shows_all_of_its_inputs(studio: Studio, dimensions: str, size: tuple[int, int]) -> None:
    pictures = (striped(across=True, colour=(230, 40, 40)), striped(across=False, colour=(40, 60, 230)))
    blended = tiles(studio, studio.made("", Action.BLEND, pictures=pictures, dimensions=dimensions))
    assert all_differ(blended)
    for tile in blended:
        assert (tile.shape[1], tile.shape[0]) == tuple(int(side * studio.scale) for side in size)
        red, _, blue = (float(tile[..., k].mean()) for k in range(3))
        # A picture of one input alone would have 20 of the other colour.
        assert min(red, blue) > 30
        # Stripes of one input run across, those of the other along: both change the brightness.
        grey = tile.mean(axis=2)
        assert min(grey.mean(axis=0).std(), grey.mean(axis=1).std()) > 3


def test_any_action_works_on_the_result_of_any_other(tmp_path: Path) -> None:
    studio = Studio(tmp_path, scale=0.03)
    single = studio.made("", Action.UPSCALE, parent=studio.made(), index=1)
    mask, _ = masked(64, 64, (10, 10, 40, 40))
    blend = studio.made("", Action.BLEND, pictures=(striped(True, (230, 40, 40)), striped(False, (40, 60, 230))))
    for first in (single, studio.made("", Action.UPSCALE, parent=blend, index=4)):
        job = first
        for action in (
            Action.VARY_SUBTLE, Action.ZOOM_OUT_1_5, Action.REGION, Action.PAN_UP, Action.VARY_STRONG,
            Action.MAKE_SQUARE, Action.PAN_LEFT, Action.ZOOM_OUT_2, Action.VARY_SUBTLE,
        ):  # fmt: skip
            pictures = (mask,) if action is Action.REGION else ()
            grid = studio.made("", action, parent=job, pictures=pictures)
            job = studio.made("", Action.UPSCALE, parent=grid, index=3)
        last = studio.made("", Action.UPSCALE_CREATIVE, parent=job)
        assert studio.report(studio.made("", Action.VARY_STRONG, parent=last)).state == "success"


def test_plates_come_back_from_their_json(studio: Studio, single: str) -> None:
    mask, _ = masked(64, 64, (10, 10, 40, 40))
    job = studio.made("koi", Action.REGION, parent=single, pictures=(mask,))
    job = studio.made("", Action.UPSCALE, parent=job, index=1)
    job = studio.made("", Action.UPSCALE_CREATIVE, parent=job)
    text = studio.row(studio.made("", Action.ZOOM_OUT_2, parent=job)).plates
    assert plates.to_json(plates.from_json(text)) == text
