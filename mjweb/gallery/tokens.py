"""What the tokens of a search mean to the person who typed it: `by:bob`, `is:fav`, `since:1w`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import labels
from jobs.models import Mode, Picture
from mjweb.accounts.models import Membership, User
from mjweb.gallery import query, whose
from mjweb.gallery.models import Collection, Tag
from mjweb.gallery.models.mark import BEST
from mjweb.gallery.query import Part
from mjweb.gallery.search import Label, Term, Terms, Word, contradict

# Words behind `is:`: made so, what the person said, and guests of a review (mjweb.gallery.models.judgement).
MADE = (labels.TILE, *dict.fromkeys(labels.KINDS.values()), labels.REFERRING)
SAID = {"fav": "f{}", "kept": "y{}", "rejected": "x{} jrejected", "approved": "japproved", "change": "jchange"}
PRIVATE = "private"
HAD = {"seed": labels.SEEDED, "ref": labels.kind(labels.REFERRING)}
_AGO = re.compile(r"(\d{1,4})([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
THOUSANDTHS = 1000


class Unread(ValueError):
    """A token whose value says nothing; its text is a sentence for the person."""


def graded(user: User, grade: int) -> Label:
    return Label(f"r{user.pk}x{grade}")


@dataclass(slots=True)
class Reading:
    """A query while it is read for a person."""

    user: User
    wanted: list[tuple[Term, ...]]
    unwanted: list[Term]
    remarks: list[str]
    first: int = 0
    end: int | None = None
    absent: bool = False

    def add(self, part: Part) -> None:
        """Take in one part of it."""
        if not part.name:
            self._words(part)
        elif part.name in ("since", "before"):
            self._time(part)
        else:
            found = _TOKENS[part.name](self.user, part)
            if part.is_unwanted:
                self.unwanted += found
            elif found:
                self.wanted.append(tuple(found))
            else:
                self.absent = True

    def _words(self, part: Part) -> None:
        if query.is_strange(part):
            name = part.text.removeprefix("-").split(":")[0]
            self.remarks.append(_("There is no “%(name)s:” to search by; it is looked for as words.") % {"name": name})
        text = part.value
        terms: list[Term]
        if part.is_phrase:
            terms = [Word(text)]
        elif text.endswith("*") or not text.isascii():
            # Scripts without blanks have no words to be found whole.
            terms = [Word(text.rstrip("*"), begins=True)]
        else:
            terms = [Word(form) for form in query.forms(text)]
        if part.is_unwanted:
            self.unwanted += terms
        else:
            self.wanted.append(tuple(terms))

    def _time(self, part: Part) -> None:
        moment = at(part.value)
        # Numbers of pictures grow with time: the first that was made then bounds them.
        made = Picture.objects.filter(created_at__gte=moment).order_by("created_at").values_list("pk", flat=True)
        first = made.first()
        is_since = (part.name == "since") != part.is_unwanted
        if is_since and first is None:
            self.absent = True
        elif is_since:
            self.first = max(self.first, first or 0)
        elif first is not None:
            self.end = first if self.end is None else min(self.end, first)

    def private(self, *, unwanted: bool) -> None:
        """What only its person sees is what is not found by its team."""
        if unwanted:
            self.wanted.append((whose.team(self.user),))
        else:
            self.unwanted.append(whose.team(self.user))


def read(user: User, text: str, base: tuple[Label, ...]) -> Terms:
    """What to ask the index for, among what is found by `base`.

    A token that says nothing finds nothing; `remarks` say why.
    """
    reading = Reading(user, [(label,) for label in base], [], [])
    for part in _unfolded(user, query.parts(text)):
        try:
            if part.name == "is" and PRIVATE in part.values:
                reading.private(unwanted=part.is_unwanted)
            else:
                reading.add(part)
        except Unread as error:
            reading.remarks.append(str(error))
            reading.absent = True
    return Terms(
        tuple(reading.wanted),
        tuple(reading.unwanted),
        reading.first,
        reading.end,
        reading.absent or contradict(reading.wanted, reading.unwanted),
        tuple(reading.remarks),
    )


def _unfolded(user: User, parts: list[Part]) -> list[Part]:
    """With the searches that live collections are, in their places; those within them stay what they are."""
    found: list[Part] = []
    for part in parts:
        if part.name != "in" or part.is_unwanted:
            found.append(part)
            continue
        live = Collection.objects.here(user).filter(name__iexact=part.value).exclude(query="").first()
        if live is None:
            found.append(part)
        else:
            found += [one for one in query.parts(live.query) if one.name != "in"]
    return found


# Each token -----------------------------------------------------------------------------------------------------------


def _by(user: User, part: Part) -> list[Term]:
    found: set[int] = set()
    for name in part.values:
        if name.lower() == "me":
            found.add(user.pk)
            continue
        named = Q(user__name__icontains=name) | Q(user__email__istartswith=name)
        people = Membership.objects.filter(named, team=user.team).values_list("user", flat=True)[:50]
        if not people:
            raise Unread(_("Nobody here is called “%(name)s”.") % {"name": name})
        found.update(people)
    return [whose.person(pk) for pk in sorted(found)]


def _in(user: User, part: Part) -> list[Term]:
    found = [pk for name in part.values for pk in _named(user, name)]
    return [Label(f"c{pk}") for pk in found]


def _named(user: User, name: str) -> list[int]:
    found = list(Collection.objects.here(user).filter(name__iexact=name).values_list("pk", flat=True))
    if not found:
        raise Unread(_("There is no collection “%(name)s”.") % {"name": name})
    return found


def _ar(_user: User, part: Part) -> list[Term]:
    found: list[Term] = []
    for value in part.values:
        match = re.fullmatch(r"(\d{1,4})[:x/](\d{1,4})", value)
        if match is None:
            raise Unread(_("A ratio is written like ar:3:2, not “%(value)s”.") % {"value": value})
        found.append(Label(labels.ratio(int(match[1]), int(match[2]))))
    return found


def _v(_user: User, part: Part) -> list[Term]:
    found: list[Term] = []
    for value in part.values:
        match = re.fullmatch(r"(niji)?\s?(\d{1,2}(?:\.\d)?)", value.lower())
        if match is None:
            raise Unread(_("A version is written like v:7 or v:niji6, not “%(value)s”.") % {"value": value})
        found += [Label(labels.version(one, niji=bool(match[1]))) for one in {match[2], match[2].removesuffix(".0")}]
    return found


def _mode(_user: User, part: Part) -> list[Term]:
    for value in part.values:
        if value.lower() not in Mode.values:
            raise Unread(_("There is no speed “%(value)s”.") % {"value": value})
    return [Label(labels.speed(value.lower())) for value in part.values]


def _is(user: User, part: Part) -> list[Term]:
    found: list[Term] = []
    for value in map(str.lower, part.values):
        if value in MADE:
            found.append(Label(labels.kind(value)))
        elif value in SAID:
            found += [Label(one.format(user.pk)) for one in SAID[value].split()]
        else:
            raise Unread(_("“is:%(value)s” says nothing that a picture could be.") % {"value": value})
    return found


def _has(user: User, part: Part) -> list[Term]:
    found: list[Term] = []
    for value in map(str.lower, part.values):
        if value == "grade":
            found += [graded(user, grade) for grade in range(1, BEST + 1)]
        elif value in HAD:
            found.append(Label(HAD[value]))
        else:
            raise Unread(_("“has:%(value)s” says nothing that a picture could have.") % {"value": value})
    return found


def _seed(_user: User, part: Part) -> list[Term]:
    for value in part.values:
        if not (value.isascii() and value.isdigit() and len(value) < 20):
            raise Unread(_("A seed is a number, not “%(value)s”.") % {"value": value})
    return [Label(labels.seeded(int(value))) for value in part.values]


def _cost(_user: User, part: Part) -> list[Term]:
    try:
        asked = [Decimal(value) * THOUSANDTHS for value in part.values]
    except InvalidOperation:
        raise Unread(_("A cost is written like cost:4 or cost:>4, not “%(value)s”.") % {"value": part.value}) from None
    holds = _comparing(part.compare)
    return [Label(labels.cost(quote)) for quote in quotes() if any(holds(quote, one) for one in asked)]


def _tag(user: User, part: Part) -> list[Term]:
    found: list[Term] = []
    for name in part.values:
        tags = Tag.objects.filter(team=user.team, name__iexact=name).values_list("pk", flat=True)
        if not tags:
            raise Unread(_("There is no tag “%(name)s”.") % {"name": name})
        found += [Label(f"g{pk}") for pk in tags]
    return found


def _grade(user: User, part: Part) -> list[Term]:
    if not all(re.fullmatch(rf"[1-{BEST}]", value) for value in part.values):
        raise Unread(_("Grades go from 1 to %(best)s.") % {"best": BEST})
    holds, asked = _comparing(part.compare), [int(value) for value in part.values]
    grades = [grade for grade in range(1, BEST + 1) if any(holds(grade, one) for one in asked)]
    return [graded(user, grade) for grade in grades]


_TOKENS: dict[str, Callable[[User, Part], list[Term]]] = {
    "by": _by, "in": _in, "ar": _ar, "v": _v, "mode": _mode, "is": _is, "has": _has, "seed": _seed, "cost": _cost,
    "tag": _tag, "grade": _grade,
}  # fmt: skip


def _comparing(sign: str) -> Callable[[Decimal | int, Decimal | int], bool]:
    return {
        "": lambda one, other: one == other,
        "=": lambda one, other: one == other,
        ">": lambda one, other: one > other,
        ">=": lambda one, other: one >= other,
        "<": lambda one, other: one < other,
        "<=": lambda one, other: one <= other,
    }[sign]


_QUOTES = """
WITH RECURSIVE each (quote) AS (
    SELECT min(quote) FROM jobs_job
    UNION ALL
    SELECT (SELECT min(quote) FROM jobs_job WHERE quote > each.quote) FROM each WHERE each.quote IS NOT NULL
)
SELECT quote FROM each WHERE quote IS NOT NULL
"""


def quotes() -> list[int]:
    """The few prices that jobs have had, each found by one step in an index."""
    with connection.cursor() as cursor:
        cursor.execute(_QUOTES)
        return [quote for (quote,) in cursor.fetchall()]


# Times ----------------------------------------------------------------------------------------------------------------


def at(text: str, today: date | None = None) -> datetime:
    """The beginning of the day that is meant: 1w, 3d, 2026, 2026-11, 2026-11-01, today, yesterday. Raises Unread."""
    today = today or timezone.localdate()
    return timezone.make_aware(datetime.combine(_day(text.lower(), today), datetime.min.time()))


def _day(text: str, today: date) -> date:
    if text in ("today", "yesterday"):
        return today - timedelta(days=text == "yesterday")
    if ago := _AGO.fullmatch(text):
        return max(today - timedelta(days=int(ago[1]) * _DAYS[ago[2]]), date.min.replace(year=2000))
    try:
        year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
        if not 2000 <= year <= 2999:
            raise ValueError
        return date(year, month, day)
    except ValueError:
        raise Unread(
            _("A date is written like 2026-11-01, 2026-11, 1w or yesterday, not “%(value)s”.") % {"value": text}
        ) from None
