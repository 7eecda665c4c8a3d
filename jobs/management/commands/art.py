"""`manage.py art`: draws the site's own pictures (door and starters) by the embedded engine, into static/img."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from PIL import Image

from jobs import placeholder, prompts
from jobs.engines.sketch.paint import View, paint
from jobs.engines.sketch.recipe import read
from jobs.views.starters import STARTERS

WIDE = 360
# The wall at the door, column by column: prompt, which of the four, width over height.
DOOR = (
    ("desert courtyard with arches, still pool, a painted sphere", 3, 0.8),
    ("violet nebula mirrored in a mountain lake", 1, 16 / 9),
    ("glazed spheres, soft north light", 2, 1.0),
    ("a single dahlia, macro, folded paper petals", 1, 0.8),
    ("layered paper waves under a low sun, gold edges", 1, 1.5),
    ("ink in water, slow shutter", 2, 1.0),
    ("a sunflower, macro, summer light", 3, 0.8),
    ("lighthouse on a basalt cliff above a sea of fog, dusk light, gouache", 2, 1.5),
    ("koi pond from above, lily pads", 1, 0.8),
    ("green and gold spheres, studio", 3, 1.0),
    ("moon over ash-rose dunes, one clear ridge line", 4, 16 / 9),
    ("birch forest in autumn light", 1, 0.6),
    ("layered paper waves at night, moon", 2, 1.5),
    ("aerial river delta", 3, 2 / 3),
    ("jellyfish, deep water", 3, 1.0),
    ("mountains in fog at dawn, risograph", 3, 1.5),
    ("portrait in profile, flat paper", 4, 0.8),
    ("three ceramic vases, still life, soft light", 1, 1.0),
)


class Command(BaseCommand):
    help = "Draw the pictures of the door and of the starters anew."

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "static" / "img"
        colours = [
            self.draw(folder / "door" / f"{number:02}.webp", prompt, index, ratio)
            for number, (prompt, index, ratio) in enumerate(DOOR, 1)
        ]
        self.tell_wall(settings.BASE_DIR / "templates" / "_art.html", colours)
        for one in STARTERS:
            facts = prompts.parse(one.prompt).facts()
            self.draw(settings.BASE_DIR / "static" / one.picture, facts.text, 1, facts.aspect[0] / facts.aspect[1])

    def draw(self, path: Path, text: str, index: int, ratio: float) -> str:
        """Write one picture and return its dominant colour. Drawn at twice its size, which smooths its edges."""
        recipe = read(text, aspect=ratio, index=index, seed=20)
        wide, tall = 2 * WIDE, 2 * round(WIDE / ratio)
        picture = Image.fromarray(paint(recipe, View.whole(ratio), wide, tall)).reduce(2)
        path.parent.mkdir(parents=True, exist_ok=True)
        for quality in (80, 70, 60, 50):
            picture.save(path, "WEBP", quality=quality, method=6)
            if path.stat().st_size <= 25_000:
                break
        self.stdout.write(f"{path.name}: {path.stat().st_size} bytes")
        return placeholder.colour_of(picture)

    def tell_wall(self, template: Path, colours: list[str]) -> None:
        """Put the dominant colours of the wall's pictures, in their order, where they stand before they load."""
        left = iter(colours)
        template.write_text(re.sub(r"--ph:#[0-9a-f]{6}", lambda _: f"--ph:{next(left)}", template.read_text()))
