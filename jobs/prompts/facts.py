"""What a prompt asks for, as plain values: the form in which engines read it."""

from dataclasses import dataclass

from jobs.prompts.ratio import tile_size
from jobs.prompts.table import Model
from jobs.prompts.versions import MODELS


@dataclass(frozen=True, slots=True)
class Reference:
    """One picture or style that a prompt points to: a link, a style code or "random", and its weight."""

    value: str
    weight: float = 1.0

    @property
    def is_link(self) -> bool:
        """Whether it is a web address rather than a code."""
        return "://" in self.value


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the text and its share: `moon::2 boat` has moon at 2 and boat at 1."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Facts:
    """Every value of a prompt with its default filled in. What is out of range or misspelt is as if it were absent."""

    text: str
    images: tuple[str, ...]
    segments: tuple[Segment, ...]
    """The text cut at `::`, where the model knows weights; otherwise the whole text with weight 1."""
    model: str
    """Key of the table: "7", "niji 6", "test"."""
    version: str
    """The number alone: "7", "6" (also for niji 6), "test"."""
    niji: bool
    aspect: tuple[int, int]
    """Width and height in lowest terms."""
    stylize: int
    chaos: int
    weird: int
    exp: int
    quality: float
    seed: int | None
    sameseed: int | None
    stop: int
    tile: bool
    raw: bool
    style: str | None
    no: tuple[str, ...]
    repeat: int
    hd: bool
    draft: bool
    iw: float
    sref: tuple[Reference, ...]
    sw: int
    sv: int | None
    cref: tuple[str, ...]
    cw: int
    oref: str | None
    ow: int
    edit: tuple[str, ...]
    profile: tuple[str, ...] | None
    """Codes; an empty tuple is the person's own default profile, None is no profile."""
    mode: str | None
    """The speed, "fast", "relax" or "turbo" where the text says so."""
    stealth: bool | None
    video: bool
    motion: str
    loop: bool
    end: str | None
    clips: int

    @property
    def tile_size(self) -> tuple[int, int]:
        """Pixels (width, height) of one picture of the grid."""
        return tile_size(*self.aspect, self.table, hd=self.hd, draft=self.draft)

    @property
    def table(self) -> Model:
        """The row of the table of models."""
        return MODELS[self.model]


def shares(facts: Facts) -> tuple[Segment, ...]:
    """Segments scaled so that they add up to 1, with each thing left out by `--no` as a segment of -0.5.

    Two prompts with equal shares ask for the same picture: `moon::2 boat` and `moon::100 boat::50`.
    """
    everything = (*facts.segments, *(Segment(thing, -0.5) for thing in facts.no))
    total = sum(segment.weight for segment in everything)
    if total <= 0:
        return everything
    return tuple(Segment(segment.text, segment.weight / total) for segment in everything)
