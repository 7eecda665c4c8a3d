"""Ratios and pixels."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.prompts import MODELS, label, reduced, tile_size, upscaled_size


@pytest.mark.parametrize(
    ("ratio", "size"),
    [
        ((1, 1), (1024, 1024)),
        ((4, 3), (1232, 928)),
        ((3, 4), (928, 1232)),
        ((3, 2), (1344, 896)),
        ((2, 3), (896, 1344)),
        ((16, 10), (1376, 864)),
        ((16, 9), (1456, 816)),
        ((9, 16), (816, 1456)),
        ((21, 9), (1680, 720)),
    ],
)
def test_usual_ratios_have_their_observed_sizes(ratio: tuple[int, int], size: tuple[int, int]) -> None:
    assert tile_size(*ratio, "7") == size


def test_an_upscale_doubles() -> None:
    assert upscaled_size(16, 9) == (2912, 1632)


def test_hd_is_as_large_as_an_upscale() -> None:
    assert tile_size(3, 2, "8.2", hd=True) == (2688, 1792)


def test_hd_means_nothing_in_version_7() -> None:
    assert tile_size(3, 2, "7", hd=True) == (1344, 896)


def test_a_draft_of_version_8_is_half_as_wide() -> None:
    assert tile_size(1, 1, "8.2", draft=True) == (512, 512)


def test_version_3_draws_384_by_256() -> None:
    assert tile_size(3, 2, "3") == (384, 256)


def test_version_4_turned_16_to_9_into_7_to_4() -> None:
    assert reduced(*tile_size(16, 9, "4")) == (7, 4)


@pytest.mark.parametrize(
    ("ratio", "shown"), [((1280, 720), "16:9"), ((42, 18), "21:9"), ((16, 10), "16:10"), ((3, 1), "3:1")]
)
def test_a_ratio_is_shown_by_its_usual_name(ratio: tuple[int, int], shown: str) -> None:
    assert label(*ratio) == shown


@settings(deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 10**9), st.sampled_from(sorted(MODELS)), st.booleans())
def test_no_ratio_makes_a_picture_too_large_to_draw(width: int, height: int, model: str, hd: bool) -> None:
    across, down = tile_size(width, height, model, hd=hd)
    assert 0 < across * down <= 5_000_000


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 60))
def test_turning_a_picture_turns_its_size(width: int, height: int) -> None:
    known = reduced(width, height) in {(8, 5), (5, 8), (7, 3), (3, 7)}
    assert known or tile_size(width, height) == tile_size(height, width)[::-1]
