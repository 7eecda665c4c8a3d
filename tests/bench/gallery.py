"""What a page of the gallery costs with a million pictures, beside the same with ten thousand, on both databases.

Two sites of one team of fifty people and three years, filled as `manage.py demo` does, one with a hundred times the
pictures of the other. Each page is one that is full on both. They take turns; what counts is the processor's time of a
whole request, and of its statements how many there are and how long the slowest takes.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

import django
from django.conf import settings

settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from jobs.models import Picture  # noqa: E402
from mjweb.accounts.models import User  # noqa: E402
from mjweb.gallery.demo import files, library, makers, words  # noqa: E402
from mjweb.gallery.models import Collection, Tag  # noqa: E402
from tests import postgresql  # noqa: E402
from tests.bench._sites import sites  # noqa: E402
from tests.bench.figures import QUICK, say  # noqa: E402

FEW, MANY = 10_000, 100_000 if QUICK else 1_000_000
PEOPLE = 50
ROUNDS = 10 if QUICK else 40
WARM = 3
NAMES = (
    "mine",
    "mine, half way",
    "mine, at nine tenths",
    "team",
    "team, half way",
    "team, near the end",
    "a common word",
    "a common word, half way",
    "a rare word",
    "an absent word",
    "two words",
    "a phrase",
    "my common word",
    "a picture",
    "a picture among a word",
    "by:",
    "in:",
    "ar:",
    "v:",
    "mode:",
    "is:fav",
    "is:kept",
    "is:grid",
    "is:upscale",
    "-is:grid",
    "has:seed",
    "since:",
    "before:",
    "seed:",
    "cost:",
    "tag:",
    "grade:",
    "two tokens",
    "a token and a word",
    "two tokens that never meet",
    "two words that never meet",
    "months",
    "months of a word",
    "a collection",
    "going through",
)
GRID = files.File("0" * 64, "png", 100_000, 1024, 1024, "#808080", "3OcRJYB4d3h/iIeHeEh3eIhw+j3A")


def judge(user: User) -> Collection:
    """Some of each fifty are the person's favourites, graded, kept, tagged, or in the collection that is made."""
    made = Collection.objects.create(team=user.team, user=user, name="Harbour")
    tag = Tag.objects.named(user.team, "night")
    marks = (
        "INSERT INTO gallery_mark (user_id, picture_id, favourite, grade, verdict) SELECT {user}, id, id % 50 = 0,"
        " CASE WHEN id % 50 = 1 THEN 4 ELSE 0 END, CASE WHEN id % 50 = 2 THEN 'keep' ELSE '' END"
        " FROM jobs_picture WHERE part <> 'grid' AND id % 50 < 3 ON CONFLICT DO NOTHING"
    )
    tags = (
        "INSERT INTO gallery_tagging (tag_id, picture_id) SELECT {tag}, id FROM jobs_picture"
        " WHERE part <> 'grid' AND id % 50 = 3 ON CONFLICT DO NOTHING"
    )
    items = (
        "INSERT INTO gallery_item (collection_id, picture_id, place) SELECT {made}, id, id FROM jobs_picture"
        " WHERE part <> 'grid' AND id % 50 = 4"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (marks, tags, items):
            cursor.execute(statement.format(user=user.pk, tag=tag.pk, made=made.pk))
    return made


def build(pictures: int) -> User:
    """A library of so many, of files that nobody opens; who made the most of it."""
    call_command("migrate", verbosity=0)
    people = [User.objects.add(f"p{number}@example.org", name=words.name(number)) for number in range(PEOPLE)]
    grids = {ratio: [files.Grid(GRID, (GRID,) * 4)] for ratio in words.RATIOS}
    dice = Random(1)  # by chance, guards nothing
    library.Library(makers.makers(people, 1_000 * pictures), grids, pictures, dice).write(timezone.now())
    judge(people[0])
    connection.cursor().execute("ANALYZE")
    return people[0]


def pages(user: User) -> dict[str, str]:
    """Each page by the name of its figure, in the order of NAMES."""
    own = Picture.objects.filter(user=user).shown().order_by("pk").values_list("pk", flat=True)
    everybody = Picture.objects.shown().order_by("pk").values_list("pk", flat=True)
    middle, early = everybody[everybody.count() // 2], everybody[everybody.count() // 100]
    long_ago = timezone.now() - timedelta(days=500)
    one = Picture.objects.get(pk=middle)
    collection = Collection.objects.get(name="Harbour")
    found = {
        "mine": "/gallery/",
        "mine, half way": f"/gallery/?after={own[own.count() // 2]}",
        "mine, at nine tenths": f"/gallery/?after={own[own.count() // 10]}",
        "team": "/gallery/?scope=team",
        "team, half way": f"/gallery/?scope=team&after={middle}",
        "team, near the end": f"/gallery/?scope=team&after={early}",
        "a common word": "/gallery/?scope=team&q=light",
        "a common word, half way": f"/gallery/?scope=team&q=light&after={middle}",
        "a rare word": "/gallery/?scope=team&q=typewriter",
        "an absent word": "/gallery/?scope=team&q=xylograph",
        "two words": "/gallery/?scope=team&q=light+gouache",
        "a phrase": "/gallery/?scope=team&q=%22koi+pond%22",
        "my common word": "/gallery/?q=light",
        "a picture": f"/pictures/{own[own.count() // 2]}/",
        "a picture among a word": f"/pictures/{own[own.count() // 2]}/?q=light",
        "by:": _team("by:p1@"),
        "in:": _team("in:Harbour"),
        "ar:": _team("ar:3:2"),
        "v:": _team("v:6.1"),
        "mode:": _team("mode:turbo"),
        "is:fav": _team("is:fav"),
        "is:kept": _team("is:kept"),
        "is:grid": _team("is:grid"),
        "is:upscale": _team("is:upscale"),
        "-is:grid": _team("-is:grid"),
        "has:seed": _team("has:seed"),
        "since:": _team("since:1y"),
        "before:": _team(f"before:{long_ago:%Y-%m}"),
        "seed:": _team(f"seed:{one.job.seed}"),
        "cost:": _team("cost:>2"),
        "tag:": _team("tag:night"),
        "grade:": _team("grade:>=4"),
        "two tokens": _team("ar:3:2 v:6.1"),
        "a token and a word": _team("is:fav light"),
        "two tokens that never meet": _team("v:6.1 v:niji6"),
        "two words that never meet": _team("gouache linocut"),
        "months": "/gallery/dates/?scope=team",
        "months of a word": "/gallery/dates/?scope=team&q=light",
        "a collection": collection.get_absolute_url(),
        "going through": "/triage/?scope=team",
    }
    assert tuple(found) == NAMES
    return found


def _team(words: str) -> str:
    """The team's wall with that search."""
    return f"/gallery/?{urlencode({'scope': 'team', 'q': words})}"


@contextmanager
def watched() -> Iterator[list[float]]:
    """How long each statement takes."""
    taken: list[float] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begin = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            taken.append(time.perf_counter() - begin)

    with connection.execute_wrapper(watch):
        yield taken


def child(pictures: int) -> None:
    """A site: for each line on the input one request of each page, and of each what it took.

    That is its time, how many statements it asked, and how long the slowest of these took.
    """
    user = build(pictures)
    client = Client()
    client.force_login(user)
    addresses = pages(user)
    print("ready", flush=True)
    for _line in sys.stdin:
        figures: list[float] = []
        for address in addresses.values():
            with watched() as statements:
                begin = time.process_time()
                answer = client.get(address, HTTP_HOST="localhost:8000")
                figures.append(time.process_time() - begin)
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            figures += [len(statements), max(statements)]
        print(*figures, flush=True)


def main() -> None:
    compare("gallery", None)
    os.environ[postgresql.VARIABLE] = postgresql.WISH
    compare("gallery.postgresql", postgresql.database)


def compare(bench: str, database: Callable[[str], str] | None) -> None:
    """Both sites on one kind of database."""
    turns: dict[str, list[list[float]]] = {"few": [], "many": []}
    with sites("tests.bench.gallery", {"few": [str(FEW)], "many": [str(MANY)]}, database=database) as found:
        for number in range(WARM + ROUNDS):
            for name, turn in found.items():
                figures = turn()
                if number >= WARM:
                    turns[name].append(figures)
    shown, empty = (
        statistics.median(row[3 * NAMES.index(name)] for row in turns["many"]) for name in ("team", "an absent word")
    )
    say(f"{bench}.cards", shown / empty, "x the page without its sixty cards", goal=2.5)
    for place, name in enumerate(NAMES):
        few, many = (
            [statistics.median(row[3 * place + part] for row in turns[which]) for part in range(3)]
            for which in ("few", "many")
        )
        say(f"{bench}.{name}: {FEW} pictures", 1000 * few[0], "ms CPU")
        say(f"{bench}.{name}", many[0] / few[0], "x the same page of few pictures", goal=1.5)
        say(f"{bench}.{name}: slowest statement", 1000 * many[2], "ms", goal=50)
        say(f"{bench}.{name}: statements", many[1], "statements", goal=12)


if __name__ == "__main__":
    if "--child" in sys.argv:
        child(int(sys.argv[-1]))
    else:
        main()
