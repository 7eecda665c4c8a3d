"""What the pages of usage and of the ledger cost at ten million lines, beside the same pages at ten thousand.

Two databases of one team of twenty people and the last two years, one with a thousand times the lines of the other.
Both stay open; the pages take turns on them, and what counts is the processor's time of a whole request.
"""

from __future__ import annotations

import statistics
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.conf import settings

SMALL, LARGE = "default", "large"


class Turns:
    """Sends every question to the database whose turn it is."""

    current = SMALL

    def db_for_read(self, _model: Any, **_hints: Any) -> str:
        return Turns.current

    db_for_write = db_for_read

    def allow_relation(self, *_models: Any, **_hints: Any) -> bool:
        return True


settings.DATABASES = {
    SMALL: settings.DATABASES["default"],
    LARGE: {**settings.DATABASES["default"], "NAME": settings.HOME / "large.sqlite3"},
}
settings.DATABASE_ROUTERS = ["tests.bench.usage.Turns"]
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# As a module the router is another copy of this one: both are to be the same.
sys.modules["tests.bench.usage"] = sys.modules[__name__]
django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.db import connections  # noqa: E402
from django.test import Client  # noqa: E402

from jobs.models import Batch, Job, Picture, Source  # noqa: E402
from jobs.models.picture import Part  # noqa: E402
from jobs.states import State  # noqa: E402
from mjweb.accounts.models import ApiKey, Project, Role, Team, User  # noqa: E402
from mjweb.gallery.month import Month  # noqa: E402
from mjweb.quotas.models import Purse, Tally, Window  # noqa: E402
from tests.bench.figures import QUICK, say  # noqa: E402

LINES = {SMALL: 10_000, LARGE: 200_000 if QUICK else 10_000_000}
ROUNDS = 8 if QUICK else 40
WARM = 3
PEOPLE, MONTHS, SHOWN = 20, 24, 300

# A hold and its settlement, or its return, for each number; what they are of is scattered by a multiplication.
_FILL = """
WITH RECURSIVE n(r) AS (SELECT 0 UNION ALL SELECT r + 1 FROM n WHERE r + 1 < %(lines)s),
made AS (
  SELECT r, r / 2 AS i, r %% 2 AS second, (r / 2 * 48271) %% 2147483647 AS h,
         CAST(%(start)s + r * %(step)s AS INTEGER) AS t
  FROM n
)
INSERT INTO quotas_line (window_id, kind, amount, balance, reference, label, reason, actor_id, at,
                         space_id, user_id, day, speed, work, project, key)
SELECT w.window, CASE WHEN NOT second THEN 'hold' WHEN i %% 20 = 7 THEN 'return' ELSE 'settle' END,
       1000 * (1 + h %% 4), 500000, printf('%%032x.1', i), 'a lighthouse on a basalt cliff, number ' || i,
       CASE WHEN second AND i %% 20 = 7 THEN 'engine' ELSE '' END, NULL, datetime(t, 'unixepoch'),
       %(space)s, w.user, date(t, 'unixepoch'),
       CASE WHEN h %% 10 < 6 THEN 'fast' WHEN h %% 10 < 9 THEN 'relax' ELSE 'turbo' END,
       CASE h / 10 %% 12 WHEN 0 THEN 'variation' WHEN 1 THEN 'single' WHEN 2 THEN 'upscale' WHEN 3 THEN 'zoom'
         WHEN 4 THEN 'pan' WHEN 5 THEN 'region' WHEN 6 THEN 'blend' WHEN 7 THEN 'describe' ELSE 'imagine' END,
       CASE WHEN h / 120 %% 4 THEN CAST(%(project)s + h / 120 %% 4 - 1 AS TEXT) END,
       CASE WHEN h / 480 %% 3 = 0 THEN CAST(%(key)s + h / 1440 %% 20 AS TEXT) END
FROM made JOIN bench_window w ON w.place = h / 1440 %% 20 AND w.month = strftime('%%Y-%%m', t, 'unixepoch')
ORDER BY r
"""
_SUMS = """
UPDATE quotas_window SET used = sums.used, "limit" = sums.used + 500000
FROM (SELECT window_id, SUM(amount) AS used FROM quotas_line WHERE kind = 'settle' GROUP BY window_id) AS sums
WHERE sums.window_id = id
"""


def months(last: Month) -> Iterator[Month]:
    """The last of all, and those before it."""
    month = last
    for _ in range(MONTHS):
        yield month
        month = month.before


def build(alias: str) -> None:
    """A team whose ledger has so many lines, added up as the ledger does it."""
    Turns.current = alias
    call_command("migrate", database=alias, verbosity=0)
    now = datetime.now(UTC)
    team = Team.objects.default()
    people = [
        User.objects.add(f"p{number}@example.org", name=f"Person {number}", team=team, role=Role.OWNER)
        for number in range(PEOPLE)
    ]
    Team.objects.filter(pk=team.pk).update(created_at=now - timedelta(days=1000))
    User.objects.update(date_joined=now - timedelta(days=1000))
    projects = [Project.objects.create(team=team, name=f"Project {number}") for number in range(3)]
    keys = [ApiKey.objects.issue(user, "Key", team=team) for user in people]
    cursor = connections[alias].cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.execute("CREATE TEMP TABLE bench_window (place INTEGER, month TEXT, user INTEGER, window INTEGER)")
    for place, user in enumerate(people):
        purse = Purse.objects.of(user)
        for month in months(Month.of(now.date())):
            window = Window.objects.current(purse, month.middle(UTC))
            cursor.execute("INSERT INTO bench_window VALUES (%s, %s, %s, %s)", [place, str(month), user.pk, window.pk])
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name = 'quotas_line' AND type = 'index' AND sql > ''")
    indexes = cursor.fetchall()
    for name, _sql in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    first = list(months(Month.of(now.date())))[-1].first
    start = datetime(first.year, first.month, first.day, tzinfo=UTC).timestamp()
    ids = {"space": team.pk, "project": projects[0].pk, "key": keys[0].pk}
    step = (now.timestamp() - start) / LINES[alias]
    cursor.execute(_FILL % {"lines": LINES[alias], "start": start, "step": step, **ids})
    cursor.execute(_SUMS)
    for _name, sql in indexes:
        cursor.execute(sql)
    Tally.objects.rebuild()
    show(people[0], team, LINES[alias] // 2)
    cursor.execute("PRAGMA synchronous=FULL")


def show(user: User, team: Team, count: int) -> None:
    """The jobs and pictures of the newest lines; those of older ones no page asks about."""
    numbers = range(max(0, count - SHOWN), count)
    batch = Batch.objects.create(user=user, source=Source.PAGE, key="bench", fingerprint="bench")
    facts = {"user": user, "team": team, "action": "imagine", "mode": "fast", "quote": 2000, "timeout": 300}
    Job.objects.bulk_create(
        Job(uid=uuid.UUID(int=i), batch=batch, number=place, prompt="a lighthouse", state=State.DONE, **facts)
        for place, i in enumerate(numbers)
    )
    look = {"sha256": "0" * 64, "extension": "png", "size": 1, "width": 96, "height": 64, "colour": "#808080"}
    Picture.objects.bulk_create(
        Picture(job=job, user=user, team=team, part=Part.TILE, index=index, thumbhash="", **look)
        for job in Job.objects.all()
        for index in (1, 2, 3, 4)
    )


def pages() -> dict[str, str]:
    """Each page by the name of its figure."""
    month = Month.of(datetime.now(UTC).date()).before
    days = f"since={month.before.first}&until={month.before.last}"
    person, key = User.objects.order_by("pk").values_list("pk", flat=True)[2], ApiKey.objects.order_by("pk")[0].pk
    return {
        "mine": "/usage/",
        "mine, a month ago": f"/usage/?month={month}",
        "team": "/usage/team/",
        "team, as a table": "/usage/team/?show=table",
        "ledger": "/usage/ledger/",
        "ledger, returns in turbo": "/usage/ledger/?kind=return&speed=turbo",
        "ledger of the team": "/usage/team/ledger/",
        "ledger of the team, far back": "/usage/team/ledger/?after=2000",
        "ledger of the team, returns": "/usage/team/ledger/?kind=return",
        "ledger of the team, one action": "/usage/team/ledger/?work=pan",
        "ledger of the team, one person": f"/usage/team/ledger/?person={person}",
        "ledger of the team, one key": f"/usage/team/ledger/?key={key}",
        "ledger of the team, one month": f"/usage/team/ledger/?{days}",
        "ledger of the team, all at once": f"/usage/team/ledger/?person={person}&work=pan&speed=turbo&{days}",
    }


def main() -> None:
    clients = {}
    for alias, lines in LINES.items():
        begin = time.perf_counter()
        build(alias)
        clients[alias] = Client()
        clients[alias].force_login(User.objects.order_by("pk")[0])
        say(f"usage.build, {lines} lines", time.perf_counter() - begin, "s")
    taken: dict[tuple[str, str], list[float]] = {}
    for number in range(WARM + ROUNDS):
        for name, address in pages().items():
            for alias, client in clients.items():
                Turns.current = alias
                begin = time.process_time()
                answer = client.get(address, HTTP_HOST="localhost:8000")
                seconds = time.process_time() - begin
                if answer.status_code != 200:
                    raise SystemExit(f"{address}: {answer.status_code}")
                if number >= WARM:
                    taken.setdefault((name, alias), []).append(seconds)
    for name in pages():
        small, large = (statistics.median(taken[name, alias]) for alias in LINES)
        say(f"usage.{name}: {LINES[SMALL]} lines", 1000 * small, "ms CPU")
        say(f"usage.{name}", large / small, "x the same page of few lines", goal=2)


if __name__ == "__main__":
    main()
