"""Four prompts for a picture: near its own prompt where it knows it, else true to what can be seen."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image

from jobs.actions import Action
from tests.jobs.engines.sketch.workshop import Studio


def described(studio: Studio, content: bytes) -> list[str]:
    report = studio.report(studio.made("", Action.DESCRIBE, pictures=(content,)))
    assert report.state == "success"
    assert report.links == ()
    return report.text.split("\n\n")


def encoded(image: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def test_a_picture_of_ours_knows_its_prompt(studio: Studio) -> None:
    job = studio.made("quiet koi pond, autumn leaves --ar 3:2 --seed 4")
    prompts = described(studio, studio.content(job, 1))
    assert [prompt[:2] for prompt in prompts] == ["1.", "2.", "3.", "4."]
    assert len({prompt[3:] for prompt in prompts}) == 4
    assert all("koi pond" in prompt for prompt in prompts)
    assert all(prompt.endswith("--ar 3:2") for prompt in prompts)
    assert not any("--seed" in prompt for prompt in prompts)


@pytest.mark.parametrize(
    ("colour", "name"), [("#c8282d", "red"), ("#16244d", "navy"), ("#f6f5f2", "white"), ("#1f7f83", "teal")]
)
def test_a_strange_picture_is_described_by_its_colours(studio: Studio, colour: str, name: str) -> None:
    prompts = described(studio, encoded(Image.new("RGB", (90, 60), colour), "JPEG"))
    assert len(prompts) == 4
    assert all(re.search(rf"\b{name}\b", prompt) for prompt in prompts)
    assert all(prompt.endswith("--ar 3:2") for prompt in prompts)


def test_a_dark_picture_is_not_called_bright(studio: Studio) -> None:
    dark, bright = (described(studio, encoded(Image.new("RGB", (50, 50), c))) for c in ("#05060a", "#fdfdfb"))
    assert any("night" in prompt for prompt in dark)
    assert any("bright" in prompt for prompt in bright)
    assert not any("bright" in prompt for prompt in dark)


def test_a_horizon_is_seen(studio: Studio) -> None:
    pixels = np.empty((80, 120, 3), np.uint8)
    pixels[:40], pixels[40:] = (190, 215, 240), (60, 70, 40)
    prompts = described(studio, encoded(Image.fromarray(pixels)))
    assert any("horizon" in prompt for prompt in prompts)


def test_a_transparent_or_animated_picture_can_be_described(studio: Studio) -> None:
    assert len(described(studio, encoded(Image.new("RGBA", (30, 30), (200, 0, 0, 90))))) == 4
    assert len(described(studio, encoded(Image.new("P", (30, 30)), "GIF"))) == 4
