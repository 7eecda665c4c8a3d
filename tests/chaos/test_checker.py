"""The judge of a run of kills sees each promise broken: one state that is good, and one for each figure that is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F

from jobs.models import Attempt, Delivery, Job, Picture
from mjweb.accounts.models import User
from mjweb.quotas.models import Line, Window
from mjweb.quotas.models.line import Kind
from tests.chaos.checker import Verdict, judge
from tests.chaos.simulator import Taken
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults

LIMIT = 2
GOOD = Verdict(
    accepted=3,
    finished=3,
    vanished=0,
    submitted_twice=0,
    over_limit=0,
    charged_twice=0,
    ledger_drift=0,
    pictures_missing=0,
    stuck=0,
)


class Left:
    """What a run of three jobs left behind: two that are done and, the last one, one that the service refused."""

    def __init__(self, jobs: list[Job]) -> None:
        self.answers = {f"order-{place}": [str(job.uid)] * 2 for place, job in enumerate(jobs)}
        self.done, self.other, self.refused = jobs
        attempts = Attempt.objects.filter(outcome="accepted").order_by("pk")
        self.log = [taken(attempt.tag, place, place + 1) for place, attempt in enumerate(attempts)]
        self.vault = settings.HOME / "pictures"
        self.canceled: set[str] = set()

    def judge(self) -> Verdict:
        return judge(self.answers, self.log, LIMIT, self.vault, self.canceled)

    def broken(self) -> dict[str, int]:
        """The figures that are not as they should be."""
        good: dict[str, int] = asdict(GOOD)
        return {name: value for name, value in asdict(self.judge()).items() if value != good[name]}


def taken(tag: str, begun: float, ended: float, *, over: bool = False) -> Taken:
    return Taken("", f"http://localhost/hook/{tag}", "", begun, ended, over)


@pytest.fixture
def left(alice: User, ttapi: Upstream) -> Left:
    ttapi.script(faults.refused(), prompt="third")
    jobs = [press(alice, f"the {word} fox")[0] for word in ("first", "second", "third")]
    drive()
    return Left([Job.objects.get(pk=job.pk) for job in jobs])


def test_a_run_that_broke_nothing_is_clean(left: Left) -> None:
    assert left.judge() == GOOD
    assert left.judge().is_clean


def cancel(left: Left) -> None:
    """As if a caller had cancelled the job that was never taken, and was told so."""
    Job.objects.filter(pk=left.refused.pk).update(state="canceled", reason="canceled")
    left.canceled.add(str(left.refused.uid))


def test_a_job_that_was_canceled_and_returned_in_full_has_finished(left: Left) -> None:
    cancel(left)
    assert left.judge() == GOOD


def without_its_row(left: Left) -> None:
    left.answers["order-3"] = ["00000000-0000-4000-8000-000000000000"]


def without_its_intent(left: Left) -> None:
    Attempt.objects.filter(job=left.done).update(tag="another")


def taken_after_its_end(left: Left) -> None:
    first, ended = left.log[0], left.done.finished_at
    assert ended is not None
    left.log[0] = taken(first.tag, ended.timestamp() + 1, ended.timestamp() + 2)


def taken_again_by_the_same_attempt(left: Left) -> None:
    left.log.append(taken(left.log[0].tag, 8, 9))


def taken_again_by_a_second_attempt(left: Left) -> None:
    Attempt.objects.create(job=left.done, number=9, tag="second")
    left.log.append(taken("second", 8, 9))


def made_twice_of_one_order(left: Left) -> None:
    left.answers["order-0"].append(left.answers.pop("order-1")[0])


def one_too_many_at_once(left: Left) -> None:
    left.log[0] = taken(left.log[0].tag, 0, 9)
    left.log[1] = taken(left.log[1].tag, 1, 9)
    Attempt.objects.create(job=left.refused, number=9, tag="third")
    left.log.append(taken("third", 2, 9))


def one_offered_beyond_the_limit(left: Left) -> None:
    left.log.append(taken("more", 1, 1, over=True))


def canceled_and_done(left: Left) -> None:
    left.canceled.add(str(left.done.uid))


def canceled_and_taken(left: Left) -> None:
    cancel(left)
    left.log.append(taken(Attempt.objects.get(job=left.refused).tag, 8, 9))


def canceled_without_its_return(left: Left) -> None:
    cancel(left)
    held_for_ever(left)


def settle(job: Job, reference: str) -> None:
    """One more settlement, in line and balance, as a second collection would write it without its guard."""
    window = Window.objects.get(purse__user=job.user_id, purse__team=None)
    hold = Line.objects.get(reference=job.reference, window=window, kind=Kind.HOLD)
    for kind in (Kind.HOLD, Kind.SETTLE):
        Line.objects.create(window=window, kind=kind, amount=hold.amount, balance=0, reference=reference)
    Window.objects.filter(pk=window.pk).update(used=F("used") + hold.amount)


def settled_again(left: Left) -> None:
    settle(left.done, f"{left.done.uid.hex}.2")


def settled_though_it_failed(left: Left) -> None:
    settle(left.refused, f"{left.refused.uid.hex}.2")


def with_a_balance_of_its_own(left: Left) -> None:
    Window.objects.update(used=F("used") + 1)


def held_for_ever(left: Left) -> None:
    line = Line.objects.filter(kind=Kind.RETURN, reference=left.refused.reference)
    Window.objects.filter(lines__in=line).update(held=F("held") + line.get().amount)
    line._raw_delete(line.db)


def settled_at_another_price(left: Left) -> None:
    Job.objects.filter(pk=left.done.pk).update(quote=F("quote") + 1)


def done_for_nothing(left: Left) -> None:
    Job.objects.filter(pk=left.refused.pk).update(state="done", action="describe")


def without_a_row_of_a_picture(left: Left) -> None:
    Picture.objects.filter(job=left.done, index=2).delete()


def file_of(left: Left) -> Path:
    picture = Picture.objects.get(job=left.done, index=3)
    return left.vault / picture.sha256[:2] / picture.sha256[2:4] / f"{picture.sha256}.{picture.extension}"


def without_a_file(left: Left) -> None:
    file_of(left).unlink()


def with_a_file_cut_short(left: Left) -> None:
    file_of(left).write_bytes(file_of(left).read_bytes()[:-20])


def not_ended(left: Left) -> None:
    Job.objects.filter(pk=left.other.pk).update(state="unknown")


def not_told(left: Left) -> None:
    Delivery.objects.create(job=left.done, user=left.done.user, url="http://localhost/", host="localhost")


BROKEN: dict[Callable[[Left], None], dict[str, int]] = {
    without_its_row: {"accepted": 4, "vanished": 1},
    without_its_intent: {"vanished": 1},
    taken_after_its_end: {"vanished": 1},
    taken_again_by_the_same_attempt: {"submitted_twice": 1},
    taken_again_by_a_second_attempt: {"submitted_twice": 1},
    made_twice_of_one_order: {"accepted": 2, "submitted_twice": 1},
    one_too_many_at_once: {"over_limit": 1},
    one_offered_beyond_the_limit: {"over_limit": 1},
    canceled_and_done: {"vanished": 1},
    canceled_and_taken: {"vanished": 1},
    canceled_without_its_return: {"finished": 2, "ledger_drift": 2},
    settled_again: {"charged_twice": 1},
    settled_though_it_failed: {"charged_twice": 1},
    with_a_balance_of_its_own: {"ledger_drift": 1},
    held_for_ever: {"ledger_drift": 2},  # the day's tally of what was returned is wrong, too
    settled_at_another_price: {"ledger_drift": 1},
    done_for_nothing: {"ledger_drift": 1},
    without_a_row_of_a_picture: {"pictures_missing": 1},
    without_a_file: {"pictures_missing": 1},
    with_a_file_cut_short: {"pictures_missing": 1},
}


@pytest.mark.parametrize(("spoil", "figures"), BROKEN.items(), ids=[spoil.__name__ for spoil in BROKEN])
def test_a_broken_promise_shows(left: Left, spoil: Callable[[Left], None], figures: dict[str, int]) -> None:
    spoil(left)
    assert left.broken() == figures
    assert not left.judge().is_clean


@pytest.mark.parametrize(("spoil", "figure"), [(not_ended, "stuck"), (not_told, "stuck")])
def test_what_does_not_come_to_rest_shows(left: Left, spoil: Callable[[Left], None], figure: str) -> None:
    spoil(left)
    assert left.broken()[figure] == 1
