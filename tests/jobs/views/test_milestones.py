"""What is announced of a job."""

from __future__ import annotations

from jobs.models import Job
from jobs.states import State
from jobs.views import cards, milestones
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.brought_files import blend, description
from tests.jobs.views.conftest import bring, fail, finished, running


def said(job: Job, user: User) -> str:
    return milestones.said(cards.cards(cards.with_everything(Job.objects.filter(pk=job.pk)), user, line=0)[0])


def test_what_is_ready_is_counted(alice: User) -> None:
    assert said(finished(alice, "a cat"), alice) == "a cat: 4 pictures ready"
    assert said(bring(blend(alice), State.DONE), alice) == "Blend of 2 pictures: 4 pictures ready"


def test_a_description_counts_its_prompts(alice: User) -> None:
    assert said(description(alice), alice) == "Description of a picture: 4 prompts ready"
    assert said(description(alice, "1. red"), alice) == "Description of a picture: 1 prompt ready"


def test_a_start_a_failure_and_a_cancelled_job_are_told(alice: User) -> None:
    assert said(running(alice, "a cat"), alice) == "a cat: started"
    assert said(fail(press(alice, "a dog")[0]), alice) == "a dog: failed, 2 credits returned"
    job = press(alice, "a fox")[0]
    Job.objects.move(job.pk, State.QUEUED, State.CANCELED, reason="canceled")
    assert said(job, alice) == "a fox: cancelled, 2 credits returned"


def test_what_waits_is_not_announced(alice: User) -> None:
    assert said(press(alice, "a cat")[0], alice) == ""
