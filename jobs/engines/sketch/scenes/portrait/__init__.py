"""A portrait in cut paper: a profile, a head that holds a landscape, or a face from the front."""

from __future__ import annotations

import numpy as np

from jobs.engines.sketch.canvas import Array, Frame, fbm, mixed, ramp, tone
from jobs.engines.sketch.recipe import Recipe
from jobs.engines.sketch.scenes.kinds import kind_of
from jobs.engines.sketch.scenes.portrait.front import front
from jobs.engines.sketch.scenes.portrait.profile import profile
from jobs.engines.sketch.scenes.portrait.sheet import Sheet
from jobs.engines.sketch.scenes.portrait.window import window

WORDS = {
    "man": "man|boy|king|samurai|warrior|monk|grandfather|knight|wizard|god|hero|男|👨|soldier|pirate|father|sailor",
    "woman": "woman|girl|queen|lady|princess|grandmother|witch|goddess|女|👩|mother|bride|dancer|model|fashion",
}


def paint(r: Recipe, f: Frame) -> Array:
    """Draw the portrait; shoulders go on downwards and paper leaves all around."""
    who = kind_of(r, WORDS, "woman" if r.shared("who") < 0.6 else "man")
    place = (r.index - 1 + int(r.shared("view") * 4)) % 4
    if r.word("subject") in {"mask", "face", "smile"} and place == 1:
        place = 2
    low, top = mixed(r.sky[3], r.sky[2], 0.3), mixed(r.sky[1], r.sky[0], 0.3)

    def wall(g: Frame) -> Array:
        return ramp(np.clip(g.ys + 0.05 * fbm(g, 1.2, r.noise_seed("wall"), 2), 0, 1), (top, low))

    picture = f.coarse(wall, 1 / 64)
    sheet = Sheet(r, f, picture, place)
    draw = {1: window, 2: front}.get(place, profile)
    draw(sheet, who, place)
    grain = fbm(f, 90, r.noise_seed("paper", common=True), 3, gain=0.7)
    picture *= (1 + np.float32(0.05) * grain)[..., None]
    return tone(picture, 1.06)
