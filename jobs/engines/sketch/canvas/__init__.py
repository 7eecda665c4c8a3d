"""The canvas toolkit: frames of the world, noise, colour, light, and flat shapes."""

from jobs.engines.sketch.canvas.colour import (
    add,
    encode,
    from_oklab,
    lab,
    luminance,
    mixed,
    over,
    ramp,
    rgb,
    shifted,
    smooth,
    to_hex,
    to_oklab,
    tone,
)
from jobs.engines.sketch.canvas.frame import Array, Frame
from jobs.engines.sketch.canvas.light import below, cover, disc, distance, fog, glow, sky, stars, vignette
from jobs.engines.sketch.canvas.noise import (
    Point,
    fbm,
    fbm_at,
    fbm_line,
    hash_lattice,
    hashed,
    noise,
    noise_at,
    noise_line,
    ridged,
    ridged_line,
    scatter,
    scatter_table,
    voronoi,
)

__all__ = [
    "Array", "Frame", "Point", "add", "below", "cover", "disc", "distance", "encode", "fbm", "fbm_at", "fbm_line",
    "fog", "from_oklab", "glow", "hash_lattice", "hashed", "lab", "luminance", "mixed", "noise", "noise_at",
    "noise_line", "over", "ramp", "rgb", "ridged", "ridged_line", "scatter", "scatter_table", "shifted", "sky",
    "smooth", "stars", "to_hex", "to_oklab", "tone", "vignette", "voronoi",
]  # fmt: skip
