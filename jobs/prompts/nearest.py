"""Guesses which parameter a misspelt name means."""

from jobs.prompts.table import Kind
from jobs.prompts.versions import REMEMBERED, SPELLINGS

LONGEST = 24
"""Longer names than this are no typing slips."""

_MEANT = tuple(name for name, row in SPELLINGS.items() if len(name) > 1 and row.kind is not Kind.RETIRED)
"""What a slip can have been meant for."""


def nearest(name: str) -> str | None:
    """The spelling a person probably meant, without dashes, or None. The name is lower case and without dashes."""
    if name in REMEMBERED:
        return REMEMBERED[name]
    if len(name) > LONGEST:
        return None
    begins = [spelling for spelling in _MEANT if len(spelling) > 2 and name.startswith(spelling)]
    if begins:
        return max(begins, key=len)
    most = 1 if len(name) < 5 else 2
    scored = [
        (distance(name, spelling), spelling[0] != name[:1], spelling)
        for spelling in _MEANT
        if may_be(name, spelling, most)
    ]
    steps, _, best = min(scored, default=(most + 1, True, ""))
    return best if steps <= most and steps < len(best) else None


def may_be(one: str, other: str, most: int) -> bool:
    """Whether so many steps can be enough at all, since each adds one letter at most; a look before `distance`."""
    return abs(len(one) - len(other)) <= most and len(set(other).difference(one)) <= most


def distance(one: str, other: str) -> int:
    """Letters to change, drop, add or swap with their neighbour to make one word the other."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            step = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                step = min(step, before[column - 2] + 1)
            now.append(step)
        before, last = last, now
    return last[-1]
