"""Cut paper: outlines, their coverage in a window, and what laying them does to a picture."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.engines.sketch.canvas import Frame
from jobs.engines.sketch.cutout import curve, extent, lay, mask, placed, ribbon

SQUARE = ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75), (0.25, 0.75))
WHOLE = Frame(0.0, 0.0, 1 / 64, 64, 64)


def test_a_mask_covers_the_area_of_its_outline() -> None:
    assert float(mask(WHOLE, [SQUARE]).mean()) == pytest.approx(0.25, abs=0.02)


def test_a_mask_is_the_same_in_a_part_of_the_window() -> None:
    part = WHOLE.rows(16, 48)
    assert np.array_equal(mask(WHOLE, [SQUARE])[16:48], mask(part, [SQUARE]))


def test_a_curve_goes_through_its_points() -> None:
    smooth = curve(SQUARE, 5)
    assert all(point in smooth for point in SQUARE)


def test_a_point_given_twice_is_a_corner_and_not_a_gap() -> None:
    corner = ((0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert len(curve(corner, 4)) == 12


def test_flipping_mirrors_an_outline() -> None:
    assert extent([placed(SQUARE, 0.0, 0.0, 1.0, flip=True)]) == (-0.75, 0.25, -0.25, 0.75)


def test_a_ribbon_is_as_wide_as_it_was_told() -> None:
    band = ribbon(((0.2, 0.5), (0.5, 0.5), (0.8, 0.5)), (0.1, 0.1))
    assert extent([band]) == pytest.approx((0.2, 0.45, 0.8, 0.55))


def test_paper_throws_its_shadow_to_the_lower_right() -> None:
    picture = WHOLE.blank((1.0, 1.0, 1.0))
    lay(WHOLE, picture, [SQUARE], np.array([0.5, 0.5, 0.5], np.float32), lift=0.03, edge=0)
    assert picture[50, 32, 0] < 0.9
    assert picture[12, 32, 0] > picture[50, 32, 0]
    assert picture[32, 32, 0] == pytest.approx(0.5)


def test_paper_outside_the_window_changes_nothing() -> None:
    picture = WHOLE.blank((1.0, 1.0, 1.0))
    lay(WHOLE, picture, [placed(SQUARE, 5.0, 5.0, 1.0)], np.zeros(3, np.float32))
    assert (picture == 1).all()
