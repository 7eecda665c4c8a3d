"""A studio for still lifes: turned vessels, balls and slabs on a level ground under one lamp, with one reflection."""

from jobs.engines.sketch.studio.finish import CHIP, Finish
from jobs.engines.sketch.studio.room import Backdrop, Ground, Studio
from jobs.engines.sketch.studio.solids import Ball, Chain, Slab, Solid, Turned

__all__ = ["CHIP", "Backdrop", "Ball", "Chain", "Finish", "Ground", "Slab", "Solid", "Studio", "Turned"]
