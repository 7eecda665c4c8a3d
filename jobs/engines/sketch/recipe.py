"""A recipe: everything a picture depends on besides its window and size. `read` makes one from a prompt."""

from __future__ import annotations

import json
import math
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from itertools import pairwise

from jobs.engines.sketch.canvas import hashed
from jobs.engines.sketch.lexicon.colouring import adjusted, coloured, ranked, spared
from jobs.engines.sketch.lexicon.match import Prompt, singular, words
from jobs.engines.sketch.lexicon.subjects import LIKES, SUBJECTS, USUAL_LIGHT
from jobs.engines.sketch.lexicon.words import COLOURS, ELEMENTS, LIGHTS, MEDIA_WORDS, MOODS, WEATHERS

ABSTRACTS = ("soap", "bokeh", "flow", "shapes", "glass", "field")
"""The kinds of abstract among which a prompt without a known subject chooses."""
_WORDS = {word: subject for subject in SUBJECTS for word in subject.words.split("|")}
_TRIM = {"edge", "line", "rim", "trim", "detail", "accent", "outline", "leaf", "foil", "light", "glow", "border"}
"""Words after a colour which say that it is only an accent."""
_COUNTS = {"one": 1, "single": 1, "two": 2, "pair": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
           "eight": 8, "nine": 9, "ten": 10, "dozen": 12, "many": 16}  # fmt: skip


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
    flip: bool = False
    """The scene is seen in a mirror."""
    camera: tuple[float, float, float] = (0.0, 0.0, 1.0)
    """Where the scene is looked at from: shift in x and y (world units), then magnification."""

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
        for name in ("palette", "sky", "without", "camera"):
            data[name] = tuple(data[name])
        return cls(**data)


def read(  # noqa: PLR0913 - each is one thing a prompt can say, and all but the text go by name
    text: str, *, no: tuple[str, ...] = (), aspect: float = 1.0, stylize: int = 100, chaos: int = 0, weird: int = 0,
    tile: bool = False, quality: float = 1.0, seed: int = 0, index: int = 1,
) -> Recipe:  # fmt: skip
    """The recipe of a prompt's picture number `index`. Every text has one, in any language, even an empty one.

    Equal arguments give equal recipes. The four of a grid share subject, medium and light, and differ in
    composition and colouring, the more the higher the chaos.
    """
    prompt = _prompt(text)
    scene, options, known = _subject(prompt, text)
    forbidden, avoid = _forbidden([*no, *_denied(prompt.words)])
    lights = [LIGHTS[key] for _, key in prompt.find(LIGHTS)]
    weathers = [WEATHERS[key] for _, key in prompt.find(WEATHERS)]
    weather = weathers[0] if weathers else "clear"
    if weather == "fog" and "fog" in forbidden:
        weather = "clear"
    light = lights[0] if lights else USUAL_LIGHT[scene]
    if not lights and weather in {"storm", "rain", "snow"} and light not in {"night", "studio"}:
        light = "overcast"
    media = [MEDIA_WORDS[key] for _, key in prompt.find(MEDIA_WORDS)]
    for _, element in prompt.find(ELEMENTS):
        options.setdefault(ELEMENTS[element], 1.0)
    if "sepia" in prompt.words:
        options["tint"] = "sepia"
    draft = Recipe(
        scene=scene, palette=(), sky=(), sun="", light=light, weather=weather, medium=media[-1] if media else "none",
        options=options, without=forbidden, aspect=aspect, stylize=stylize, chaos=chaos, weird=weird, tile=tile,
        quality=quality, seed=seed & 0xFFFFFFFF, index=index,
    )  # fmt: skip
    moods = [MOODS[key] for _, key in prompt.find(MOODS)] + [w for w in weathers if w == "fog"]
    colours, accents = _colours(prompt)
    return _composed(_dyed(draft, moods + prompt.stems, colours, accents, avoid, certain=bool(lights)), known)


@lru_cache(maxsize=64)
def _prompt(text: str) -> Prompt:
    """The words of a prompt; the four of a grid are of the same."""
    prompt = Prompt(text)
    prompt.claim(_WORDS, MEDIA_WORDS, LIGHTS, MOODS, COLOURS)
    return prompt


def _subject(prompt: Prompt, text: str) -> tuple[str, dict[str, float | str], bool]:
    """The scene, its options, and whether a word of the prompt chose it."""
    options: dict[str, float | str] = {"words": " ".join(prompt.stems[:24])}
    numbers = [_COUNTS[w] for w in prompt.words if w in _COUNTS]
    numbers += [int(w) for w in prompt.words if w.isascii() and w.isdigit() and 0 < int(w) <= 24]
    if numbers:
        options["count"] = float(numbers[0])
    found = prompt.find(_WORDS)
    if not found:
        options["kind"] = ABSTRACTS[key_number(" ".join(prompt.words) or text.strip()) % len(ABSTRACTS)]
        return "abstract", options, False
    # A subject counts for more the earlier it stands, the longer its phrase is, and the more words speak of its scene.
    company = Counter(_WORDS[word].scene for _, word in found)

    def worth(hit: tuple[int, str]) -> float:
        at, word = hit
        phrase = 1 + 0.25 * word.count(" ")
        return _WORDS[word].weight * phrase - 0.02 * at + 0.1 * (company[_WORDS[word].scene] - 1)

    _, word = max(found, key=worth)
    subject = _WORDS[word]
    options["subject"] = word
    for part in filter(None, subject.options.split(",")):
        name, _, value = part.partition("=")
        options[name] = float(value) if value.isdigit() else value
    others = [_WORDS[other].scene for _, other in found if _WORDS[other].scene != subject.scene]
    if others:
        options["with"] = others[0]
    return subject.scene, options, True


def _denied(prompt_words: Sequence[str]) -> list[str]:
    """Words that the text itself rules out: "no people", "without fog"."""
    return [b for a, b in pairwise(prompt_words) if a in {"no", "without"}]


def _forbidden(no: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The elements and the colours that must not be there."""
    stems = [singular(w) for entry in no for w in words(entry)]
    elements = sorted({ELEMENTS.get(w, w) for w in stems})
    return tuple(elements), [COLOURS[w] for w in stems if w in COLOURS]


def _colours(prompt: Prompt) -> tuple[list[str], list[str]]:
    """Named colours of the whole, and those named only as an accent ("gold edges")."""
    colours: list[str] = []
    accents: list[str] = []
    for at, key in prompt.find(COLOURS):
        if at > 0 and prompt.words[at - 1] in {"no", "without"}:
            continue
        after = prompt.stems[at + 1] if at + 1 < len(prompt.stems) else ""
        (accents if after in _TRIM else colours).append(COLOURS[key])
    return colours[:4], accents


def _dyed(r: Recipe, tags: Sequence[str], colours: Sequence[str], accents: Sequence[str], avoid: Sequence[str],
          *, certain: bool) -> Recipe:  # fmt: skip
    """The recipe with its palette."""
    themes = ranked(r.light, tags, LIKES[r.scene], colours, avoid, r.seed, certain)
    theme = themes[(r.index - 1) % (len(themes) if r.chaos > 0 or not colours else min(2, len(themes)))]
    swing = (0 if r.index == 1 else 1) * (0.25 + r.chaos / 100)
    turn = r.own("turn", -1, 1) * (14 * swing if colours else 26 * swing)
    colouring = adjusted(
        coloured(theme, colours, accents),
        turn=turn + r.bend * r.own("odd hue", 60, 300),
        sky_turn=turn * 0.6 + r.bend * r.own("odd sky", -160, 160),
        chroma=(0.94 + 0.22 * r.style) * (1 + 0.5 * r.bend) * (0.72 if "pastel" in tags else 1.0),
        lightness=0.05 if "pastel" in tags else 0.0,
    )
    if avoid:
        colouring = spared(colouring, avoid)
    return replace(r, palette=colouring.palette, sky=colouring.sky, sun=colouring.sun)


def _composed(r: Recipe, known: bool) -> Recipe:
    """The recipe with a point of view of its own."""
    wild = 0.3 + 0.7 * r.chaos / 100
    zoom = 1 + r.own("zoom", -0.05, 0.13) * wild * (r.index != 1)
    shift = min(1.0, r.aspect) * 0.05 * wild * (r.index != 1)
    camera = (r.own("pan x", -shift, shift), r.own("pan y", -0.03, 0.02) * wild * (r.index != 1), zoom)
    return replace(r, flip=r.own("flip") > 0.5 and known, camera=camera)
