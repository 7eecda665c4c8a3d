"""What stands in for a picture while it loads: its colour at once, its look as soon as scripts run."""

from __future__ import annotations

import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from jobs import placeholder
from tests.e2e.conftest import Enter

pytestmark = pytest.mark.browser

DECODE = """async ([source, hash]) => {
  const { pixels } = await import(source);
  const image = pixels(hash);
  return [image.width, image.height, ...image.data];
}"""


def decoded(page: Page, hash_: str) -> np.ndarray:
    source = page.locator("script[src*=thumbhash]").get_attribute("src")
    width, height, *values = page.evaluate(DECODE, [source, hash_])
    return np.array(values, dtype=float).reshape(height, width, 4)[..., :3]


def scene(width: int, height: int) -> Image.Image:
    """A blue sky that grows light towards a yellow sun at the left, over dark red ground."""
    y, x = np.mgrid[0:height, 0:width] / np.array([height, width]).reshape(2, 1, 1)
    sun = np.exp(-((x - 0.25) ** 2 + (y - 0.3) ** 2) * 12)
    ground = 1 / (1 + np.exp(-(y - 0.7) * 20))
    sky = np.stack([0.35 + 0.5 * sun, 0.5 + 0.4 * sun, 0.8 - 0.4 * sun], axis=-1)
    land = np.broadcast_to(np.array([0.35, 0.1, 0.08]), sky.shape)
    mixed = sky * (1 - ground[..., None]) + land * ground[..., None]
    return Image.fromarray((mixed * 255).astype(np.uint8))


def test_a_look_is_read_as_it_was_written(enter: Enter) -> None:
    page = enter("alice").page
    for wide, tall in ((90, 90), (160, 90), (90, 160), (210, 90), (80, 100)):
        picture = scene(wide, tall)
        seen = decoded(page, placeholder.thumbhash(picture))
        height, width, _ = seen.shape
        assert abs(width / height - wide / tall) < 0.35, (wide, tall)
        meant = np.asarray(picture.resize((width, height), Image.Resampling.BOX), dtype=float)
        plain = np.abs(meant - meant.mean(axis=(0, 1))).mean()
        # Four bits a wave are coarse, but far nearer than the mean colour.
        assert np.abs(seen - meant).mean() < 0.4 * plain, (wide, tall)


def test_looks_stand_in_until_the_pictures_are_there_and_nothing_moves(enter: Enter) -> None:
    alice = enter("alice")
    alice.prompt("lighthouse on a cliff, gouache --ar 3:2")
    alice.done()
    held: list[Route] = []
    alice.page.route("**/*.webp", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks the handler
    for path, count in (("/create/", 4), ("/gallery/", 4)):
        alice.page.goto(path, wait_until="domcontentloaded")
        images = alice.page.locator("img[data-h]")
        expect(images).to_have_count(count)
        expect(images.first).to_have_css("background-image", re.compile('^url."data:image/png'))
        before = [image.bounding_box() for image in images.all()]
        while held:
            held.pop().continue_()
        alice.page.wait_for_load_state("load")
        expect(images.first).to_have_css("background-image", "none")
        assert [image.bounding_box() for image in images.all()] == before
