"""What all submits share: the dry run, the same call twice, hooks and the queue."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from jobs.models import Batch, Job
from jobs.states import State
from mjweb.accounts.by import SITE
from mjweb.accounts.models import ApiKey, Project, User
from mjweb.quotas.models import Line, Purse, Window
from tests.jobs.api.conftest import Caller, bare, noise, nothing_happened, png, uri, web

ONE = {"Idempotency-Key": "one"}
PICTURES = [uri(png("red")), uri(png("blue"))]
SUBMITS: list[tuple[str, dict[str, Any]]] = [
    ("imagine", {"prompt": "a cat"}),
    ("blend", {"imgBase64Array": PICTURES}),
    ("describe", {"base64": PICTURES[0]}),
]
STEPS: list[tuple[str, dict[str, Any]]] = [
    ("action", {"action": "low_variation"}),
    ("seed", {}),
    ("inpaint", {"mask": bare(png("white"))}),
]


@pytest.mark.parametrize(("name", "body"), SUBMITS)
@pytest.mark.parametrize("way", ["body", "query"])
def test_a_dry_run_tells_the_price_and_makes_nothing(caller: Caller, name: str, body: dict[str, Any], way: str) -> None:
    address, more = (f"{name}?dry_run=true", {}) if way == "query" else (name, {"dry_run": True})
    status, answer = caller.post(address, body | more)
    data = answer["data"]
    assert (status, data["dry_run"], data["action"]) == (200, True, name)
    assert data["left"] == data["balance"] - data["quota"] == 100 - data["quota"]
    assert nothing_happened(caller.user)
    assert not Line.objects.filter(kind="hold").exists()


@pytest.mark.parametrize(("name", "body"), STEPS)
def test_a_dry_run_of_a_step_makes_nothing(caller: Caller, single: Job, name: str, body: dict[str, Any]) -> None:
    before = Job.objects.count()
    status, answer = caller.post(name, {"jobId": str(single.uid), "dry_run": True} | body)
    assert (status, answer["data"]["quota"], answer["data"]["mode"]) == (200, 1, "relax")
    assert Job.objects.count() == before


@pytest.mark.parametrize(("prompt", "mode", "quota"), [("a cat --v 6", "fast", 3), ("a cat", "turbo", 4)])
def test_a_dry_run_tells_what_is_charged(caller: Caller, prompt: str, mode: str, quota: int) -> None:
    body = {"prompt": prompt, "mode": mode}
    assert caller.post("imagine", body | {"dry_run": True})[1]["data"]["quota"] == quota
    assert caller.made("imagine", body).quote == quota * 1000


@pytest.mark.parametrize("no", [False, "false", 0, None, ""])
def test_only_a_yes_makes_it_dry(caller: Caller, no: object) -> None:
    assert "jobId" in caller.post("imagine", {"prompt": "a cat", "dry_run": no})[1]["data"]


def test_a_dry_run_is_refused_as_the_call_would_be(caller: Caller) -> None:
    body = {"prompt": "a cat", "dry_run": True}
    Window.objects.allow(Purse.objects.of(caller.user), 1_000)
    assert caller.post("imagine", body)[0] == 402
    Window.objects.allow(Purse.objects.of(caller.user), 9_000)
    User.objects.update(max_queue=1)
    caller.made("imagine", {"prompt": "a dog"})
    assert caller.post("imagine", body)[0] == 499
    assert caller.post("imagine", body | {"prompt": "a cat --ar 0:1"})[0] == 400


# The same call twice --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "body"), SUBMITS)
def test_the_same_key_and_body_is_the_same_job(caller: Caller, name: str, body: dict[str, Any]) -> None:
    answers = [caller.post(name, body, **ONE) for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0][0], Job.objects.count()) == (200, 1)


@pytest.mark.parametrize(("name", "body"), STEPS)
def test_the_same_key_and_step_is_the_same_job(caller: Caller, single: Job, name: str, body: dict[str, Any]) -> None:
    asked = {"jobId": str(single.uid)} | body
    answers = [caller.post(name, asked, **ONE) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 200


@pytest.mark.parametrize("change", [{"prompt": "a dog"}, {"mode": "relax"}, {"timeout": 700}, {"notify_id": "n-1"}])
def test_the_same_key_with_a_changed_body_is_a_409(caller: Caller, change: dict[str, object]) -> None:
    body = {"prompt": "a cat"}
    caller.post("imagine", body, **ONE)
    assert caller.post("imagine", body | change, **ONE)[0] == 409
    assert Job.objects.count() == 1


def test_the_same_key_at_another_endpoint_is_a_409(caller: Caller) -> None:
    caller.post("imagine", {"prompt": "a cat"}, **ONE)
    assert caller.post("describe", {"base64": PICTURES[0]}, **ONE)[0] == 409


def test_the_same_call_is_answered_when_nothing_more_would_fit(caller: Caller) -> None:
    User.objects.update(max_queue=1)
    Window.objects.allow(Purse.objects.of(caller.user), 2_000)
    answers = [caller.post("imagine", {"prompt": "a cat"}, **ONE) for _ in range(2)]
    assert answers[0] == answers[1]


@pytest.mark.usefixtures("allowed")
def test_the_same_call_is_answered_without_another_fetch(caller: Caller) -> None:
    paths: list[str] = []
    with web(png("red"), paths=paths) as url:
        answers = [caller.post("describe", {"url": url}, **ONE) for _ in range(2)]
    answers.append(caller.post("describe", {"url": url}, **ONE))  # now nothing is there any more
    assert (answers[0][0], len(paths)) == (200, 1)
    assert answers[0] == answers[1] == answers[2]


def test_the_same_call_is_answered_when_its_hook_cannot_be_found_any_more(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_host: str, _port: int) -> list[str]:
        raise OSError

    body = {"prompt": "a cat", "hookUrl": "https://mine.example.org/hook"}
    monkeypatch.setattr("jobs.hooks.system_resolver", lambda _host, _port: ["93.184.216.34"])
    first = caller.post("imagine", body, **ONE)
    monkeypatch.setattr("jobs.hooks.system_resolver", lost)
    assert first == caller.post("imagine", body, **ONE)
    assert caller.post("imagine", body)[0] == 400


@pytest.mark.parametrize(("name", "body"), STEPS)
def test_the_same_step_is_answered_when_its_parent_offers_it_no_more(
    caller: Caller, single: Job, name: str, body: dict[str, Any]
) -> None:
    asked = {"jobId": str(single.uid)} | body
    first = caller.post(name, asked, **ONE)
    Job.objects.filter(pk=single.pk).update(state=State.FAILED)
    assert first == caller.post(name, asked, **ONE)
    assert caller.post(name, asked)[0] == 400


def test_a_key_of_another_request_is_told_before_anything_is_fetched(caller: Caller) -> None:
    caller.post("imagine", {"prompt": "a cat"}, **ONE)
    status, _answer = caller.post("describe", {"url": "http://127.0.0.1:9/", "hookUrl": "http://127.0.0.1:9/"}, **ONE)
    assert status == 409


def test_a_long_picture_is_known_again(caller: Caller) -> None:
    body = {"base64": bare(noise(900))}
    answers = [caller.post("describe", body, **ONE) for _ in range(2)]
    assert (answers[0][0], answers[0]) == (200, answers[1])
    assert caller.post("describe", {"base64": bare(noise(900))}, **ONE)[0] == 409


def test_two_people_may_use_the_same_key(caller: Caller, stranger: Caller) -> None:
    for each in (caller, stranger):
        assert each.post("imagine", {"prompt": "a cat"}, **ONE)[0] == 200
    assert Job.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("room", [1, 10])
def test_the_same_call_fifty_times_at_once_is_one_job(room: int) -> None:
    user = User.objects.add("many@example.org")
    User.objects.update(max_queue=room)
    secret = ApiKey.objects.issue(user).secret

    def call(_: int) -> tuple[int, str]:
        try:
            answer = Caller(user, secret).post("imagine", {"prompt": "a cat"}, **ONE)
            return answer[0], answer[1]["data"]["jobId"]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(call, range(50)))
    assert answers == {(200, str(Job.objects.get().uid))}
    assert Batch.objects.count() == Line.objects.filter(kind="hold").count() == 1


# The terms ------------------------------------------------------------------------------------------------------------


def test_a_hook_that_may_be_called_stays_with_its_job(caller: Caller, settings: Settings) -> None:
    settings.ENV = replace(settings.ENV, allow_networks=(ip_network("127.0.0.0/8"),))
    url = "http://127.0.0.1:9/hook"
    job = caller.made("imagine", {"prompt": "a cat", "hookUrl": url})
    assert (job.hook_url, caller.fetched(job)["data"]["hookUrl"]) == (url, url)


@pytest.mark.parametrize(("name", "body"), SUBMITS)
def test_a_hook_inside_is_refused_by_every_submit(caller: Caller, name: str, body: dict[str, Any]) -> None:
    status, answer = caller.post(name, body | {"hookUrl": "http://127.0.0.1:9/hook"})
    assert (status, "hookUrl" in answer["message"]) == (400, True)
    assert nothing_happened(caller.user)


def test_the_job_knows_the_key_that_asked_for_it(caller: Caller) -> None:
    job = caller.made("imagine", {"prompt": "a cat"})
    assert job.batch.api_key == ApiKey.objects.get()


def test_a_key_with_an_allowance_spends_no_more_than_that(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    Purse.objects.limit(key, 1_000)
    status, answer = Caller(alice, key.secret).post("imagine", {"prompt": "a cat"})
    assert (status, "left of what the API key of this job may spend" in answer["message"]) == (402, True)


@pytest.mark.parametrize(("name", "body"), SUBMITS)
def test_past_the_queue_nothing_is_made(caller: Caller, name: str, body: dict[str, Any]) -> None:
    User.objects.update(max_queue=1)
    caller.made("imagine", {"prompt": "a dog"})
    assert caller.post(name, body)[0] == 499
    assert Job.objects.count() == 1


def test_every_key_is_another_press(caller: Caller) -> None:
    for _ in range(2):
        caller.post("imagine", {"prompt": "a cat"}, **{"Idempotency-Key": secrets.token_hex(8)})
        caller.post("imagine", {"prompt": "a cat"})
    assert Job.objects.count() == 4


BLIND: list[tuple[str, dict[str, Any]]] = [
    ("blend", {"imgBase64Array": ["AAAA", "AAAA"]}),
    ("describe", {"base64": "AAAA"}),
    ("describe", {"url": "http://127.0.0.1:9/x.png"}),
    ("inpaint", {"mask": "AAAA"}),
]


@pytest.mark.parametrize(("name", "body"), BLIND)
@pytest.mark.parametrize("dry", [True, False])
@pytest.mark.parametrize("status", [402, 499])
def test_nobody_looks_at_pictures_that_nothing_can_be_made_of(
    caller: Caller, single: Job, name: str, body: dict[str, Any], dry: bool, status: int
) -> None:
    asked = {"jobId": str(single.uid), "dry_run": dry} | body
    assert caller.post(name, asked)[0] == 400
    if status == 402:
        Window.objects.allow(Purse.objects.of(caller.user), 0)
    else:
        User.objects.update(max_queue=1)
        caller.made("imagine", {"prompt": "a dog"})
    assert caller.post(name, asked)[0] == status


def test_a_call_names_the_project_of_its_team(caller: Caller) -> None:
    spring = Project.objects.create(team=caller.user.team, name="Spring")
    assert caller.made("imagine", {"prompt": "a cat", "project": "spring"}).project == spring


@pytest.mark.parametrize("project", ["Elsewhere", "x" * 81, 7])
def test_a_project_that_is_none_of_the_teams_is_refused(caller: Caller, project: object, charlie: User) -> None:
    Project.objects.create(team=charlie.team, name="Elsewhere")
    status, answer = caller.post("imagine", {"prompt": "a cat", "project": project})
    assert (status, "project must" in answer["message"]) == (400, True)
    assert nothing_happened(caller.user)


def test_the_same_call_gets_the_same_job_although_its_project_has_ended(caller: Caller) -> None:
    spring = Project.objects.create(team=caller.user.team, name="Spring")
    body = {"prompt": "a cat", "project": "Spring"}
    first = caller.post("imagine", body, **ONE)
    spring.end(SITE)
    assert caller.post("imagine", body, **ONE) == first
    assert Job.objects.count() == 1


def test_another_project_is_another_call(caller: Caller) -> None:
    for name in ("Spring", "Autumn"):
        Project.objects.create(team=caller.user.team, name=name)
    caller.post("imagine", {"prompt": "a cat", "project": "Spring"}, **ONE)
    assert caller.post("imagine", {"prompt": "a cat", "project": "Autumn"}, **ONE)[0] == 409


def test_a_dry_run_asks_the_ceiling_of_the_project(caller: Caller) -> None:
    spring = Project.objects.create(team=caller.user.team, name="Spring")
    Window.objects.allow(Purse.objects.create(project=spring), 1_000)
    assert caller.post("imagine", {"prompt": "a cat", "project": "Spring", "dry_run": True})[0] == 402
