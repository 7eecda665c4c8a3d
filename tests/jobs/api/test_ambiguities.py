"""Where versions and clients of TT API's contract disagree: what this server does, row by row.

A row that is about a client only says what our server does for such a client.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from jobs.actions import Action
from jobs.models import Job
from jobs.states import State
from mjweb.quotas.models import Window
from tests.jobs.api.conftest import Caller, bare, done, nothing_happened, png, uri
from tests.jobs.conftest import press
from tests.jobs.upstream import Upstream, faults

# What scanners in clients interpret wherever it stands.
TAKEN_NAMES = {"id", "value", "label", "name", "url", "image", "status"}


@pytest.mark.parametrize(
    ("fields", "mode"),
    [
        *(({"mode": "relax"}, "relax"), ({"model": "turbo"}, "turbo"), ({"model": "v6.0"}, "fast"), ({}, "fast")),
        ({"mode": "fast", "model": "relax"}, "fast"),
    ],
)
def test_row_01_mode_and_model(caller: Caller, fields: dict[str, str], mode: str) -> None:
    assert caller.made("imagine", {"prompt": "a cat"} | fields).mode == mode


def test_row_02_actions_and_action_are_the_same(caller: Caller, single: Job) -> None:
    data = caller.fetched(single)["data"]
    assert data["action"] == data["actions"] == "upsample2"


def test_row_03_both_spellings_of_the_id(caller: Caller) -> None:
    data = caller.post("imagine", {"prompt": "a cat"})[1]["data"]
    assert list(data) == ["jobId", "job_id"]
    assert data["jobId"] == data["job_id"]


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING, State.FETCHING, State.UNKNOWN])
def test_row_04_progress_is_never_100_before_success(caller: Caller, state: State) -> None:
    (job,) = press(caller.user, "a cat")
    Job.objects.filter(pk=job.pk).update(state=state, progress=100)
    answer = caller.fetched(job)
    assert answer["status"] in ("PENDING_QUEUE", "ON_QUEUE")
    assert re.fullmatch(r"\d{1,2}", answer["data"]["progress"])


def test_row_05_the_seed_is_null_until_it_is_known_then_digits(caller: Caller, ttapi: Upstream) -> None:
    (job,) = press(caller.user, "a cat --seed 17")
    assert caller.fetched(job)["data"]["seed"] is None
    assert caller.fetched(done(job))["data"]["seed"] == "17"


def test_row_06_the_price_is_a_string_in_fetch_and_a_number_in_lists(caller: Caller, grid: Job) -> None:
    assert caller.fetched(grid)["data"]["quota"] == "1"
    assert caller.get("fetch-list")[1]["data"][0]["quota"] == 1


@pytest.mark.parametrize("wanted", [True, False, None])
def test_row_07_every_grid_has_four_pictures_whatever_was_asked(
    caller: Caller, ttapi: Upstream, wanted: bool | None
) -> None:
    job = done(caller.made("imagine", {"prompt": "a cat", "getUImages": wanted}))
    data = caller.fetched(job)["data"]
    assert len(set(data["images"])) == 4
    assert data["components"]


def test_row_08_components_are_a_list_in_every_state(caller: Caller, ttapi: Upstream) -> None:
    ttapi.script(faults.fails("no"), prompt="dog")
    waiting, failed = caller.made("imagine", {"prompt": "a cat"}), caller.made("imagine", {"prompt": "a dog"})
    assert caller.fetched(waiting)["data"]["components"] == []
    done(waiting)
    assert caller.fetched(waiting)["data"]["components"][:4] == [f"upsample{n}" for n in (1, 2, 3, 4)]
    assert caller.fetched(failed)["data"]["components"] == []


def test_row_09_data_is_an_object_in_fetch_and_null_in_a_refusal(caller: Caller, ttapi: Upstream) -> None:
    ttapi.script(faults.fails("no"))
    job = caller.made("imagine", {"prompt": "a dog"})
    assert isinstance(caller.fetched(job)["data"], dict)
    Job.objects.move(job.pk, State.QUEUED, State.FAILED)
    assert caller.fetched(job)["data"]["prompt"] == "a dog"
    assert caller.post("imagine", {"prompt": ""})[1]["data"] is None


def test_row_10_success_of_a_submit_means_accepted_only(caller: Caller) -> None:
    status, answer = caller.post("imagine", {"prompt": "a cat"})
    assert (status, answer["status"]) == (200, "SUCCESS")
    assert Job.objects.get().state == State.QUEUED


def test_row_11_get_and_post_query_and_body_are_one(caller: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    ways = [("GET", True), ("POST", True), ("POST", False), ("GET", False)]
    answers = []
    for method, in_query in ways:
        address = f"fetch?jobId={job.uid}" if in_query else "fetch"
        answers.append(caller.ask(method, address, None if in_query else {"jobId": str(job.uid)}))
    assert all(answer == answers[0] for answer in answers)
    assert caller.get("info") == caller.post("info")
    assert caller.get("fetch-list?status=0") == caller.post("fetch-list", {"status": "0"})


@pytest.mark.parametrize(("asked", "seconds"), [(300, 600), ("300", 600), (0, 600), (5000, 1200), ("soon", 600)])
def test_row_12_the_timeout_is_drawn_into_the_range_of_the_speed(caller: Caller, asked: object, seconds: int) -> None:
    assert caller.made("imagine", {"prompt": "a cat", "mode": "relax", "timeout": asked}).timeout == seconds


@pytest.mark.parametrize("form", ["TT-API-KEY: {}", "tt-api-key: {}", "Authorization: Bearer {}", "Tt-Api-Key: {}, {}"])
def test_row_13_the_header_in_every_spelling(caller: Caller, form: str) -> None:
    name, _, value = form.partition(": ")
    answer = caller.client.get("/midjourney/v1/info", headers={name: value.format(caller.secret, caller.secret)})
    assert answer.status_code == 200


@pytest.mark.parametrize("kind", ["application-json", "application/x-www-form-urlencoded", "text/plain", ""])
def test_row_14_json_is_read_whatever_its_type(caller: Caller, kind: str) -> None:
    assert caller.post("imagine", {"prompt": "a cat"}, kind=kind)[0] == 200
    assert caller.post("imagine", "prompt=a+dog", kind=kind)[0] == 200


@pytest.mark.parametrize("form", [uri, bare])
def test_row_15_base64_with_and_without_prefix_everywhere(
    caller: Caller, single: Job, form: Callable[[bytes], str]
) -> None:
    picture = form(png("white"))
    assert caller.post("describe", {"base64": picture})[0] == 200
    assert caller.post("blend", {"imgBase64Array": [picture, picture]})[0] == 200
    assert caller.post("inpaint", {"jobId": str(single.uid), "mask": picture})[0] == 200


@pytest.mark.parametrize(
    ("body", "name"),
    [
        *(({"action": "U1"}, "upsample1"), ({"action": "V4"}, "variation4"), ({"action": "UPSCALE_1"}, "upsample1")),
        *(({"customId": "MJ::JOB::upsample::3::x"}, "upsample3"), ({"action": "MJ::JOB::reroll::0"}, "reroll")),
    ],
)
@pytest.mark.parametrize("field", ["jobId", "taskId", "job_id"])
def test_row_16_guessed_names_are_understood(
    caller: Caller, finished_as: Callable[..., Job], body: dict[str, str], name: str, field: str
) -> None:
    parent = finished_as(Action.IMAGINE)
    status, answer = caller.post("action", {field: str(parent.uid), "dry_run": True} | body)
    assert (status, answer["data"]["action"]) == (200, name)


def test_row_16_guessed_names_of_a_single_picture_are_understood(
    caller: Caller, finished_as: Callable[..., Job]
) -> None:
    parent = finished_as(Action.UPSCALE)
    names = {
        "vary_strong": "high_variation",
        "vary_subtle": "low_variation",
        "zoom_out_2x": "zoom_out_2",
        "zoom_out_1_5x": "zoom_out_1_5",
    }
    for alias, name in names.items():
        body = {"jobId": str(parent.uid), "action": alias, "dry_run": True}
        assert caller.post("action", body)[1]["data"]["action"] == name


def test_row_17_an_action_is_always_a_new_job(caller: Caller, grid: Job) -> None:
    body = {"jobId": str(grid.uid), "action": "reroll"}
    found = {caller.made("action", body).uid for _ in range(2)} | {grid.uid}
    assert len(found) == 3


def test_row_18_the_first_address_is_the_reachable_picture(caller: Caller, grid: Job) -> None:
    data = caller.fetched(grid)["data"]
    first = re.search(r"https?://[^\"]+", json.dumps(data))
    assert first is not None
    assert first[0] == data["discordImage"] == data["cdnImage"]


def test_row_19_addresses_are_absolute_end_in_an_extension_and_need_no_key(caller: Caller, grid: Job) -> None:
    data = caller.fetched(grid)["data"]
    for address in [data["cdnImage"], *data["images"]]:
        assert re.fullmatch(r"http://localhost:8000/[^?#]+\.(png|jpg|webp)", address)
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")


@pytest.mark.parametrize("status", ["SUCCESS", "success", "2"])
def test_row_20_states_by_name_and_number_numbers_back(caller: Caller, grid: Job, status: str) -> None:
    for query in (f"?status={status}", ""):
        assert [row["status"] for row in caller.get(f"fetch-list{query}")[1]["data"]] == [2]


def test_row_21_unknown_fields_are_ignored_and_a_reference_comes_back(caller: Caller) -> None:
    odd = {"version": 6, "aspect": "3:2", "account_id": [], "notifyId": "n-1", "translation": False}
    job = caller.made("imagine", {"prompt": "a cat", **odd})
    data = caller.fetched(job)["data"]
    assert data["notify_id"] == data["notifyId"] == "n-1"


def test_row_22_no_further_key_has_a_name_that_scanners_take(caller: Caller, grid: Job) -> None:
    data = caller.fetched(grid)["data"]
    described = done(caller.made("describe", {"base64": uri(png())}))
    priced = caller.post("imagine", {"prompt": "a cat", "dry_run": True})[1]["data"]
    assert not TAKEN_NAMES & (set(data) | set(caller.fetched(described)["data"]) | set(priced))


def test_row_23_the_message_of_success_is_success(caller: Caller, grid: Job) -> None:
    assert caller.fetched(grid)["message"] == "success"
    assert caller.post("imagine", {"prompt": "a cat"})[1]["message"] == "success"


def test_row_24_fields_of_a_reworked_copy_change_nothing(caller: Caller) -> None:
    odd = {
        "cref": "https://a.example/x.png",
        "style": "raw",
        "quality": 2,
        "chaos": 9,
        "seed": 3,
        "tile": True,
        "stop": 9,
    }
    assert caller.made("imagine", {"prompt": "a cat", **odd}).prompt == "a cat"


def test_row_25_an_unknown_job_is_a_400_and_never_a_401(caller: Caller, stranger: Caller) -> None:
    (job,) = press(caller.user, "a cat")
    nonsense = [stranger.get(f"fetch?jobId={name}") for name in (job.uid, "nonsense", "1", "")]
    assert {status for status, _ in nonsense} == {400}
    assert {answer["status"] for _, answer in nonsense} == {"FAILED"}


def test_row_26_a_bad_prompt_is_a_400_on_submit_and_a_200_on_check(caller: Caller) -> None:
    body = {"prompt": "a cat --ar 0:1"}
    submitted, checked = caller.post("imagine", body), caller.post("promptCheck", body)
    assert (submitted[0], checked[0]) == (400, 200)
    assert submitted[1]["status"] == checked[1]["status"] == "FAILED"
    assert nothing_happened(caller.user)


@pytest.mark.parametrize("address", ["/midjourney/v1/imagine/", "http://testserver//midjourney//v1//imagine"])
def test_row_27_slashes_more_or_less_lose_no_body(caller: Caller, address: str) -> None:
    assert caller.post(address, {"prompt": "a cat"})[0] == 200


def test_row_28_no_cors_unless_it_is_asked_for(caller: Caller) -> None:
    caller.get("info", Origin="https://app.example.org")
    assert "Access-Control-Allow-Origin" not in caller.last.headers


@pytest.mark.parametrize("word", ["PORTRAIT", "portrait", "Portrait"])
def test_row_29_dimensions_in_any_case(caller: Caller, word: str) -> None:
    job = caller.made("blend", {"imgBase64Array": [uri(png("red")), uri(png("blue"))], "dimensions": word})
    assert job.aspect == (2, 3)


def test_row_30_nothing_is_shown_before_success(caller: Caller, grid: Job) -> None:
    Job.objects.filter(pk=grid.pk).update(state=State.FETCHING)
    data = caller.fetched(grid)["data"]
    assert (data["images"], data["cdnImage"], data["discordImage"], data["components"]) == (None, None, None, [])


def test_row_31_a_speed_that_a_model_had_not_once_is_not_refused(caller: Caller) -> None:
    assert caller.post("imagine", {"prompt": "a cat --v 7", "mode": "fast"})[0] == 200


def test_nothing_is_held_by_asking(caller: Caller, grid: Job) -> None:
    before = [window.left for window in Window.objects.paying(caller.user)]
    for address in (f"fetch?jobId={grid.uid}", "fetch-list", "info", "/midjourney/status"):
        caller.get(address)
    caller.post("promptCheck", {"prompt": "a cat"})
    assert [window.left for window in Window.objects.paying(caller.user)] == before
