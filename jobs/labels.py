"""What a picture can be found by beside the words of its prompt: labels, one short word for each fact.

A picture carries those of its job as one text with a blank before and behind each, ` a3x2 v6p1 mfast kgrid `. The
gallery's index of words takes them in, and adds whose the picture is and how it was judged (mjweb.gallery.search).
"""

from __future__ import annotations

from typing import Protocol

from jobs.actions import RULES, Action, Shape

# What the kinds of work are called, by the row of the price table that they stand in.
KINDS = {
    "single": "upscale",
    "upscale": "upscale",
    "variation": "vary",
    "zoom": "zoom",
    "pan": "pan",
    "region": "region",
    "blend": "blend",
    "import": "import",
}
TILE = "grid"  # one of four
REFERRING = "ref"
SEEDED = "seed"


class Told(Protocol):
    """The facts of a job that its pictures are found by; also of one in a migration."""

    action: str
    facts: dict[str, object]
    mode: str
    quote: int
    seed: int | None


def of(job: Told, *, is_tile: bool) -> str:
    """All labels of a picture of that job."""
    facts = job.facts
    found = [speed(job.mode), cost(job.quote)]
    aspect, written, seed = facts.get("aspect"), facts.get("version"), facts.get("seed", job.seed)
    if isinstance(aspect, (list, tuple)):
        found.append(ratio(int(aspect[0]), int(aspect[1])))
    if written:
        found.append(version(str(written), niji=bool(facts.get("niji"))))
    if is_tile:
        found.append(kind(TILE))
    work = RULES[Action(job.action)].price
    if work in KINDS:
        found.append(kind(KINDS[work]))
    if facts.get("references"):
        found.append(kind(REFERRING))
    if isinstance(seed, int):
        found += [SEEDED, seeded(seed)]
    return text(found)


def text(labels: list[str]) -> str:
    """As a picture carries them."""
    return f" {' '.join(labels)} "


def leaves(label: str) -> tuple[str, frozenset[object]] | None:
    """What a label is about, and which values it leaves open; None where a picture may have several of its kind."""
    if label in _OF_KIND:
        return "k", _OF_KIND[label]
    return (label[0], frozenset((label,))) if label[0] in _SINGLE else None


def ratio(width: int, height: int) -> str:
    return f"a{width}x{height}"


def version(written: str, *, niji: bool = False) -> str:
    return f"v{'niji' if niji else ''}{written.replace('.', 'p')}"


def speed(mode: str) -> str:
    return f"m{mode}"


def cost(quote: int) -> str:
    """Of a price in thousandths of a unit."""
    return f"q{quote}"


def kind(word: str) -> str:
    return f"k{word}"


def seeded(seed: int) -> str:
    return f"n{seed}"


_SINGLE = "avmq"  # ratio, version, speed and cost: one of each
# How a picture can have been made: by which work, and whether it is one of four. What was imported can be either.
_MADE = {
    (KINDS.get(rule.price, ""), is_tile)
    for action, rule in RULES.items()
    for is_tile in ((True, False) if action is Action.IMPORT else (rule.makes is Shape.GRID,))
}
_OF_KIND: dict[str, frozenset[object]] = {
    kind(TILE): frozenset(made for made in _MADE if made[1]),
    **{kind(word): frozenset(made for made in _MADE if made[0] == word) for word in KINDS.values()},
}
