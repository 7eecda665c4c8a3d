"""Ray casting by closed forms: a camera, simple solids, soft shadows, and antialiasing only where edges are.

Points, directions and colours are float32 arrays of shape (3, n), one column per ray; scalars along a ray are (n,).
Axes: x to the right, y up, z towards the viewer. A miss is `FAR`. Colours are linear light.
"""

from jobs.engines.sketch.rays.arcade import Arcade
from jobs.engines.sketch.rays.camera import Camera, cast
from jobs.engines.sketch.rays.shadows import ball_shade, ball_shadow, box_shadow, boxes_shadow
from jobs.engines.sketch.rays.solids import Box, Hit, meet_ball, meet_box, meet_boxes, meet_cone, meet_level, slabs
from jobs.engines.sketch.rays.texture import mottle
from jobs.engines.sketch.rays.vectors import (
    FAR,
    NEAR,
    Floats,
    Labels,
    Point,
    column,
    dot,
    fresnel,
    inverse,
    mirror,
    normalise,
    soft,
    unit,
)

__all__ = [
    "FAR",
    "NEAR",
    "Arcade",
    "Box",
    "Camera",
    "Floats",
    "Hit",
    "Labels",
    "Point",
    "ball_shade",
    "ball_shadow",
    "box_shadow",
    "boxes_shadow",
    "cast",
    "column",
    "dot",
    "fresnel",
    "inverse",
    "meet_ball",
    "meet_box",
    "meet_boxes",
    "meet_cone",
    "meet_level",
    "mirror",
    "mottle",
    "normalise",
    "slabs",
    "soft",
    "unit",
]
