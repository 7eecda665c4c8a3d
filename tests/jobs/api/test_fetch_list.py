"""Fetch-list: one's own jobs in one state, in rows of the contract's spelling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobs.actions import Action
from jobs.models import Job
from jobs.states import State
from tests.jobs.api.conftest import Caller
from tests.jobs.conftest import press

KEYS = {
    *("job_id", "model", "action", "quota", "status", "progress", "prompt", "discord_image", "cdn_image"),
    *("hook_url", "components", "message", "seed", "created_at", "updated_at"),
}


def rows(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    status, answer = caller.get(f"fetch-list?{query}")
    assert (status, answer["status"]) == (200, "SUCCESS")
    data: list[dict[str, Any]] = answer["data"]
    return data


@pytest.fixture
def jobs(caller: Caller, finished_as: Callable[..., Job]) -> dict[str, Job]:
    """One job in each state that the wire knows."""
    found = {name: press(caller.user, f"a {name} cat")[0] for name in ("waiting", "running", "failed")}
    Job.objects.filter(pk=found["running"].pk).update(state=State.RUNNING, progress=40)
    Job.objects.move(found["failed"].pk, State.QUEUED, State.FAILED, message="[Invalid prompt] no")
    return {"done": finished_as(Action.IMAGINE), **found}


def test_the_row_of_a_finished_job_has_every_column(caller: Caller, grid: Job) -> None:
    (row,) = rows(caller)
    assert set(row) == KEYS
    assert (row["job_id"], row["model"], row["action"], row["quota"]) == (str(grid.uid), "relax", "imagine", 1)
    assert (row["status"], row["progress"], row["prompt"]) == (2, "100", "a cat --ar 3:2")
    assert row["cdn_image"].endswith(".png")
    assert len(row["created_at"]) == len("2024-01-02 03:04:05")


@pytest.mark.parametrize(
    ("status", "name"),
    [
        *(("", "done"), ("SUCCESS", "done"), ("success", "done"), ("2", "done")),
        *(("PENDING_QUEUE", "waiting"), ("pending_queue", "waiting"), ("0", "waiting")),
        *(("ON_QUEUE", "running"), ("1", "running"), ("Failed", "failed"), ("3", "failed")),
    ],
)
def test_a_state_is_read_by_name_in_any_case_and_by_number(
    caller: Caller, jobs: dict[str, Job], status: str, name: str
) -> None:
    assert [row["job_id"] for row in rows(caller, f"status={status}")] == [str(jobs[name].uid)]


def test_a_failed_row_says_why(caller: Caller, jobs: dict[str, Job]) -> None:
    (row,) = rows(caller, "status=FAILED")
    assert (row["message"], row["progress"]) == ("[Invalid prompt] no", None)


def test_pages_follow_one_another_without_gap_or_overlap(caller: Caller) -> None:
    made = [str(press(caller.user, f"cat {n}")[0].uid) for n in range(5)]
    pages = [rows(caller, f"status=0&limit=2&page={page}") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert [row["job_id"] for page in pages for row in page] == made[::-1]


def test_the_oldest_may_come_first(caller: Caller) -> None:
    made = [str(press(caller.user, f"cat {n}")[0].uid) for n in range(3)]
    assert [row["job_id"] for row in rows(caller, "status=0&order=ASC")] == made


def test_ten_rows_are_given_and_a_hundred_at_most(caller: Caller) -> None:
    press(caller.user, "a cat --repeat 12", "relax")
    assert len(rows(caller, "status=0")) == 10
    assert len(rows(caller, "status=0&limit=5000")) == 12


@pytest.mark.parametrize("query", ["page=0", "page=-3", "limit=0", "page=1&limit="])
def test_what_is_out_of_range_is_drawn_into_it(caller: Caller, jobs: dict[str, Job], query: str) -> None:
    assert len(rows(caller, query)) == 1


@pytest.mark.parametrize("query", ["page=one", "limit=1.5", "status=LOST", "status=4", "order=up"])
def test_what_makes_no_sense_is_a_400(caller: Caller, query: str) -> None:
    assert caller.get(f"fetch-list?{query}")[0] == 400


def test_the_question_may_come_as_a_post(caller: Caller, jobs: dict[str, Job]) -> None:
    status, answer = caller.post("fetch-list", {"status": 3, "page": 1, "limit": 5})
    assert (status, len(answer["data"])) == (200, 1)


def test_a_stranger_s_list_is_empty(caller: Caller, stranger: Caller, jobs: dict[str, Job]) -> None:
    assert rows(stranger) == []


def test_a_page_of_rows_costs_as_many_queries_as_one_row(
    caller: Caller, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    press(caller.user, "a cat --repeat 12", "relax")
    caller.get("fetch-list")
    with django_assert_max_num_queries(4):
        rows(caller, "status=0&limit=100")
