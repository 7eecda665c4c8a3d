"""Every scene keeps the contract: a pure function of recipe and window, fit for any ratio, view and size."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from jobs.engines.sketch.canvas import Array, Frame, luminance
from jobs.engines.sketch.lexicon.subjects import SUBJECTS
from jobs.engines.sketch.paint import paint
from jobs.engines.sketch.recipe import Recipe, read
from jobs.engines.sketch.scenes import (
    SCENES,
    animal,
    city_night,
    flower,
    forest,
    koi_pond,
    nebula,
    portrait,
    still_life,
)
from jobs.engines.sketch.scenes import table_still as tables
from jobs.engines.sketch.scenes.kinds import kind_of
from jobs.engines.sketch.view import View

RATIOS = (0.5, 1.0, 1.5, 16 / 9)
PALETTE = ("#1d1436", "#4a2f6e", "#8d5f95", "#d3a0b0", "#f2dcd2", "#ee7a3e")
SKY = ("#43357a", "#93639b", "#dc8fa0", "#f6cda0")
LIGHTS = ("dawn", "day", "golden", "dusk", "night", "overcast", "studio")
WEATHERS = ("clear", "fog", "rain", "snow", "storm", "cloud")
KINDS = [
    (scene, kind)
    for scene, words in (
        ("animal", animal.WORDS), ("city_night", city_night.WORDS), ("flower", flower.WORDS), ("forest", forest.WORDS),
        ("koi_pond", koi_pond.WORDS), ("nebula", nebula.WORDS), ("portrait", portrait.WORDS),
        ("still_life", still_life.WORDS), ("table_still", tables.WORDS),
    )
    for kind in words
]  # fmt: skip


PLAIN = Recipe(scene="", palette=PALETTE, sky=SKY, sun="#ffc98c", light="dusk", seed=7)


def recipe(scene: str, **more: Any) -> Recipe:  # any field by its name, as `replace` takes them
    return replace(PLAIN, scene=scene, **more)


def draw(r: Recipe, height: int, view: tuple[float, float, float, float] | None = None) -> Array:
    """The picture of a view (left, top, right, bottom), the whole one by default."""
    left, top, right, bottom = view or (0.0, 0.0, r.aspect, 1.0)
    px = (bottom - top) / height
    return SCENES[r.scene](r, Frame(left, top, px, round((right - left) / px), height))


@pytest.mark.parametrize("aspect", RATIOS)
@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_fills_any_ratio_with_finite_light(scene: str, aspect: float) -> None:
    picture = draw(recipe(scene, aspect=aspect), 48)
    assert picture.shape == (48, round(aspect * 48), 3)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()
    assert picture.min() >= -1e-3


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_is_more_than_a_flat_field(scene: str) -> None:
    picture = draw(recipe(scene), 64)
    assert float(np.clip(picture, 0, 1).std()) > 0.02


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_the_same_recipe_gives_the_same_picture(scene: str) -> None:
    assert np.array_equal(draw(recipe(scene), 48), draw(recipe(scene), 48))


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_the_four_of_a_grid_differ(scene: str) -> None:
    word = next(subject.words.split("|")[0] for subject in SUBJECTS if subject.scene == scene)
    four = [read(word, seed=5, index=index) for index in (1, 2, 3, 4)]
    assert {r.scene for r in four} == {scene}
    for one, other in combinations([paint(r, View.whole(1.0), 64, 64).astype(np.float32) for r in four], 2):
        assert float(np.abs(one - other).mean()) > 4


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_another_seed_gives_another_picture(scene: str) -> None:
    one, other = (draw(recipe(scene, seed=seed), 48) for seed in (1, 2))
    assert float(np.abs(one - other).mean()) > 0.005


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_band_of_a_picture_is_the_same_drawn_alone(scene: str) -> None:
    whole = np.clip(draw(recipe(scene), 96), 0, 1)
    band = np.clip(draw(recipe(scene), 48, (0.0, 0.5, 1.0, 1.0)), 0, 1)
    # The rim may differ: edges are looked for among the pixels of the window.
    assert float(np.abs(whole[50:94, 2:94] - band[2:46, 2:94]).mean()) < 0.004


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_view_twice_as_wide_keeps_the_picture_in_its_middle(scene: str) -> None:
    inner = np.clip(draw(recipe(scene), 48), 0, 1)
    outer = np.clip(draw(recipe(scene), 96, (-0.5, -0.5, 1.5, 1.5)), 0, 1)
    assert float(np.abs(outer[26:70, 26:70] - inner[2:46, 2:46]).mean()) < 0.004


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_what_lies_around_the_picture_is_not_empty(scene: str) -> None:
    outer = luminance(np.clip(draw(recipe(scene), 96, (-0.5, -0.5, 1.5, 1.5)), 0, 1))
    outside = np.concatenate([outer[:, :24].reshape(-1), outer[:, 72:].reshape(-1)])
    assert float(outside.std()) > 0.004


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_small_picture_is_a_preview_of_a_large_one(scene: str) -> None:
    small = luminance(np.clip(draw(recipe(scene), 48), 0, 1))
    large = luminance(np.clip(draw(recipe(scene), 192), 0, 1)).reshape(48, 4, 48, 4).mean(axis=(1, 3))
    assert float(np.abs(small - large).mean()) < 0.06


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_knows_every_light(scene: str, light: str) -> None:
    assert np.isfinite(draw(recipe(scene, light=light), 24)).all()


@pytest.mark.parametrize("weather", WEATHERS)
@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_knows_every_weather(scene: str, weather: str) -> None:
    assert np.isfinite(draw(recipe(scene, weather=weather, chaos=100, weird=3000, stylize=1000), 24)).all()


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_can_do_without_its_elements(scene: str) -> None:
    bare = ("sun", "moon", "stars", "people", "fog", "water", "lake", "leaves", "lilies", "cars")
    assert np.isfinite(draw(recipe(scene, without=bare), 24)).all()


@pytest.mark.parametrize(("scene", "kind"), KINDS)
def test_every_kind_of_a_family_is_drawn(scene: str, kind: str) -> None:
    picture = draw(recipe(scene, options={"kind": kind}), 48)
    assert np.isfinite(picture).all()
    assert float(np.clip(picture, 0, 1).std()) > 0.02


def test_the_subject_chooses_the_kind_before_other_words() -> None:
    r = recipe("animal", options={"subject": "owl", "words": "fox beside an owl"})
    assert kind_of(r, animal.WORDS, "stag") == "owl"


def test_a_kind_named_by_the_recipe_wins() -> None:
    r = recipe("animal", options={"kind": "bear", "subject": "owl"})
    assert kind_of(r, animal.WORDS, "stag") == "bear"


def test_words_of_no_kind_give_the_usual_one() -> None:
    assert kind_of(recipe("animal", options={"words": "something else"}), animal.WORDS, "stag") == "stag"


def test_a_final_table_is_a_card_table() -> None:
    r = read("€528,695 poker scam at a WSOP final table, poker, realistic", aspect=16 / 9, seed=3)
    assert r.scene == "table_still"
    assert kind_of(r, tables.WORDS, "cafe") == "poker"


def test_poker_without_people_shows_an_empty_room() -> None:
    crowd, empty = (
        draw(recipe("table_still", options={"kind": "poker"}, without=without, index=1, seed=4, aspect=1.5), 96)
        for without in ((), ("people",))
    )
    assert float(np.abs(crowd - empty).max()) > 0.01
