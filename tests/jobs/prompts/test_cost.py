"""Estimated minutes and quota units."""

import pytest

from jobs.prompts import gpu_minutes, parse, units

FERN = "https://pictures.example/fern.png"


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("heron --v 8.2", 0.8),
        ("heron --v 8.2 --hd", 1.3),
        ("heron --v 8.2 --draft", 0.4),
        (f"heron --v 8.2 --edit {FERN}", 1.0),
        (f"heron --v 8.2 --hd --edit {FERN}", 2.3),
        ("heron --v 7", 1.0),
        ("heron --v 7 --draft", 0.5),
        ("heron --v 7 --q 4", 4.0),
        ("heron --v 7 --q 3", 4.0),
        (f"heron --v 7 --oref {FERN}", 2.0),
        ("heron --v 7 --turbo", 2.0),
        ("heron --v 7 --relax", 0.0),
        (f"{FERN} leaves --video", 8.0),
        (f"{FERN} leaves --video --bs 2", 4.0),
    ],
)
def test_minutes_follow_the_help_pages(text: str, minutes: float) -> None:
    assert gpu_minutes(parse(text).facts()) == pytest.approx(minutes)


def test_the_speed_of_the_page_counts_where_the_text_names_none() -> None:
    assert gpu_minutes(parse("heron").facts(), "relax") == 0


@pytest.mark.parametrize(
    ("text", "mode", "needed"),
    [
        ("heron --v 6", "fast", 1500),
        ("heron --v 6", "relax", 1000),
        ("heron --v 6 --turbo", "fast", 1000),
        ("heron --niji 6", "fast", 1000),
    ],
)
def test_only_version_6_in_fast_is_dear(text: str, mode: str, needed: int) -> None:
    assert units(parse(text).facts(), mode) == needed


def test_units_follow_the_price() -> None:
    assert units(parse("heron --v 6").facts(), price=2000) == 3000
