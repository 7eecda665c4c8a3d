"""A recipe: everything a picture depends on besides its window and size. `read` makes one from a prompt."""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from jobs.engines.sketch.canvas import hashed


def key_number(key: str) -> int:
    """A 32-bit number for a word, the same in every process."""
    return zlib.crc32(key.encode())


@dataclass(frozen=True)
class Recipe:
    """What to draw. A pure function of it, a view and a size is the picture."""

    scene: str
    """A name of the registry in `scenes`."""
    palette: tuple[str, ...]
    """Six hex colours: five of the subject from the darkest to the lightest, then an accent."""
    sky: tuple[str, ...]
    """Four hex colours of the sky or backdrop, from the top to the horizon."""
    sun: str
    """Hex colour of the light (sun, moon or lamp)."""
    light: str = "day"
    """dawn, day, golden, dusk, night, overcast or studio."""
    weather: str = "clear"
    """clear, fog, rain, snow, storm or cloud."""
    medium: str = "none"
    """A name of the treatments in `media`, or none."""
    options: Mapping[str, float | str] = field(default_factory=dict)
    """What the scene in particular was told (its own keys: kind, count, ...)."""
    without: tuple[str, ...] = ()
    """Elements that must not be there (from --no): sun, moon, fog, stars, people, ..."""
    aspect: float = 1.0
    stylize: int = 100
    """0 (plain) to 1000 (strong stylisation)."""
    chaos: int = 0
    """0 to 100: how far the pictures of a grid stand apart."""
    weird: int = 0
    """0 to 3000: how far palette and shapes are bent."""
    tile: bool = False
    """The picture repeats seamlessly."""
    quality: float = 1.0
    seed: int = 0
    index: int = 1
    """Place in the grid, 1 to 4."""

    def has(self, element: str) -> bool:
        """Whether an element may be there, that is, was not forbidden."""
        return element not in self.without

    def number(self, key: str, default: float = 0.0) -> float:
        """A numeric option of the scene."""
        value = self.options.get(key, default)
        return default if isinstance(value, str) else float(value)

    def word(self, key: str, default: str = "") -> str:
        """A word option of the scene."""
        value = self.options.get(key, default)
        return value if isinstance(value, str) else default

    def shared(self, key: str, low: float = 0.0, high: float = 1.0) -> float:
        """A random value that all pictures of the grid have in common."""
        return low + (high - low) * hashed(self.seed, key_number(key))

    def own(self, key: str, low: float = 0.0, high: float = 1.0) -> float:
        """A random value of this picture alone."""
        return low + (high - low) * hashed(self.seed, key_number(key), self.index)

    def vary(self, key: str, low: float = 0.0, high: float = 1.0) -> float:
        """A random value around the one the grid has in common; chaos widens how far around."""
        reach = 0.35 + 0.65 * min(100, self.chaos) / 100
        middle = self.shared(key, low, high)
        return middle + (self.own(key, low, high) - middle) * reach

    def pick(self, key: str, choices: Sequence[str]) -> str:
        """One of several words, this picture's own choice."""
        return choices[int(self.own(key) * len(choices)) % len(choices)]

    def noise_seed(self, key: str, *, common: bool = False) -> int:
        """A seed for noise: this picture's own, or one the grid has in common."""
        return int(hashed(self.seed, key_number(key), 0 if common else self.index) * 16777216)

    @property
    def ground(self) -> tuple[str, ...]:
        """The five colours of the subject, darkest first (for `ramp`)."""
        return self.palette[:5]

    @property
    def accent(self) -> str:
        """The one colour that stands out."""
        return self.palette[-1]

    @property
    def bend(self) -> float:
        """Weirdness as 0 to 1."""
        return math.pow(min(1.0, self.weird / 3000), 0.6)

    @property
    def style(self) -> float:
        """Stylisation as 0 to 1 (0.32 at the usual 100)."""
        return math.sqrt(min(1.0, self.stylize / 1000))

    @property
    def night(self) -> bool:
        """Whether the light is that of the night."""
        return self.light == "night"

    def to_json(self) -> str:
        """The recipe as JSON text; `from_json` gives it back."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Recipe:
        """The recipe of a `to_json` text. Raises ValueError or TypeError for anything else."""
        data = json.loads(text)
        if not isinstance(data, dict):
            raise TypeError("A recipe is a JSON object.")
        for name in ("palette", "sky", "without"):
            data[name] = tuple(data[name])
        return cls(**data)
