"""POST seed: a job of its own, whose answer its parent knows from then on."""

from __future__ import annotations

import pytest

from jobs.models import Job
from tests.jobs.api.conftest import Caller, done
from tests.jobs.conftest import press


def test_the_seed_is_digits_in_the_new_job_and_in_its_parent(caller: Caller, single: Job) -> None:
    Job.objects.filter(pk=single.pk).update(seed=None)
    job = done(caller.made("seed", {"jobId": str(single.uid)}))
    seed = caller.fetched(job)["data"]["seed"]
    assert seed.isdigit()
    assert caller.fetched(single)["data"]["seed"] == seed


def test_a_seed_shows_no_pictures_and_offers_nothing(caller: Caller, single: Job) -> None:
    data = caller.fetched(done(caller.made("seed", {"jobId": str(single.uid)})))["data"]
    assert (data["action"], data["images"], data["cdnImage"], data["components"]) == ("seed", None, None, [])


def test_a_job_that_is_not_done_has_no_seed_to_ask_for(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    assert caller.post("seed", {"jobId": str(job.uid)})[0] == 400


@pytest.mark.parametrize("body", [{}, {"jobId": "x"}])
def test_a_job_must_be_named(caller: Caller, body: dict[str, str]) -> None:
    assert caller.post("seed", body)[0] == 400


def test_a_stranger_s_job_does_not_exist(stranger: Caller, grid: Job) -> None:
    assert stranger.post("seed", {"jobId": str(grid.uid)})[0] == 400
