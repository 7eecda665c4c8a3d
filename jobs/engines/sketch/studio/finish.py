"""How surfaces look: tint, gloss and pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobs.engines.sketch.rays import Floats, mottle, soft

CHIP = 0.036
"""Thickness of a chip."""


@dataclass(frozen=True)
class Finish:
    """How a surface looks: linear tint, mirror share at normal incidence, metal, pattern and its second tint."""

    tint: Floats
    gloss: float = 0.04
    metal: bool = False
    pattern: str = "plain"
    second: Floats | None = None
    level: float = 0.0
    depth: float = 0.0

    def colour(self, p: Floats, seed: int) -> Floats:
        """Albedo (3, n) at points relative to the solid's foot."""
        tint = np.broadcast_to(self.tint[:, None], p.shape)
        if self.second is None:
            return tint
        other = self.second[:, None]
        if self.pattern == "dipped":
            angle = np.arctan2(p[2], p[0])
            edge = self.level + 0.03 * np.sin(angle * 5 + seed) + 0.02 * np.sin(angle * 11)
            share = soft((p[1] - edge) * 60 + 0.5)
        elif self.pattern == "speckled":
            share = soft((mottle(p[0] * 4.1 + p[1] * 1.3, p[2] * 4.1 - p[1] * 2.6, 5) - np.float32(0.42)) * 7)
        elif self.pattern == "rim":
            share = soft((np.sqrt(p[0] * p[0] + p[2] * p[2]) - self.level) * 60 + 0.5)
        elif self.pattern == "ribbed":
            share = np.square(np.square(np.abs(np.cos(np.arctan2(p[2], p[0]) * 7)))) * np.float32(0.7)
        elif self.pattern == "book":  # pages between the covers, but for the back of the book
            pages = (p[1] > 0.016) & (p[1] < self.level - 0.016)
            share = (pages & (p[2] > -self.depth + 0.01)).astype(np.float32)
            share = share * (0.86 + 0.14 * np.sin(p[1] * 420))
        else:  # a stack of chips: stripes on the rims, each chip turned a little, a line between chips
            turned = np.arctan2(p[2], p[0]) + np.floor(p[1] / np.float32(CHIP)) * np.float32(2.4)
            share = soft((np.cos(turned * 6) - np.float32(0.55)) * 6)
            flat = p[1] > self.level - 0.002
            radius = np.sqrt(p[0] * p[0] + p[2] * p[2]) / np.float32(0.115)
            ring = soft((np.abs(radius - np.float32(0.66)) - np.float32(0.05)) * -40 + 0.5)
            share = np.where(flat, np.maximum(share * (radius > 0.74), ring), share)
            within = p[1] / np.float32(CHIP)
            seam = np.abs(within - np.round(within))
            tint = tint * np.where(flat, np.float32(1), 0.45 + 0.55 * soft(seam * 7))
        result: Floats = tint + (other - tint) * share
        return result
