"""No job comes from a later one, whoever writes it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from jobs.models import Job
from mjweb.accounts.models import User
from tests.jobs.conftest import press


@pytest.mark.parametrize("column", ["parent", "remix_of"])
def test_a_line_of_descent_cannot_be_closed_to_a_circle(alice: User, column: str) -> None:
    (first,), (second,) = press(alice, "a cat"), press(alice, "a cat")
    Job.objects.filter(pk=second.pk).update(**{column: first})
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=first.pk).update(**{column: second})


@pytest.mark.parametrize("column", ["parent_id", "remix_of_id"])
def test_no_job_is_made_of_itself(alice: User, column: str) -> None:
    (job,) = press(alice, "a cat")
    twin = Job.objects.get(pk=job.pk)
    twin.pk, twin.uid, twin.number = job.pk + 1, uuid4(), 1
    setattr(twin, column, job.pk + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
