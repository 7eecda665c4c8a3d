"""Pixels as files: PNG written band by band, with what is known of the picture, and previews."""

import io
from pathlib import Path
from xml.dom import minidom

import numpy as np
import pytest
from PIL import Image

from jobs.engines.sketch import meta
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.png import Pixels, Png, save_preview


def noise(height: int, width: int) -> Pixels:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), dtype=np.uint8)


def written(pixels: Pixels, *cuts: int, facts: dict[str, str] | None = None) -> bytes:
    file = io.BytesIO()
    with Png(file, pixels.shape[1], pixels.shape[0], facts or {}) as png:
        for band in np.split(pixels, cuts):
            png.add(band)
    return file.getvalue()


def test_a_picture_written_in_bands_reads_back_exactly() -> None:
    pixels = noise(37, 23)
    with Image.open(io.BytesIO(written(pixels, 1, 2, 20))) as image:
        assert np.array_equal(np.asarray(image), pixels)


def test_bands_do_not_change_the_filtered_rows() -> None:
    smooth = np.linspace(0, 255, 64 * 48 * 3).astype(np.uint8).reshape(64, 48, 3)
    with Image.open(io.BytesIO(written(smooth, 31))) as parted, Image.open(io.BytesIO(written(smooth))) as whole:
        assert np.array_equal(np.asarray(parted), np.asarray(whole))


def test_a_picture_with_missing_rows_is_an_error() -> None:
    with pytest.raises(ValueError, match="3 rows"), Png(io.BytesIO(), 4, 5, {}) as png:
        png.add(noise(2, 4))


def test_a_band_of_the_wrong_width_is_an_error() -> None:
    with Png(io.BytesIO(), 4, 2, {}) as png:
        with pytest.raises(ValueError, match="does not fit"):
            png.add(noise(2, 5))
        png.add(noise(2, 4))


@pytest.mark.parametrize(
    "prompt", ["a plain prompt", "€528,695 <b>&amp;</b>", "日本の鯉 🐟", "", "lone \ud800 and \0 zero"]
)
def test_a_prompt_comes_back_out_of_the_file(prompt: str) -> None:
    content = written(noise(2, 2), facts=meta.facts_of(prompt=prompt, seed=5, plate="{}"))
    assert meta.read(content)["Description"] == prompt.encode("utf-8", "replace").decode().replace("\0", "")


def test_a_file_says_that_no_model_was_used() -> None:
    facts = meta.read(written(noise(2, 2), facts=meta.facts_of(prompt="waves", seed=5, plate='{"0": 1}')))
    assert facts["Software"] == "mjweb sketch"
    assert "no model was used" in facts["Comment"]
    assert facts["Seed"] == "5"
    assert facts["Recipe"] == '{"0": 1}'
    assert "digitalsourcetype/algorithmicMedia" in facts["XML:com.adobe.xmp"]


def test_the_xmp_is_well_formed_whatever_the_prompt() -> None:
    facts = meta.facts_of(prompt="<script> & \x0b ]]> \ufffe", seed=1, plate="")
    parsed = minidom.parseString(facts["XML:com.adobe.xmp"].encode())  # noqa: S318 - we wrote it ourselves
    (item,) = parsed.getElementsByTagName("rdf:li")
    assert item.firstChild is not None
    assert item.firstChild.nodeValue == "<script> &  ]]> "


def test_a_picture_of_somebody_else_has_no_facts() -> None:
    file = io.BytesIO()
    Image.new("RGB", (3, 3)).save(file, "PNG")
    assert meta.read(file.getvalue()) == {}
    assert meta.read(b"no picture at all") == {}


def test_a_preview_is_a_small_webp(tmp_path: Path) -> None:
    path = Folder(tmp_path).preview("0" * 32, 1)
    save_preview(path, noise(20, 30))
    with Image.open(path) as image:
        assert (image.format, image.size) == ("WEBP", (30, 20))
