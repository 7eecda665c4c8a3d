"""Wildcards: `__name__` in a prompt is a line of a list, another one for each job; `{__name__}` is each of its lines.

A list is the person's own, or else one that their team shares. Which lines are taken follows from the lists and from
the key of the press alone: what a page shows before is what is made. A backslash in front keeps the words as they
stand, `\\__name__`. This is the one place where they are filled in, for the prompt bar and for tables of prompts,
before a text is read; prompts of programs are never looked at here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_noop

from jobs import prompts, wishes
from jobs.models import Price, Wildcard
from jobs.prompts import Problem, Severity
from jobs.prompts.nearest import distance
from jobs.prompts.problem import Report
from jobs.prompts.split import split
from jobs.prompts.values import whole
from jobs.tariff import Table
from jobs.wishes import Plan
from mjweb.accounts.models import User

MOST = 20
"""So many places of a prompt may name a list."""

NAME = r"[^\W_]+(?:[-_][^\W_]+)*"
"""A name: letters, digits, and single hyphens or underscores between them."""

_PLACE = re.compile(rf"(\\?)(?<!_)__({NAME})__(?!_)")
_WHOLE_LIST = re.compile(rf"(?<!\\)\{{\s*__({NAME})__\s*\}}")

_UNKNOWN = gettext_noop(
    "There is no list {found}. Make one under that name, or write a backslash in front: \\{found} is left as it is."
)
_NEAR = gettext_noop("There is no list {found}. Did you mean {wanted}?")
_MANY = gettext_noop("At most {limit} wildcards in one prompt; this one has {count}.")
_ONE_OF = gettext_noop("Prompt {number} of {total} is not valid with the line that it got.")


@dataclass
class Deck:
    """The lists of one press, each shuffled; places are dealt line after line, so none comes twice before all came."""

    user: User
    key: str
    _lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _orders: dict[str, list[int]] = field(default_factory=dict)
    _dealt: dict[str, int] = field(default_factory=dict)

    def lists(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The lists of these names that the person may use; their own before the team's."""
        new = set(names) - self._asked
        if new:
            self._asked |= new
            rows = Wildcard.objects.visible_to(self.user).filter(name__in=new).order_by("pk")
            found = {row.name: row.lines for row in rows}
            self._lists |= found | {row.name: row.lines for row in rows if row.user_id == self.user.pk}
        return self._lists

    def nearest(self, name: str) -> str | None:
        """The name of a list that was probably meant."""
        names = Wildcard.objects.visible_to(self.user).values_list("name", flat=True)
        steps, best = min(((distance(name, other), other) for other in names), default=(99, ""))
        return best if steps <= (1 if len(name) < 5 else 2) else None

    def deal(self, name: str) -> str:
        """The next line of a list."""
        lines = self._lists[name]
        if name not in self._orders:
            self._orders[name] = sorted(range(len(lines)), key=lambda line: self._rank(name, line))
        turn = self._dealt[name] = self._dealt.get(name, -1) + 1
        return lines[self._orders[name][turn % len(lines)]]

    def _rank(self, name: str, line: int) -> bytes:
        return hashlib.sha256(f"{self.key}\n{name}\n{line}".encode()).digest()

    def filled(self, text: str) -> str:
        """A prompt with a line at each of its places."""
        return _PLACE.sub(lambda place: place[0][1:] if place[1] else self.deal(place[2].lower()), text)


def names_in(text: str) -> list[str]:
    """The names of the lists in a text, in lower case, once for each place."""
    return [place[2].lower() for place in _PLACE.finditer(text) if not place[1]]


def kept(text: str) -> str:
    """A prompt as it was made, written so that the bar leaves it as it is."""
    return _PLACE.sub(lambda place: f"\\{place[0]}", text) if "__" in text else text


def plan(text: str, mode: str, deck: Deck, *, table: Table | None = None) -> Plan:
    """What a text becomes once its wildcards are filled in (see `jobs.wishes.plan`). Never raises."""
    context = wishes.context(mode)
    prices = Price.objects.table() if table is None else table
    if "__" not in text or len(text) > context.longest or not _PLACE.search(text):
        return wishes.plan(text, mode, table=prices)
    problems = _problems(text, deck)
    if problems:
        found = wishes.plan(text, mode, table=prices)
        return replace(found, problems=(*problems, *found.problems))
    limit = context.job_limit
    count, texts = _written_out(text, deck, limit)
    plans = [wishes.plan(deck.filled(one), mode, table=prices) for one in texts]
    if len(texts) == count:  # a line may repeat its prompt in its turn
        count = sum(one.count for one in plans)
    problems = _gathered(plans)
    if count > limit:
        report = Report()
        report.add("P07", (0, len(text)), None, jobs=count, limit=limit)
        problems = (*report.problems, *problems)
    made = tuple(wish for one in plans for wish in one.wishes)
    return Plan(made, problems, tuple(cost for one in plans for cost in one.costs), count)


def _problems(text: str, deck: Deck) -> tuple[Problem, ...]:
    """The places that name no list, once for each name, or far too many places."""
    names = names_in(text)
    if len(names) > MOST:
        words = {"limit": str(MOST), "count": str(len(names))}
        return (Problem("W02", Severity.ERROR, _MANY, words, (0, len(text))),)
    there = deck.lists(names)
    found: dict[str, Problem] = {}
    for place in _PLACE.finditer(text):
        name = place[2].lower()
        if place[1] or name in there or name in found:
            continue
        wanted = deck.nearest(name)
        fix = f"__{wanted}__" if wanted else None
        words = {"found": place[0], "wanted": fix or ""}
        template = _NEAR if wanted else _UNKNOWN
        found[name] = Problem("W01", Severity.ERROR, template, words, place.span(), None, fix)
    return tuple(found.values())


def _written_out(text: str, deck: Deck, limit: int) -> tuple[int, list[str]]:
    """How many jobs a text makes, and the text of each with its places still open; of too many the first.

    What is counted has a letter for each line of a list: a text that makes far too many costs next to nothing.
    """
    count = prompts.expand(_with_choices(text, deck, limit=None, short=True), limit).count
    whole_lists = _with_choices(text, deck, limit=limit if count <= limit else 1)
    texts = [one.text for one in prompts.expand(whole_lists, limit).prompts]
    if count > limit:
        return count, texts[:1]
    repeated = [_repeated(one, limit) for one in texts]
    jobs = [one for one, times in repeated for _ in range(times)]
    return len(jobs), jobs if len(jobs) <= limit else jobs[:1]


def _with_choices(text: str, deck: Deck, *, limit: int | None, short: bool = False) -> str:
    """The text with braces of lines for each `{__name__}`."""

    def choices(match: re.Match[str]) -> str:
        lines = deck.lists(())[match[1].lower()][:limit]
        return "{" + ",".join("x" if short else line.replace(",", "\\,") for line in lines) + "}"

    return _WHOLE_LIST.sub(choices, text)


def _repeated(text: str, most: int) -> tuple[str, int]:
    """A prompt without its `--repeat`, and how often; one that is not valid stays for the reader to judge."""
    flags = [flag for flag in split(text).flags if flag.name == "repeat"]
    times = whole(flags[-1].values[0].text) if flags and flags[-1].values else None
    if times is None or not 1 <= times <= most or any(flag.extra for flag in flags):
        return text, 1
    for flag in reversed(flags):
        start, end = flag.span
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    return text, times


def _gathered(plans: Sequence[Plan]) -> tuple[Problem, ...]:
    """The problems of all prompts, each once; and which of them is at fault where not all are."""
    found: dict[tuple[str, str], Problem] = {}
    wrong = [number for number, one in enumerate(plans, 1) if one.errors]
    for one in plans:
        for problem in one.problems:
            found.setdefault((problem.code, problem.message), problem)
    if len(wrong) < len(plans):
        for number in wrong[:3]:
            words = {"number": str(number), "total": str(len(plans))}
            found["W03", str(number)] = Problem("W03", Severity.ERROR, _ONE_OF, words, (0, 0))
    return tuple(found.values())
