"""A city at night: streets between lit windows on wet asphalt, roofs from above, a skyline over water."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, stars, tone
from jobs.engines.sketch.rays import cast
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.air import weather
from jobs.engines.sketch.scenes.city_night.lamps import draw_lamps, find_lamps
from jobs.engines.sketch.scenes.city_night.night import GROUND, SKY, Night
from jobs.engines.sketch.scenes.city_night.wet import mirror
from jobs.engines.sketch.scenes.kinds import kind_of

WORDS = {
    "skyline": "skyline|harbour|harbor|bridge|river|metropolis|waterfront|bay",
    "roofs": "rooftop|aerial|from above|drone|skyscraper|tower",
    "street": "street|alley|car|taxi|traffic|subway|cyberpunk|neon sign|downtown|robot|station|train",
}
USUAL = ("street", "skyline", "street", "roofs")


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the city; its lots go on for ever."""
    night = Night(r, f, kind_of(r, WORDS, USUAL[int(r.shared("kind") * 4)]))
    picture, labels = cast(f, night.sample)
    if r.has("stars"):
        stars(f, picture, r.noise_seed("stars"), strength=0.35, mask=(labels == SKY).astype(np.float32))
    lamps = find_lamps(night)
    if night.kind != "roofs":
        mirror(night, lamps, f, picture, (labels == GROUND).astype(np.float32))
    draw_lamps(night, lamps, f, picture)
    weather(r, f, picture)
    return tone(picture, 1.15)
