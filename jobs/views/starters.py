"""Prompts to begin with, for people who have no pictures yet; their pictures stand in static/img/starters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """`word` is its name in the address, `number` that of its picture. Prompts stay English: engines read it."""

    word: str
    number: str
    prompt: str

    @property
    def words(self) -> str:
        """Without the parameters."""
        return self.prompt.partition(" --")[0]

    @property
    def picture(self) -> str:
        return f"img/starters/{self.number}.webp"


STARTERS = (
    Starter("lighthouse", "01", "lighthouse on a basalt cliff above a sea of fog, dusk light, gouache --ar 3:2"),
    Starter("courtyard", "02", "desert courtyard with arches, still pool, a painted sphere, long shadows --ar 4:5"),
    Starter("waves", "03", "layered paper waves under a low sun, gold edges --ar 3:2"),
    Starter("dahlia", "04", "a single dahlia, macro, folded paper petals --ar 4:5"),
    Starter("dunes", "05", "moon over ash-rose dunes, one clear ridge line --ar 16:9"),
    Starter("nebula", "06", "violet nebula mirrored in a mountain lake, long exposure --ar 16:9"),
)


def starter(word: str) -> str:
    """The prompt of that name, empty when there is none."""
    return next((one.prompt for one in STARTERS if one.word == word), "")
