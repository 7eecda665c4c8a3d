"""POST inpaint: the white part of a single picture is drawn anew."""

from __future__ import annotations

import pytest

from jobs.models import Job, Upload
from tests.jobs.api.conftest import Caller, bare, done, png, uri

MASK = png("white")


@pytest.mark.parametrize("mask", [bare(MASK), uri(MASK), bare(png("white", kind="WEBP"))])
def test_a_region_becomes_a_grid(caller: Caller, single: Job, mask: str) -> None:
    job = done(caller.made("inpaint", {"jobId": str(single.uid), "mask": mask, "prompt": "a red hat"}))
    data = caller.fetched(job)["data"]
    assert (data["action"], data["prompt"], len(data["images"])) == ("inpaint", "a red hat", 4)


def test_without_a_prompt_the_old_words_are_taken(caller: Caller, single: Job) -> None:
    job = caller.made("inpaint", {"jobId": str(single.uid), "mask": bare(MASK), "prompt": ""})
    assert (job.prompt, job.mode) == (single.prompt, "relax")


def test_a_grid_has_no_region(caller: Caller, grid: Job) -> None:
    status, answer = caller.post("inpaint", {"jobId": str(grid.uid), "mask": bare(MASK)})
    assert (status, "does not offer" in answer["message"]) == (400, True)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("mask", [None, "", "?", uri(b"no picture")])
def test_a_mask_must_be_a_picture(caller: Caller, single: Job, mask: object) -> None:
    status, answer = caller.post("inpaint", {"jobId": str(single.uid), "mask": mask})
    assert (status, "mask" in answer["message"]) == (400, True)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("prompt", ["a {red, blue} hat", "a hat --repeat 3", "a hat --ar 0:1", ["a hat"]])
def test_words_that_make_no_job_are_a_400(caller: Caller, single: Job, prompt: object) -> None:
    assert caller.post("inpaint", {"jobId": str(single.uid), "mask": bare(MASK), "prompt": prompt})[0] == 400
    assert not Upload.objects.exists()


def test_a_stranger_s_job_does_not_exist(stranger: Caller, single: Job) -> None:
    status, answer = stranger.post("inpaint", {"jobId": str(single.uid), "mask": bare(MASK)})
    assert (status, "does not exist" in answer["message"]) == (400, True)
