"""A manifest may say anything: of what it says about an original no more comes than it promised."""

from __future__ import annotations

import io

from mjweb.gallery.handover import told


def test_a_recipe_gives_no_more_than_it_promised() -> None:
    recipe = {"size": 20, "original": [[0, 8], "eHl6", [0, 8], [0, 8]]}
    assert b"".join(told.original(recipe, io.BytesIO(b"abcdefgh"))) == b"abcdefghxyzabcdefgh"


def test_a_recipe_that_cannot_be_read_ends_there() -> None:
    assert list(told.original({"size": 20, "original": ["%"]}, io.BytesIO(b"a"))) == []
