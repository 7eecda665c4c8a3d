"""A ledger from before is told apart like a new one."""

from __future__ import annotations

import importlib
from itertools import pairwise

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from jobs import submit, wishes
from jobs.actions import ASKED
from jobs.models import Job, Source
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Line, Purse, Tally, Window

FACETS = importlib.import_module("jobs.migrations.0008_facets_of_the_ledger")
COLUMNS = ("pk", "space_id", "user_id", "day", "speed", "work", "project", "key")


def a_job_of_every_end(user: User) -> None:
    """One that is done, by a key with a purse of its own; one that failed; one that waits, at another speed."""
    key = ApiKey.objects.issue(user)
    Purse.objects.limit(key, 20_000)
    for number, (mode, end) in enumerate((("turbo", State.DONE), ("relax", State.FAILED), ("fast", None))):
        asked = wishes.checked("a cat", mode).wishes
        batch = submit.submit(user, Source.API, str(number), asked, api_key=None if number else key)
        job = batch.jobs.get()
        if end is None:
            submit.change_speed(job, "turbo")
            continue
        path = [State.QUEUED, State.CLAIMED, State.SENDING, State.RUNNING]
        path += [State.FETCHING, State.DONE] if end is State.DONE else [end]
        for source, target in pairwise(path):
            assert Job.objects.move(job.pk, source, target, reason="engine" if target is State.FAILED else "")


def test_lines_and_tallies_from_before_become_what_they_would_be_today(alice: User) -> None:
    a_job_of_every_end(alice)
    Window.objects.allow(Purse.objects.of(alice), 120_000)
    # A hold that was returned for another speed is told by the last speed: no column of a job remembers the first.
    dropped = Line.objects.filter(reference__endswith=".1", reason="speed").values_list("reference")
    lines, tallies = told(dropped), set(Tally.objects.values_list("facet", "value", "amount", "count"))
    # The tables are those of today: a column that was renamed since has its new name in them.
    old = MigrationLoader(connection).project_state().apps
    old.get_model("quotas", "Line").objects.update(
        space=None, user=None, day=None, speed="", work="", project=None, key=None
    )
    old.get_model("quotas", "Tally").objects.all().delete()
    FACETS.fill(old, None)
    assert told(dropped) == lines
    assert set(Tally.objects.values_list("facet", "value", "amount", "count")) == tallies
    assert Tally.objects.wrong() == []


def told(without: object) -> list[object]:
    return list(Line.objects.exclude(reference__in=without).order_by("pk").values_list(*COLUMNS))


def test_every_action_has_its_row_of_the_price_table() -> None:
    assert {action.value: rule.price for action, rule in ASKED.items()} == FACETS.WORK
