"""Asks the index of pictures, newest first, by words of prompts and by labels together.

The index (mjweb.gallery.migrations, kept by triggers) has a list of pictures for each word and each label. Both
databases walk several such lists at once, so that what is asked for costs what is shown and not what there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from jobs import labels

PIECE = 14  # PostgreSQL is asked 2**14 pictures at a time: see the migration
SOON = 64  # pictures that it looks at one by one before that


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of a prompt; `begins`: with a word that begins so."""

    text: str
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A fact or a judgement (jobs.labels, and the migration for what it adds)."""

    text: str


Term = Word | Label
Span = tuple[str, str]  # columns with the first number, and with the one before which it ends
_OF_SPAN = ("span.first", "span.past")


@dataclass(frozen=True, slots=True)
class Terms:
    """What pictures are found by: one of each group in `wanted`, none of `unwanted`; from `first` to before `end`.

    `wanted` is never empty. `absent`: nothing can be found.
    """

    wanted: tuple[tuple[Term, ...], ...]
    unwanted: tuple[Term, ...] = ()
    first: int = 0
    end: int | None = None
    absent: bool = False
    # What to say about parts that could not be read.
    remarks: tuple[str, ...] = field(default=(), compare=False)

    def below(self, pk: int | None) -> Terms:
        """Only older ones than this picture."""
        return self if pk is None else replace(self, end=pk if self.end is None else min(pk, self.end))

    def above(self, pk: int) -> Terms:
        """Only newer ones."""
        return replace(self, first=max(self.first, pk + 1))

    def between(self, first: int, end: int | None) -> Terms:
        """Only those from one number to before another."""
        return replace(self.below(end), first=max(self.first, first))


def contradict(wanted: Iterable[Sequence[Term]], unwanted: Iterable[Term]) -> bool:
    """Whether no picture can fit, as one that is an upscale and one of four: two long lists would be walked in vain."""
    barred, left = set(unwanted), dict[str, frozenset[object]]()
    for group in wanted:
        if barred.issuperset(group):
            return True
        told = [_leaves(term) for term in group]
        (name, *others) = {name for name, _values in told}
        if name and not others:
            values = frozenset(chain.from_iterable(values for _name, values in told))
            left[name] = left.get(name, values) & values
    for name, values in map(_leaves, barred):
        if name in left:
            left[name] -= values
    return not all(left.values())


def _leaves(term: Term) -> tuple[str, frozenset[object]]:
    """What a term is about, nothing where a picture may have several of its kind; and the values that it leaves."""
    return (isinstance(term, Label) and labels.leaves(term.text)) or ("", frozenset())


def newest(terms: Terms, most: int) -> list[int]:
    """The numbers of so many pictures at most, newest first."""
    return _found(terms, most, "DESC")


def oldest(terms: Terms, most: int) -> list[int]:
    """The same, oldest first."""
    return _found(terms, most, "ASC")


def _found(terms: Terms, most: int, order: str) -> list[int]:
    if terms.absent:
        return []
    sql, params = (_sqlite if connection.vendor == "sqlite" else _postgresql)(terms, most, order)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [number for (number,) in cursor.fetchall()]


def latest_of_each(terms: Terms, spans: Sequence[tuple[int, int]]) -> list[int | None]:
    """The newest picture of each span of numbers, in one question; None where there is none."""
    if terms.absent or not spans:
        return [None] * len(spans)
    sql, given = (_sqlite if connection.vendor == "sqlite" else _postgresql_soon)(terms, 1, "DESC", _OF_SPAN)
    rows = ", ".join(["(%s, %s, %s)"] * len(spans))
    past = spans[-1][1] if terms.end is None else terms.end
    bounds = ((place, max(low, terms.first), min(high, past)) for place, (low, high) in enumerate(spans))
    with connection.cursor() as cursor:
        # One plan for all of them: to make one for each takes PostgreSQL longer than to find the pictures.
        cursor.execute(
            f"WITH span (place, first, past) AS (VALUES {rows}) SELECT ({sql}) FROM span ORDER BY place",  # noqa: S608  # statements of ours
            [*chain(*bounds), *given],
        )
        return [number for (number,) in cursor.fetchall()]


def latest_of_all(lists: Sequence[Terms]) -> list[int | None]:
    """The newest picture of each list, in one question; None where there is none."""
    asked, params = [], []
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    for terms in lists:
        sql, given = make(terms, 1, "DESC")
        asked.append(f"({sql})")
        params += given
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", params)  # statements of ours
        return list(cursor.fetchone())


def around(terms: Terms, picture: int, most: int) -> RawSQL:
    """A subquery: so many pictures of a list on each side of this one, as far as there are."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    (newer, above), (older, below) = (
        make(terms.above(picture), most, "ASC"),
        make(terms.below(picture), most, "DESC"),
    )
    sql = f"SELECT * FROM ({newer}) AS newer UNION ALL SELECT * FROM ({older}) AS older"  # noqa: S608  # ours
    return RawSQL(sql, [*above, *below])  # noqa: S611  # statements of ours


def how_many(terms: Terms, most: int) -> RawSQL:
    """A subquery: the same as `count`."""
    sql, params = (_sqlite if connection.vendor == "sqlite" else _postgresql)(terms, most, "DESC")
    return RawSQL(f"SELECT count(*) FROM ({sql}) AS found", params)  # noqa: S608, S611  # statements of ours


def _bounds(terms: Terms, span: Span | None) -> tuple[tuple[str, list[int]], tuple[str, list[int]]]:
    """From which number on, and before which one, each with its parameters; the second is empty without an end."""
    if span is not None:
        return (span[0], []), (span[1], [])
    return ("%s", [terms.first]), ("", []) if terms.end is None else ("%s", [terms.end])


# SQLite ---------------------------------------------------------------------------------------------------------------


def _sqlite(terms: Terms, most: int, order: str, span: Span | None = None) -> tuple[str, list[Any]]:
    (low, lows), (high, highs) = _bounds(terms, span)
    past = f" AND rowid < {high}" if high else ""
    sql = f"SELECT rowid FROM gallery_search WHERE gallery_search MATCH %s AND rowid >= {low}{past}"  # noqa: S608  # pieces of ours
    return f"{sql} ORDER BY rowid {order} LIMIT %s", [match(terms), *lows, *highs, most]


def match(terms: Terms) -> str:
    """What FTS5 is asked. A person's text is always quoted: bare it would be a language of its own."""
    wanted = " AND ".join(f"({' OR '.join(map(_quoted, group))})" for group in terms.wanted)
    unwanted = " OR ".join(map(_quoted, terms.unwanted))
    return f"({wanted}) NOT ({unwanted})" if unwanted else wanted


def _quoted(term: Term) -> str:
    if isinstance(term, Label):
        return f'labels : "{term.text}"'
    text = term.text.replace('"', "")
    return f'words : "{text}"' + ("*" if term.begins else "")


# PostgreSQL -----------------------------------------------------------------------------------------------------------


def _postgresql(terms: Terms, most: int, order: str, span: Span | None = None) -> tuple[str, list[Any]]:
    """GIN finds in no order: it is asked piece by piece, from the end that is wanted, until there are enough."""
    asked, params = vector_query(terms)
    (low, lows), (high, highs) = _bounds(terms, span)
    last = high or "(SELECT coalesce(max(picture_id), 0) FROM gallery_search)"
    lowest, highest = f"({low} >> {PIECE})", f"({last} >> {PIECE})"
    series = f"{lowest}, {highest}, 1" if order == "ASC" else f"{highest}, {lowest}, -1"
    # `+ 0` keeps it from walking the table in the order of its key.
    within = f"picture_id + 0 >= {low}" + (f" AND picture_id + 0 < {high}" if high else "")
    sql = f"""
SELECT found.picture_id FROM generate_series({series}) AS piece CROSS JOIN LATERAL (
    SELECT picture_id FROM gallery_search
    WHERE words @@ (('''=c' || piece || '''')::tsquery && ({asked})) AND {within}
    ORDER BY picture_id + 0 {order} LIMIT %s
) AS found LIMIT %s"""  # noqa: S608  # pieces of ours
    ends = [*lows, *highs] if order == "ASC" else [*highs, *lows]
    return sql, [*ends, *params, *lows, *highs, most, most]


def _postgresql_soon(terms: Terms, most: int, order: str, span: Span) -> tuple[str, list[Any]]:
    """The newest of a span. Of what is everywhere the last pictures have one: no need to look at all of a piece."""
    sql, params = _postgresql(terms, most, order, span)
    asked, own = vector_query(terms)
    soon = f"""
SELECT picture_id FROM (
    SELECT picture_id, words FROM gallery_search WHERE picture_id >= {span[0]} AND picture_id < {span[1]}
    ORDER BY picture_id DESC LIMIT {SOON}
) AS soon WHERE words @@ ({asked}) ORDER BY picture_id DESC LIMIT 1"""  # noqa: S608  # pieces of ours
    return f"SELECT coalesce(({soon}), ({sql}))", [*own, *params]


def vector_query(terms: Terms) -> tuple[str, list[Any]]:
    """The same as `match`, in PostgreSQL's words."""
    params: list[Any] = []

    def one(term: Term) -> str:
        if isinstance(term, Label):
            params.append(f"'={term.text}'")
            return "%s::tsquery"
        params.extend((term.text, ":*" if term.begins else ""))
        return "gallery_query(ARRAY[%s::text], ARRAY[%s::text])"

    wanted = " && ".join(f"({' || '.join(map(one, group))})" for group in terms.wanted)
    unwanted = "".join(f" && !!({one(term)})" for term in terms.unwanted)
    return wanted + unwanted, params
