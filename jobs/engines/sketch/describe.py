"""Four prompts that fit a picture: from what one of ours says of itself, else from its colours, light and layout."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from jobs.engines.sketch import meta
from jobs.engines.sketch.canvas import Array, rgb, to_oklab

_RATIOS = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 10), (16, 9), (2, 1), (21, 9))
_NAMED = {
    "black": "#0b0b0d", "charcoal": "#33363b", "grey": "#808388", "silver": "#bfc3c7", "white": "#f6f5f2",
    "cream": "#f1e5c9", "sand": "#d9bd8e", "ochre": "#c68a2e", "amber": "#f0a830", "gold": "#d8ab3c",
    "yellow": "#f4dc40", "orange": "#ee7d27", "coral": "#f28069", "rust": "#a2472a", "brown": "#6b4630",
    "red": "#c8282d", "crimson": "#8f1d36", "rose": "#e29aa6", "pink": "#f0a9c6", "magenta": "#c23a86",
    "plum": "#5d2a55", "violet": "#7d55b5", "lavender": "#b9a8dc", "indigo": "#34327e", "navy": "#16244d",
    "blue": "#2a5fc0", "sky blue": "#86b9e4", "teal": "#1f7f83", "turquoise": "#3fbfb5", "mint": "#a9dcc0",
    "emerald": "#1e9460", "green": "#3f9a3b", "olive": "#76792f", "moss": "#4a5a31", "forest green": "#1f4a30",
}  # fmt: skip
_LIGHTS = {
    "dawn": ("at dawn", "first light"), "day": ("in broad daylight", "clear daylight"),
    "golden": ("in the golden hour", "warm low sun"), "dusk": ("at dusk", "last light of the day"),
    "night": ("at night", "deep night"), "overcast": ("under an overcast sky", "soft grey light"),
    "studio": ("in studio light", "soft studio light"),
}  # fmt: skip
_WORDS = (
    ("at night", "after dark"), ("night", "midnight"), ("sunset", "evening glow"), ("sunrise", "daybreak"),
    ("sea", "ocean"), ("ocean", "sea"), ("forest", "woods"), ("woods", "forest"), ("mountains", "peaks"),
    ("mountain", "peak"), ("city", "town"), ("street", "lane"), ("house", "cottage"), ("old", "ancient"),
    ("small", "little"), ("big", "large"), ("dark", "shadowy"), ("bright", "luminous"), ("beautiful", "graceful"),
    ("realistic", "lifelike"), ("photo", "photograph"), ("photograph", "photo"), ("painting", "painted picture"),
    ("drawing", "sketch"), ("lonely", "solitary"), ("quiet", "still"), ("foggy", "misty"), ("fog", "mist"),
    ("red", "crimson"), ("blue", "azure"), ("green", "emerald"), ("yellow", "golden"), ("white", "pale"),
    ("flower", "blossom"), ("boat", "little ship"), ("ship", "vessel"), ("woman", "lady"), ("man", "gentleman"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """What can be measured: colour names by area, brightness and contrast (0 to 1), and words for light and layout."""

    colours: tuple[str, ...]
    brightness: float
    contrast: float
    light: str
    layout: str
    texture: str
    ratio: str


def describe(path: Path) -> str:
    """Four numbered prompts, one paragraph each, for a picture that `inputs.keep_described` kept."""
    content = path.read_bytes()
    with Image.open(path) as image:
        small = image.convert("RGB")
    look = _look(small)
    facts = meta.read(content)
    prompts = _from_facts(facts, look) if facts.get("Description", "").strip() else _from_look(look)
    return "\n\n".join(f"{number}. {prompt} --ar {look.ratio}" for number, prompt in enumerate(prompts, 1))


# A picture of ours ----------------------------------------------------------------------------------------------------


def _from_facts(facts: Mapping[str, str], look: _Look) -> list[str]:
    text = re.split(r"\s--?[a-z]", " " + facts["Description"], maxsplit=1)[0].strip(" ,.")
    recipe = recipe_of(facts.get("Recipe", ""))
    light, glow = _LIGHTS.get(str(recipe.get("light")), (look.light, look.light))
    medium = str(recipe.get("medium", "none"))
    made = "" if medium == "none" or medium in text.casefold() else f", {medium}"
    parts = [part.strip() for part in text.split(",") if part.strip()] or [text or "abstract study"]
    colours = _listed(look.colours[:2])
    turned = ", ".join([*parts[1:], parts[0]]) if len(parts) > 1 else f"{look.layout}, {parts[0]}"
    return [
        f"{text or parts[0]}, {glow}{made}",
        f"{_reworded(text or parts[0])}, {colours} palette",
        f"{turned}, {light}",
        f"{_reworded(parts[0])} {light}, {look.texture}, tones of {_listed(look.colours[:3])}{made}",
    ]


def recipe_of(text: str) -> Mapping[str, object]:
    """The recipe of the (first) picture in a plate's JSON; empty where there is none."""
    try:
        plate = next(iter(json.loads(text).values()))
        found = plate["art"].get("recipe", {})
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return {}
    return found if isinstance(found, dict) else {}


def _reworded(text: str) -> str:
    """The same in other words, where we know any."""
    for word, other in _WORDS:
        pattern = rf"\b{re.escape(word)}\b"
        if re.search(pattern, text, re.IGNORECASE):
            return re.sub(pattern, other, text, count=1, flags=re.IGNORECASE)
    return f"a view of {text}"


# Any picture ----------------------------------------------------------------------------------------------------------


def _from_look(look: _Look) -> list[str]:
    three, two = _listed(look.colours[:3]), _listed(look.colours[:2])
    return [
        f"{look.layout}, {look.light}, palette of {three}",
        f"{two} abstract composition, {look.texture}, {look.layout}",
        f"{look.texture} in {three}, {look.light}, gouache",
        f"minimal study in {look.colours[0]}, {look.layout}, {look.light}, photograph",
    ]


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _look(image: Image.Image) -> _Look:
    pixels = np.asarray(image).astype(np.float32) / 255
    lab = to_oklab((pixels ** np.float32(2.2)).astype(np.float32).reshape(-1, 3)).reshape(pixels.shape)
    bright = lab[..., 0]
    level, spread = float(bright.mean()), float(bright.std())
    warmth = float(lab[..., 2].mean())
    return _Look(
        colours=_colours(lab.reshape(-1, 3)),
        brightness=level,
        contrast=spread,
        light=_light(level, spread, warmth),
        layout=_layout(bright),
        texture=_texture(bright),
        ratio=_ratio(image.width, image.height),
    )


def _colours(lab: Array) -> tuple[str, ...]:
    """Names of the colours that cover most, strong ones counting for more than their area."""
    names = list(_NAMED)
    known = np.stack([to_oklab(rgb(colour)) for colour in _NAMED.values()])
    sample = lab[:: max(1, len(lab) // 6000)]
    # Hue says more than lightness when a person names a colour.
    scale = np.array([0.7, 1.4, 1.4], np.float32)
    nearest = (((sample[:, None] - known[None]) * scale) ** 2).sum(axis=2).argmin(axis=1)
    strength = 0.35 + 6 * np.hypot(sample[:, 1], sample[:, 2])
    shares = np.bincount(nearest, weights=strength, minlength=len(names))
    order = [names[k] for k in np.argsort(-shares) if shares[k] > 0.03 * shares.sum()]
    return tuple(order[:4]) or (names[int(shares.argmax())],)


def _light(level: float, spread: float, warmth: float) -> str:
    if level < 0.3:
        return "deep night" if warmth < 0.02 else "warm lamplight in the dark"
    if level > 0.8:
        return "high key, bright even light"
    if spread > 0.22:
        return "strong light and shadow"
    if warmth > 0.035:
        return "warm golden light"
    return "cool soft light" if warmth < -0.015 else "soft even light"


def _layout(bright: Array) -> str:
    """What of the layout can be seen in brightness alone: a horizon, a centred subject, or an even field."""
    height, width = bright.shape
    rows = bright.mean(axis=1)
    steps = np.abs(np.diff(np.convolve(rows, np.ones(3) / 3, "valid")))
    third = max(1, height // 6)
    middle = bright[height // 3 : -third or None, width // 3 : -max(1, width // 3)].mean()
    overall, spread = float(bright.mean()), float(bright.std())
    if steps.size and steps.max() > 0.05 and rows[:third].mean() > rows[-third:].mean() + 0.08:
        at = (int(steps.argmax()) + 1) / height
        place = "high" if at < 0.4 else "low" if at > 0.62 else "level"
        return f"wide landscape with a {place} horizon under a light sky"
    if spread > 0.05 and abs(float(middle) - overall) > 0.35 * spread:
        return "bright subject in the middle" if middle > overall else "dark subject in the middle on light ground"
    if spread < 0.06:
        return "even field of tone"
    return "balanced composition from edge to edge"


def _texture(bright: Array) -> str:
    edges = float(np.abs(np.diff(bright, axis=0)).mean() + np.abs(np.diff(bright, axis=1)).mean())
    if edges > 0.07:
        return "rich fine detail"
    return "smooth gradients" if edges < 0.018 else "clear calm shapes"


def _ratio(width: int, height: int) -> str:
    shape = math.log(max(width, height) / min(width, height))
    long, short = min(_RATIOS, key=lambda ratio: abs(math.log(ratio[0] / ratio[1]) - shape))
    return f"{long}:{short}" if width >= height else f"{short}:{long}"
