"""An animal of paper: its pieces laid one on another in the tones of the picture."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.engines.sketch.canvas import Array, Frame, disc, mixed, rgb, shifted
from jobs.engines.sketch.cutout import Spot, curve, lay, placed, ribbon
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.animal.outlines import SHAPES


@dataclass(frozen=True)
class Pose:
    """An animal, where it stands, its height, which way it looks, and how far back it is (0 to 1)."""

    kind: str
    foot: Spot
    tall: float
    flip: bool
    deep: float = 0.0


def tones(r: Recipe, deep: float) -> dict[str, str]:
    """Hex colours by the names the outlines use."""
    dark = mixed(mixed(r.ground[0], r.ground[1], 0.22 + deep), "#0a0a10", 0.25)
    breast = mixed(r.ground[2], r.ground[0], 0.35)
    return {
        "dark": dark,
        "red": mixed(shifted(r.accent, chroma=1.05), r.ground[0], 0.25),
        "deep": r.ground[0],
        "pale": mixed(r.ground[4], "#fff6e8", 0.4),
        "ear": mixed(dark, r.ground[2], 0.22),
        "breast": breast,
        "scale": mixed(breast, r.ground[0], 0.5),
        "face": mixed(breast, r.ground[3], 0.5),
        "gold": mixed(r.accent, "#ffcc48", 0.5),
        "eye": mixed(r.sun, "#ffe9b0", 0.5),
        "sun": mixed(r.sun, r.accent, 0.25),
        "wing": mixed(r.ground[3], r.accent, 0.25),
    }


def draw_animal(r: Recipe, f: Frame, picture: Array, pose: Pose) -> None:
    """Lays the animal on the picture."""
    shape, tone = SHAPES[pose.kind], tones(r, pose.deep)
    (x, y), tall, flip = pose.foot, pose.tall, pose.flip
    fur = tone[shape.fur]
    for part in shape.behind:
        far = rgb(mixed(fur, r.sky[3], 0.06))
        lay(f, picture, [placed(curve(part), x, y, tall, flip=flip)], far, lift=0.004, shadow=0.2, edge=0.1)
    rods = [placed(ribbon(curve(path, closed=False), widths), x, y, tall, flip=flip) for path, widths in shape.rods]
    bodies = [placed(curve(part), x, y, tall, flip=flip) for part in shape.body]
    lay(f, picture, [*rods, *bodies], rgb(fur), lift=0.008, shadow=0.3, edge=0.3)
    for field, name in shape.fields:
        raised = 0.0 if name == "scale" else 0.005
        lay(
            f,
            picture,
            [placed(curve(field), x, y, tall, flip=flip)],
            rgb(tone[name]),
            lift=raised,
            shadow=0.3,
            edge=0.0,
        )
    for a, b, radius, name in shape.dots:
        spot = (x + (-a if flip else a) * tall, y + b * tall)
        disc(f, picture, *spot, max(radius * tall, 0.4 * f.px), rgb(tone[name]))
