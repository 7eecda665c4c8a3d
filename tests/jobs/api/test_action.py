"""POST action: what a job offers is what is accepted, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jobs import wire
from jobs.actions import ASKED, Action, Shape, Step
from jobs.models import Job
from mjweb.quotas.models import Window
from tests.jobs.api.conftest import Caller, bare, done, png
from tests.jobs.conftest import drive, press

EVERY = [Step(action, index) for action, rule in ASKED.items() for index in ((1, 2, 3, 4) if rule.indexed else (0,))]
PARENTS = {Shape.GRID: Action.IMAGINE, Shape.SINGLE: Action.UPSCALE, Shape.UPSCALED: Action.UPSCALE_SUBTLE}


def act(caller: Caller, job: Job, action: str, **more: object) -> tuple[int, dict[str, object]]:
    return caller.post("action", {"jobId": str(job.uid), "action": action, **more})


@pytest.mark.parametrize("aspect", [(1, 1), (3, 2)], ids=["square", "wide"])
@pytest.mark.parametrize(("version", "niji"), [("5.2", False), ("6", False), ("7", False), ("6", True)])
@pytest.mark.parametrize("shape", PARENTS)
def test_every_component_is_accepted_and_every_other_action_refused(
    caller: Caller,
    finished_as: Callable[..., Job],
    shape: Shape,
    version: str,
    niji: bool,
    aspect: tuple[int, int],
) -> None:
    parent = finished_as(PARENTS[shape], version=version, niji=niji, aspect=aspect)
    offered = set(caller.fetched(parent)["data"]["components"])
    accepted = set()
    for step in EVERY:
        name = wire.action_name(step)
        if name == "inpaint":
            body = {"jobId": str(parent.uid), "mask": bare(png("white")), "dry_run": True}
            status = caller.post("inpaint", body)[0]
        else:
            status = act(caller, parent, name, dry_run=True)[0]
        assert status in (200, 400)
        accepted |= {name} if status == 200 else set()
    assert offered == accepted
    assert offered


def test_a_description_offers_nothing(caller: Caller, finished_as: Callable[..., Job]) -> None:
    parent = finished_as(Action.DESCRIBE)
    assert caller.fetched(parent)["data"]["components"] == []
    assert act(caller, parent, "upsample1")[0] == 400


def test_an_action_is_a_new_job_at_the_speed_of_its_parent(caller: Caller, grid: Job) -> None:
    status, answer = act(caller, grid, "upsample2", mode="turbo")
    job = Job.objects.get(uid=answer["data"]["jobId"])  # type: ignore[index]  # an object where it was accepted
    assert (status, job.parent, job.mode, job.index) == (200, grid, "relax", 2)
    assert job != grid


def test_the_timeout_is_drawn_into_the_range_of_the_parent_s_speed(caller: Caller, grid: Job) -> None:
    body = {"jobId": str(grid.uid), "action": "upsample2", "timeout": 300}
    assert caller.made("action", body).timeout == 600


def test_an_upsample_is_one_picture_without_a_list(caller: Caller, single: Job) -> None:
    data = caller.fetched(single)["data"]
    assert (data["action"], data["images"], data["progress"]) == ("upsample2", None, "100")
    assert data["cdnImage"] == data["discordImage"]


def test_a_variation_is_a_grid_with_its_four_pictures(caller: Caller, grid: Job) -> None:
    job = done(caller.made("action", {"jobId": str(grid.uid), "action": "variation3"}))
    assert len(caller.fetched(job)["data"]["images"]) == 4


def test_a_job_that_is_not_there_is_told_first(caller: Caller) -> None:
    status, answer = caller.post("action", {"jobId": "7a5b1f9e-0000-4000-8000-000000000000", "action": "upsample1"})
    assert (status, "does not exist" in answer["message"]) == (400, True)


def test_a_job_that_is_not_done_is_told_before_what_it_offers(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    status, answer = act(caller, job, "pan_left")
    assert (status, answer["message"]) == (400, "Related job is not successful: its status is PENDING_QUEUE.")


def test_a_refusal_names_what_is_offered(caller: Caller, grid: Job) -> None:
    status, answer = act(caller, grid, "pan_left")
    assert status == 400
    assert str(answer["message"]).startswith(
        "Related job does not offer this action: pan_left is not among: upsample1,"
    )


@pytest.mark.parametrize("name", ["inpaint", "seed"])
def test_what_has_an_endpoint_of_its_own_is_told_where(caller: Caller, single: Job, name: str) -> None:
    status, answer = act(caller, single, name)
    assert (status, f"/midjourney/v1/{name}" in str(answer["message"])) == (400, True)


@pytest.mark.parametrize("body", [{}, {"action": "upsample1"}, {"jobId": "x"}, {"jobId": "x", "action": "explode"}])
def test_what_is_missing_is_a_400(caller: Caller, body: dict[str, str]) -> None:
    assert caller.post("action", body)[0] == 400


def test_a_stranger_s_job_does_not_exist(stranger: Caller, grid: Job) -> None:
    status, answer = act(stranger, grid, "upsample1")
    assert (status, "does not exist" in str(answer["message"])) == (400, True)


def test_what_failed_is_returned(caller: Caller, grid: Job) -> None:
    before = sum(window.left for window in Window.objects.paying(caller.user))
    job = caller.made("action", {"jobId": str(grid.uid), "action": "upsample1"})
    caller.ask("DELETE", f"job?jobId={job.uid}")
    drive()
    assert sum(window.left for window in Window.objects.paying(caller.user)) == before
