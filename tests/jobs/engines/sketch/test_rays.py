"""Ray casting: where rays meet solids, what shadows let through, and smooth edges."""

from __future__ import annotations

import numpy as np
import pytest

from jobs.engines.sketch.canvas import Frame
from jobs.engines.sketch.rays import (
    FAR,
    Arcade,
    Camera,
    Floats,
    Hit,
    Labels,
    ball_shade,
    ball_shadow,
    box_shadow,
    cast,
    column,
    meet_ball,
    meet_box,
    meet_cone,
    meet_level,
    mirror,
    mottle,
    unit,
)  # fmt: skip

EYE = column((0.0, 0.0, 5.0))
AHEAD = np.array([[0.0], [0.0], [-1.0]], np.float32)
ARCADE = Arcade("x", at=0.0, half=0.25, top=3.0, period=2.0, phase=0.0, width=0.6, spring=1.0, what=7)


def through_the_arcade(x: float, y: float, direction: tuple[float, float, float] = (0.0, 0.0, -1.0)) -> Hit:
    hit = Hit.nothing(1)
    ARCADE.meet(hit, column((x, y, 5.0)), column(unit(direction)))
    return hit


def test_a_ray_meets_the_near_side_of_a_ball() -> None:
    hit = Hit.nothing(1)
    meet_ball(hit, EYE, AHEAD, (0.0, 0.0, 0.0), 1.0, 3)
    assert float(hit.t[0]) == pytest.approx(4.0, abs=1e-4)
    assert hit.normal[:, 0] == pytest.approx((0.0, 0.0, 1.0), abs=1e-4)
    assert int(hit.what[0]) == 3


def test_the_nearer_of_two_solids_is_seen() -> None:
    hit = Hit.nothing(1)
    meet_ball(hit, EYE, AHEAD, (0.0, 0.0, 0.0), 1.0, 3)
    meet_box(hit, EYE, AHEAD, (-1.0, -1.0, 1.5), (1.0, 1.0, 2.0), 4)
    meet_box(hit, EYE, AHEAD, (-1.0, -1.0, -9.0), (1.0, 1.0, -8.0), 5)
    assert int(hit.what[0]) == 4
    assert float(hit.t[0]) == pytest.approx(3.0, abs=1e-4)


def test_a_cone_narrows_upwards() -> None:
    hit = Hit.nothing(2)
    o = np.array([[0.0, 0.0], [0.1, 0.9], [5.0, 5.0]], np.float32)
    meet_cone(hit, o, np.repeat(AHEAD, 2, axis=1), (0.0, 0.0, 0.0), 1.0, 0.5, 1)
    assert hit.t == pytest.approx((4.55, 4.95), abs=1e-3)
    assert (hit.normal[1] > 0).all()


def test_a_level_plane_is_met_from_above_only() -> None:
    down, up = column(unit((0.0, -1.0, -1.0))), column(unit((0.0, 1.0, -1.0)))
    above = column((0.0, 1.0, 0.0))
    assert float(meet_level(above, down, 0.0)[0]) == pytest.approx(2**0.5, abs=1e-4)
    assert meet_level(above, up, 0.0)[0] == FAR


def test_a_ray_goes_through_an_arch_but_not_through_a_pier() -> None:
    assert through_the_arcade(0.0, 0.5).t[0] == FAR
    assert float(through_the_arcade(1.0, 0.5).t[0]) == pytest.approx(4.75, abs=1e-4)


def test_the_crown_of_an_arch_is_round() -> None:
    assert through_the_arcade(0.0, 1.55).t[0] == FAR
    assert float(through_the_arcade(0.5, 1.55).t[0]) == pytest.approx(4.75, abs=1e-4)


def test_a_slanting_ray_meets_the_inside_of_an_arch() -> None:
    hit = through_the_arcade(-4.2, 0.5, (1.0, 0.0, -1.0))
    assert 6.7 < float(hit.t[0]) < 7.5
    assert float(hit.normal[0, 0]) == pytest.approx(-1.0)


def test_sunlight_falls_through_arches_in_patches() -> None:
    floor = np.array([[0.0, 1.0], [0.0, 0.0], [-1.0, -1.0]], np.float32)
    lit = ARCADE.shadow(floor, unit((0.0, 0.5, 1.0)), 0.01)
    assert lit == pytest.approx((1.0, 0.0), abs=1e-3)


def test_a_ball_hides_the_sun_right_below_it() -> None:
    floor = np.array([[0.0, 3.0], [0.0, 0.0], [0.0, 0.0]], np.float32)
    sun = column((0.0, 1.0, 0.0))
    assert ball_shadow(floor, sun, (0.0, 2.0, 0.0), 1.0, 0.05) == pytest.approx((0.0, 1.0), abs=1e-3)
    assert box_shadow(floor, sun, (-1.0, 1.0, -1.0), (1.0, 2.0, 1.0), 0.05) == pytest.approx((0.0, 1.0), abs=1e-3)


def test_a_ball_shades_the_ground_beside_it_less_and_less() -> None:
    floor = np.array([[0.5, 1.5, 9.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], np.float32)
    open_ = ball_shade(floor, np.repeat(column((0.0, 1.0, 0.0)), 3, axis=1), (0.0, 1.0, 0.0), 1.0)
    assert open_[0] < open_[1] < open_[2] == 1


def test_a_mirror_turns_a_ray_back() -> None:
    assert mirror(AHEAD, column((0.0, 0.0, 1.0)))[:, 0] == pytest.approx((0.0, 0.0, 1.0))


def test_the_camera_shows_its_target_in_the_middle() -> None:
    camera = Camera.look((1.0, 2.0, 6.0), (0.0, 1.0, 0.0), 1.8, 1.5)
    assert camera.project((0.0, 1.0, 0.0))[:2] == pytest.approx((0.75, 0.5), abs=1e-6)


def test_projecting_a_point_undoes_its_ray() -> None:
    camera = Camera.look((1.0, 2.0, 6.0), (0.0, 1.0, 0.0), 1.8, 1.5)
    way = camera.rays(np.array([0.3], np.float32), np.array([0.8], np.float32))
    point = [float(e + 3 * d) for e, d in zip(camera.eye, way[:, 0], strict=True)]
    assert camera.project((point[0], point[1], point[2]))[:2] == pytest.approx((0.3, 0.8), abs=1e-4)


def test_edges_between_labels_are_smooth() -> None:
    def halves(x: Floats, y: Floats) -> tuple[Floats, Labels]:
        right = x > 0.51 + 0.1 * y
        return np.repeat(right[None].astype(np.float32), 3, axis=0), right.astype(np.int32)

    picture, labels = cast(Frame(0.0, 0.0, 1 / 40, 40, 40), halves)
    assert set(np.unique(labels).tolist()) == {0, 1}
    shades = np.unique(picture)
    assert len(shades) > 2
    assert shades.min() == 0
    assert shades.max() == 1


def test_mottling_is_steady_and_continuous() -> None:
    u = np.linspace(-3, 3, 4001, dtype=np.float32)
    texture = mottle(u, u * np.float32(0.3), 5)
    assert np.array_equal(texture, mottle(u, u * np.float32(0.3), 5))
    assert texture.dtype == np.float32
    assert float(np.abs(np.diff(texture)).max()) < 0.25
    assert 0.1 < float(texture.std()) < 0.8
