"""The real files behind a library."""

from __future__ import annotations

from random import Random

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from jobs.models.picture import original_name, thumbnail_name
from mjweb.gallery.demo import files


def test_each_ratio_has_its_files_in_the_vault() -> None:
    (grid,) = files.grids(1, Random(1), ("3:2",), scale=0.06)["3:2"]
    for file in (grid.whole, *grid.tiles):
        with default_storage.open(original_name(file.sha256, file.extension)) as opened, Image.open(opened) as image:
            assert image.size == (file.width, file.height)
        assert default_storage.exists(thumbnail_name(file.sha256, 320))
    assert grid.tiles[0].width / grid.tiles[0].height == pytest.approx(1.5, rel=0.05)
