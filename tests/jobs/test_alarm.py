"""What operators are told by mail."""

from __future__ import annotations

from django.utils import timezone

from jobs import dispatch
from jobs.models import Job
from jobs.models import Upstream as Row
from mjweb.accounts.models import Mail, User
from tests.jobs.conftest import press
from tests.jobs.upstream import Upstream, faults


def test_operators_and_nobody_else_hear_of_an_account_that_is_refused(alice: User, bob: User, ttapi: Upstream) -> None:
    ttapi.script(faults.no_balance())
    press(bob, "a cat")
    dispatch.run()
    (mail,) = Mail.objects.all()
    assert (alice.is_staff, bob.is_staff, mail.to) == (True, False, alice.email)
    assert "Insufficient balance." in mail.body


def test_they_hear_of_it_once(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.no_balance(), times=2)
    press(alice, "a cat")
    for _ in range(2):
        Row.objects.update(paused_until=timezone.now())
        Job.objects.update(due_at=timezone.now())
        dispatch.run()
    assert (Mail.objects.count(), ttapi.asked("a cat")) == (1, 2)
