"""The kinds of trouble: what each says of the job, and that none of them costs anything."""

from __future__ import annotations

import pytest

from jobs.models import Job
from jobs.states import State
from jobs.troubles import Trouble
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def test_only_what_lies_in_the_job_is_permanent() -> None:
    assert {trouble for trouble in Trouble if trouble.permanent} == {
        *(Trouble.PARAMETER, Trouble.BANNED, Trouble.DENIED, Trouble.LINK, Trouble.PARENT, Trouble.REFUSED)
    }


def test_only_an_operator_can_mend_the_account() -> None:
    kinds = {trouble for trouble in Trouble if trouble.of_the_account}
    assert kinds == {Trouble.BALANCE, Trouble.KEY, Trouble.BLOCKED}


def test_a_kind_fits_the_column_that_keeps_it() -> None:
    longest = Job._meta.get_field("reason").max_length
    assert longest is not None
    assert max(len(trouble.value) for trouble in Trouble) <= longest


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        ("[Image denied] no", Trouble.DENIED),
        ("[Invalid link!] x", Trouble.LINK),
        ("Job Timeout", Trouble.TIMEOUT),
        ("Unknown Integration", Trouble.INTERNAL),
        ("No available accounts", Trouble.FULL),
        ("Nein", Trouble.ENGINE),
    ],
)
def test_a_job_that_ends_badly_keeps_the_kind_and_gets_its_hold_back(
    alice: User, ttapi: Upstream, message: str, trouble: Trouble
) -> None:
    ttapi.script(faults.fails(message))
    (job,) = press(alice, "a cat")
    drive()
    job.refresh_from_db()
    assert (job.state, job.reason, job.message, left(alice)) == (State.FAILED, trouble, message, 100_000)


@pytest.mark.parametrize(
    ("message", "trouble"),
    [("Parameter error", Trouble.PARAMETER), ("Related job does not exist.", Trouble.PARENT), ("No.", Trouble.REFUSED)],
)
def test_a_job_that_is_refused_keeps_the_kind_and_gets_its_hold_back(
    alice: User, ttapi: Upstream, message: str, trouble: Trouble
) -> None:
    ttapi.script(faults.refused(message))
    (job,) = press(alice, "a cat")
    drive()
    job.refresh_from_db()
    assert (job.state, job.reason, job.message, left(alice)) == (State.FAILED, trouble, message, 100_000)
