"""The filter buttons above the wall: each writes a token of the search, and takes it away again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs import labels
from mjweb.gallery import query
from mjweb.gallery.models.mark import BEST

if TYPE_CHECKING:
    from mjweb.gallery.wall import Query

RATIOS = ("1:1", "3:2", "16:9", "2:3", "4:5", "9:16")
TIMES = (("today", _("Today")), ("1w", _("Last 7 days")), ("1m", _("Last 30 days")), ("1y", _("Last 12 months")))
KINDS: dict[str, str | Promise] = {
    f"-is:{labels.TILE}": _("Without grids"),
    f"is:{labels.TILE}": _("Grids"),
    "is:upscale": _("Upscales"),
    "is:vary": _("Variations"),
    "is:zoom": _("Zoomed out"),
    "is:pan": _("Panned"),
    "is:region": _("Vary region"),
    "is:blend": _("Blends"),
    f"is:{labels.REFERRING}": _("With references"),
    "is:private": _("Private"),
}
SAID: dict[str, str | Promise] = {
    "is:kept": _("Kept"),
    "is:rejected": _("Rejected"),
    "-is:kept -is:rejected": _("Not gone through"),
}
FAVOURITES = "is:fav"


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of a menu: pressed it asks for its tokens, or takes them away where they are asked for."""

    label: str | Promise
    query: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """A button with choices of which one may be on; `chosen` is that one."""

    word: str
    label: str | Promise
    icon: str
    choices: list[Choice]

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.is_on), None)


@dataclass(frozen=True, slots=True)
class Chip:
    """A token that is asked for; `query` is what is left without it."""

    text: str
    query: str


def chips(asked: Query) -> list[Chip]:
    """The tokens of a search, as they stand in the field."""
    found = [part for part in query.parts(asked.words) if part.name]
    return [Chip(part.text, asked.address(q=query.without(asked.words, part.text))) for part in found]


def bare(words: str) -> str:
    """What of a search are words."""
    return " ".join(part.text for part in query.parts(words) if not part.name)


def menus(asked: Query) -> list[Menu]:
    """The buttons in their order."""
    times = {f"since:{value}": label for value, label in TIMES}
    times[f"since:{timezone.localdate().year}"] = _("This year")
    ratios: dict[str, str | Promise] = {f"ar:{ratio}": ratio for ratio in RATIOS}
    grades: dict[str, str | Promise] = {f"grade:>={grade}": "★" * grade for grade in range(BEST, 0, -1)}
    return [
        Menu("date", _("Any date"), "clock", _choices(asked, times)),
        Menu("ratio", _("Ratio"), "rect", _choices(asked, ratios)),
        Menu("type", _("Type"), "stack", _choices(asked, KINDS)),
        Menu("grade", _("Judged"), "check", _choices(asked, grades | SAID)),
    ]


def favourites(asked: Query) -> Choice:
    """The button that is on or off."""
    (choice,) = _choices(asked, {FAVOURITES: _("Favourites")})
    return choice


def _choices(asked: Query, options: Mapping[str, str | Promise]) -> list[Choice]:
    texts = [part.text for part in query.parts(asked.words)]
    others = {token for option in options for token in option.split()}
    # Of one name only what the menu knows goes: is:fav stays beside is:upscale.
    left = [text for text in texts if text not in others and not _same_name(text, options)]
    found = []
    for option, label in options.items():
        is_on = all(token in texts for token in option.split())
        found.append(Choice(label, asked.address(q=" ".join(left if is_on else [*left, option])), is_on))
    return found


def _same_name(text: str, options: Mapping[str, str | Promise]) -> bool:
    """Whether a token is another value of the one thing that a menu is about: since:1d beside since:1w."""
    names = {option.removeprefix("-").split(":")[0] for option in options}
    return len(names) == 1 and "is" not in names and text.split(":", maxsplit=1)[0] in names
