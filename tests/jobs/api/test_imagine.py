"""POST imagine: accepted once, refused with a sentence, in the contract's shapes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from jobs.models import Job, Wildcard
from mjweb.accounts.by import SITE
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse, Window

ADDRESS = "/midjourney/v1/imagine"


@pytest.fixture
def key(alice: User) -> str:
    return ApiKey.objects.issue(alice).secret


def post(client: Client, key: str, body: object, address: str = ADDRESS, **headers: str) -> tuple[int, dict[str, Any]]:
    data = body if isinstance(body, str) else json.dumps(body)
    answer = client.post(address, data, content_type="application/json", headers={"TT-API-KEY": key, **headers})
    return answer.status_code, answer.json()


def test_a_prompt_is_accepted_with_the_id_of_its_job(client: Client, key: str) -> None:
    status, answer = post(client, key, {"prompt": "a cat"})
    uid = str(Job.objects.get().uid)
    assert (status, answer) == (200, {"status": "SUCCESS", "message": "success", "data": {"jobId": uid, "job_id": uid}})


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/"])
def test_a_last_slash_does_not_matter(client: Client, key: str, address: str) -> None:
    assert post(client, key, {"prompt": "a cat"}, address)[0] == 200


@pytest.mark.parametrize(
    ("body", "mode"),
    [
        ({"prompt": "a cat"}, "fast"),
        ({"prompt": "a cat", "mode": "relax"}, "relax"),
        ({"prompt": "a cat", "model": "turbo"}, "turbo"),
        ({"prompt": "a cat --turbo", "mode": "relax"}, "relax"),
        ({"prompt": "a cat --turbo"}, "turbo"),
    ],
)
def test_the_speed_is_that_of_its_field_before_that_of_the_text(
    client: Client, key: str, body: dict[str, str], mode: str
) -> None:
    post(client, key, body)
    assert Job.objects.get().mode == mode


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"prompt": ""},
        {"prompt": "a" * 6001},
        {"prompt": "a cat", "mode": "warp"},
        {"prompt": "a cat --ar 0:1"},
        {"prompt": "a {teal, amber} kite"},
        {"prompt": "a cat --repeat 3"},
        {"prompt": "a cat", "hookUrl": "http://127.0.0.1:9/hook"},
        {"prompt": ["a cat"]},
        "[]",
        "{",
    ],
)
def test_what_cannot_be_done_is_a_400_that_costs_nothing(client: Client, key: str, alice: User, body: object) -> None:
    status, answer = post(client, key, body)
    assert (status, answer["status"], answer["data"]) == (400, "FAILED", None)
    assert answer["message"]
    assert (Job.objects.count(), Window.objects.current(Purse.objects.of(alice)).held) == (0, 0)


@pytest.mark.parametrize("wrong", ["", "mjw_x", "mjw_abcdefgh_" + "x" * 43, "Bearer x"])
def test_a_wrong_key_is_a_401(client: Client, db: None, wrong: str) -> None:
    assert post(client, wrong, {"prompt": "a cat"})[0] == 401


def test_a_revoked_key_is_a_401_at_once(client: Client, key: str) -> None:
    ApiKey.objects.get().revoke(SITE)
    assert post(client, key, {"prompt": "a cat"})[0] == 401


def test_the_key_of_somebody_who_left_is_a_401(client: Client, key: str, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert post(client, key, {"prompt": "a cat"})[0] == 401


def test_a_session_of_the_browser_is_no_key(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert post(client, "", {"prompt": "a cat"})[0] == 401


def test_too_little_left_is_a_402(client: Client, key: str, alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 1_000)
    status, answer = post(client, key, {"prompt": "a cat"})
    assert (status, "2 credits needed, 1 left." in answer["message"]) == (402, True)
    assert "Relax would still fit." in answer["message"]


def test_another_method_is_a_405(client: Client, key: str) -> None:
    assert client.get(ADDRESS, headers={"TT-API-KEY": key}).status_code == 405


def test_a_body_that_is_too_large_is_a_413_in_the_same_shape(client: Client, key: str) -> None:
    status, answer = post(client, key, {"prompt": "a cat", "more": "x" * 3_000_000})
    assert (status, answer["status"]) == (413, "FAILED")


def test_too_many_unfinished_jobs_are_a_499_with_both_phrases(client: Client, key: str) -> None:
    User.objects.update(max_queue=1)
    post(client, key, {"prompt": "a cat"})
    status, answer = post(client, key, {"prompt": "a dog"})
    assert status == 499
    assert "queue is full" in answer["message"]
    assert "ry again later" in answer["message"]


def test_the_same_idempotency_key_is_the_same_job(client: Client, key: str) -> None:
    answers = [post(client, key, {"prompt": "a cat"}, **{"Idempotency-Key": "one"}) for _ in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 1


def test_the_same_idempotency_key_for_another_body_is_a_409(client: Client, key: str) -> None:
    post(client, key, {"prompt": "a cat"}, **{"Idempotency-Key": "one"})
    assert post(client, key, {"prompt": "a dog"}, **{"Idempotency-Key": "one"})[0] == 409


def test_long_idempotency_keys_that_end_differently_are_two(client: Client, key: str) -> None:
    for end in "ab":
        assert post(client, key, {"prompt": "a cat"}, **{"Idempotency-Key": "x" * 200 + end})[0] == 200
    assert Job.objects.count() == 2


def test_wildcards_of_a_program_reach_the_engine_as_written(client: Client, key: str, alice: User) -> None:
    Wildcard.objects.create(user=alice, team=alice.team, name="animal", text="cat", count=1)
    post(client, key, {"prompt": "an __animal__"})
    assert Job.objects.get().prompt == "an __animal__"
