"""Fetch: the shape of the contract in every state, and only one's own jobs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import ApiKey, User
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream, faults
from tests.jobs.views.conftest import late

ADDRESS = "/midjourney/v1/fetch"
KEYS = {
    "action", "actions", "cdnImage", "components", "discordImage", "height", "hookUrl", "images", "jobId",
    "progress", "prompt", "quota", "seed", "width",
}  # fmt: skip


def fetch(client: Client, user: User, job: Job | str) -> tuple[int, dict[str, Any]]:
    key = ApiKey.objects.issue(user).secret
    uid = job if isinstance(job, str) else str(job.uid)
    answer = client.get(ADDRESS, {"jobId": uid}, headers={"TT-API-KEY": key})
    return answer.status_code, answer.json()


def test_a_job_in_line_is_pending(client: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    status, answer = fetch(client, alice, job)
    assert (status, answer["status"], answer["data"]["progress"]) == (200, "PENDING_QUEUE", "0")


def test_a_finished_grid_has_its_pictures_and_what_may_follow(client: Client, alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    drive()
    _status, answer = fetch(client, alice, job)
    data = answer["data"]
    assert (answer["status"], data["progress"], len(data["images"])) == ("SUCCESS", "100", 4)
    assert data["components"][:5] == ["upsample1", "upsample2", "upsample3", "upsample4", "variation1"]
    assert (data["prompt"], data["quota"]) == ("a cat", "2")


def test_its_addresses_need_no_key_and_end_in_an_extension(client: Client, alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    drive()
    data = fetch(client, alice, job)[1]["data"]
    for address in (*data["images"], data["cdnImage"], data["discordImage"]):
        assert address.endswith(".png")
        assert Client().get(address.removeprefix("http://localhost:8000")).status_code == 200


def test_a_failed_job_is_a_200_with_its_reason(client: Client, alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.fails("[Banned prompt detected] word"))
    (job,) = press(alice, "a cat")
    drive()
    status, answer = fetch(client, alice, job)
    assert (status, answer["status"], answer["message"]) == (200, "FAILED", "[Banned prompt detected] word")
    assert (answer["data"]["progress"], answer["data"]["components"]) == (None, [])


def test_no_key_is_ever_left_out(client: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    before = fetch(client, alice, job)[1]["data"]
    Job.objects.move(job.pk, State.QUEUED, State.CANCELED, reason="canceled")
    after = fetch(client, alice, job)[1]["data"]
    assert set(before) >= KEYS
    assert set(after) >= KEYS


def test_a_canceled_job_says_so(client: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    Job.objects.move(job.pk, State.QUEUED, State.CANCELED, reason="canceled")
    assert fetch(client, alice, job)[1]["message"] == "You cancelled this job. It had not started."


def test_the_question_may_come_as_a_post(client: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    key = ApiKey.objects.issue(alice).secret
    answer = client.post(ADDRESS, {"jobId": str(job.uid)}, content_type="application/json", headers={"TT-API-KEY": key})
    assert answer.json()["jobId"] == str(job.uid)


@pytest.mark.parametrize("name", ["bob", "charlie"])
def test_nobody_else_s_job_exists(client: Client, alice: User, request: pytest.FixtureRequest, name: str) -> None:
    (job,) = press(alice, "a cat")
    other: User = request.getfixturevalue(name)
    assert fetch(client, other, job)[0] == 400


@pytest.mark.parametrize("uid", ["", "x", "00000000-0000-0000-0000-000000000000", "'; --"])
def test_a_job_that_is_not_there_is_a_400(client: Client, alice: User, uid: str) -> None:
    status, answer = fetch(client, alice, uid)
    assert (status, answer["status"]) == (400, "FAILED")


def test_without_a_key_nothing_is_said(client: Client, alice: User) -> None:
    (job,) = press(alice, "a cat")
    assert client.get(ADDRESS, {"jobId": str(job.uid)}).status_code == 401


def test_what_came_late_stays_failed_for_programs(client: Client, alice: User) -> None:
    job = late(alice)
    _status, answer = fetch(client, alice, job)
    data = answer["data"]
    assert (answer["status"], answer["message"] != "", data["progress"]) == ("FAILED", True, None)
    assert (data["images"], data["cdnImage"], data["components"], data["width"]) == (None, None, [], None)


def test_programs_cannot_go_on_from_what_came_late(client: Client, alice: User) -> None:
    key = ApiKey.objects.issue(alice).secret
    asked = {"jobId": str(late(alice).uid), "action": "upsample1"}
    answer = client.post("/midjourney/v1/action", asked, content_type="application/json", headers={"TT-API-KEY": key})
    assert (answer.status_code, answer.json()["message"]) == (
        400,
        "Related job is not successful: its status is FAILED.",
    )
