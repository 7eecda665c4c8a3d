"""The studio: vessels and slabs under one lamp."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.engines.sketch.canvas import hash_lattice
from jobs.engines.sketch.rays import FAR, Camera, Floats, Hit, Labels, column, unit
from jobs.engines.sketch.studio import Ball, Chain, Finish, Slab, Studio, Turned
from jobs.engines.sketch.studio.crowd import Bundle, Crowd

RED = Finish(np.array([0.6, 0.1, 0.1], np.float32))
CUP = Turned((0.0, 0.0, 0.0), (0.0, 1.0), (0.5, 0.5), RED, filled=False)
DRUM = Turned((0.0, 0.0, 0.0), (0.0, 1.0), (0.5, 0.5), RED)
DOWN = column((0.0, -1.0, 0.0))


def met(solid: Ball | Turned | Chain | Slab, o: tuple[float, float, float], d: tuple[float, float, float]) -> Hit:
    hit = Hit.nothing(1)
    solid.meet(hit, column(o), column(unit(d)), 1)
    return hit


def studio(*solids: Ball | Turned | Chain | Slab) -> Studio:
    def ground(p: Floats, near: float) -> tuple[Floats, Floats, Labels]:
        count = p.shape[1]
        return np.full_like(p, 0.5), np.zeros(count, np.float32), np.zeros(count, np.int32)

    eye = (0.0, 1.0, 6.0)
    white = np.ones(3, np.float32)
    return Studio(
        eye, Camera.look(eye, (0.0, 0.5, 0.0), 1.8, 1.0), solids, ground, np.ones_like, lamp=(0.0, 6.0, 0.0),
        light=white, above=white * np.float32(0.1), below=white * np.float32(0.1), spread=0.05,
    )  # fmt: skip


def test_a_drum_is_met_on_its_side_and_on_its_top() -> None:
    assert float(met(DRUM, (0.0, 0.5, 5.0), (0.0, 0.0, -1.0)).t[0]) == pytest.approx(4.5, abs=1e-3)
    assert float(met(DRUM, (0.2, 5.0, 0.0), (0.0, -1.0, 0.0)).t[0]) == pytest.approx(4.0, abs=1e-3)


def test_an_open_cup_shows_its_floor() -> None:
    assert float(met(CUP, (0.2, 5.0, 0.0), (0.0, -1.0, 0.0)).t[0]) == pytest.approx(4.6, abs=1e-3)


def test_a_filled_cup_shows_what_it_holds() -> None:
    tea = Turned((0.0, 0.0, 0.0), (0.0, 1.0), (0.5, 0.5), RED, filled=False, drink=(0.9, RED))
    assert float(met(tea, (0.2, 5.0, 0.0), (0.0, -1.0, 0.0)).t[0]) == pytest.approx(4.1, abs=1e-3)


def test_a_turned_slab_is_met_where_it_was_turned_to() -> None:
    along, across = (Slab((0.0, 0.0, 0.0), (1.0, 0.1), 0.5, turn, RED) for turn in (0.0, np.pi / 2))
    assert met(along, (0.8, 5.0, 0.0), (0.0, -1.0, 0.0)).t[0] < FAR
    assert met(across, (0.8, 5.0, 0.0), (0.0, -1.0, 0.0)).t[0] == FAR
    assert met(across, (0.0, 5.0, 0.8), (0.0, -1.0, 0.0)).t[0] < FAR


def test_the_shadow_of_a_drum_lies_away_from_the_lamp() -> None:
    spots = np.array([[1.0, -1.0], [0.0, 0.0], [0.0, 0.0]], np.float32)
    light = np.repeat(column(unit((-1.0, 1.0, 0.0))), 2, axis=1)
    assert DRUM.shadow(spots, light, 0.02) == pytest.approx((0.0, 1.0), abs=1e-2)


def test_the_bound_of_every_solid_holds_what_its_rays_meet() -> None:
    rod = Chain(tuple(((0.1 * k, 0.3, 0.0), 0.1) for k in range(9)), RED)
    for solid in (Ball((0.0, 1.0, 0.0), 1.0, RED), DRUM, rod, Slab((0.0, 0.0, 0.0), (1.0, 0.4), 0.5, 0.7, RED)):
        centre, radius = solid.bound
        for x in np.linspace(-1.5, 1.5, 41).tolist():
            hit = met(solid, (x, 0.25, 5.0), (0.0, 0.0, -1.0))
            if hit.t[0] < FAR:
                point = np.array([x, 0.25, 5.0 - float(hit.t[0])])
                assert float(np.linalg.norm(point - np.array(centre))) <= radius + 1e-3


def test_a_bundle_leaves_out_only_balls_its_rays_miss() -> None:
    camera = Camera.look((0.0, 0.0, 5.0), (0.0, 0.0, 0.0), 2.0, 1.0)
    xs = np.linspace(0.4, 0.6, 9, dtype=np.float32)
    bundle = Bundle.of(column(camera.eye), camera.rays(xs, xs))
    assert bundle.meets((0.0, 0.0, 0.0), 0.1)
    assert not bundle.meets((3.0, 0.0, 0.0), 0.1)
    assert bundle.meets((3.0, 0.0, 0.0), 3.0)


def test_a_crowd_leaves_out_only_balls_that_do_not_matter() -> None:
    crowd = Crowd.of(np.array([[0.0, 0.2], [0.0, 0.0], [0.0, 0.2]], np.float32))
    assert crowd.shaded((0.0, 5.0, 0.0), (0.0, 2.0, 0.0), 0.2, 0.1)
    assert not crowd.shaded((0.0, 5.0, 0.0), (4.0, 2.0, 0.0), 0.2, 0.1)
    assert crowd.near((0.3, 0.1, 0.0), 0.2)
    assert not crowd.near((9.0, 0.1, 0.0), 0.2)


def test_the_ground_under_a_ball_is_darker_than_beside_it() -> None:
    colours, _ = studio(Ball((0.0, 2.0, 0.0), 0.7, RED)).shade(
        np.array([[0.0, 4.0], [1.0, 1.0], [0.0, 0.0]], np.float32), np.repeat(DOWN, 2, axis=1), 0
    )
    assert float(colours[:, 0].max()) < 0.5 * float(colours[:, 1].max())


def test_every_pattern_of_a_finish_uses_both_its_tints() -> None:
    x, y, z = (hash_lattice(np.arange(4000), np.full(1, k), 3) for k in range(3))
    p = np.stack([x - np.float32(0.5), y * np.float32(0.5), z - np.float32(0.5)]) * np.float32(1.4)
    one, two = np.array([0.0, 0.0, 0.0], np.float32), np.array([1.0, 1.0, 1.0], np.float32)
    levels = {"dipped": 0.3, "speckled": 0.0, "rim": 0.6, "ribbed": 0.0, "book": 0.5, "chips": 0.5}
    for pattern, level in levels.items():
        colours = Finish(one, pattern=pattern, second=two, level=level, depth=0.4).colour(p, 1)
        assert colours.dtype == np.float32, pattern
        assert float(colours.max()) > 0.4, pattern
        assert float(colours.min()) < 0.4, pattern
