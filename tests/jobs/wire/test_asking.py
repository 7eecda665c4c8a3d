"""What callers ask, in all the ways they are known to ask it."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from jobs import wire
from jobs.actions import Action, Step
from jobs.engines.base import Mode


def test_a_prompt_alone_is_enough() -> None:
    asked = wire.read_imagine({"prompt": "a fox"})
    assert asked == wire.ImagineRequest("a fox", "fast")


def test_the_prompt_is_kept_to_the_letter() -> None:
    prompt = "  a “fox” — https://a.example/x.png  --ar 3:2 \n"
    assert wire.read_imagine({"prompt": prompt}).prompt == prompt


@pytest.mark.parametrize(
    ("body", "mode"),
    [
        ({}, "fast"),
        ({"mode": "relax"}, "relax"),
        ({"mode": "TURBO"}, "turbo"),
        ({"model": "relax"}, "relax"),
        ({"mode": "fast", "model": "relax"}, "fast"),
        ({"model": "v6.0"}, "fast"),
        ({"mode": None, "model": "turbo"}, "turbo"),
        ({"mode": "", "model": 6}, "fast"),
    ],
)
def test_the_speed_is_mode_else_a_model_that_is_one(body: dict[str, object], mode: str) -> None:
    assert wire.read_imagine({"prompt": "a fox"} | body).mode == mode


@pytest.mark.parametrize(
    ("timeout", "mode", "seconds"),
    [
        (None, "fast", 300),
        (None, "relax", 600),
        (300, "relax", 600),
        (0, "fast", 300),
        (-5, "fast", 300),
        (5000, "turbo", 1200),
        ("450", "fast", 450),
        ("450.7", "fast", 450),
        (450.7, "fast", 450),
        ("soon", "fast", 300),
        (True, "fast", 300),
        (float("inf"), "fast", 1200),
        (float("nan"), "fast", 300),
        ([], "relax", 600),
        ("", "fast", 300),
        ("9" * 400, "fast", 300),
    ],
)
def test_the_timeout_is_drawn_into_the_range_of_the_speed(timeout: object, mode: Mode, seconds: int) -> None:
    asked = wire.read_timeout({"timeout": timeout})
    assert wire.clamp_timeout(asked, mode) == seconds


@pytest.mark.parametrize("hook", [None, "", "  "])
def test_no_hook_is_written_in_three_ways(hook: object) -> None:
    assert wire.read_hook({"hookUrl": hook}) == ""


@pytest.mark.parametrize(
    "hook", [3, [], "ftp://a.example/", "a.example/hook", "https://a b/", "http://x\\y", "https://" + "a" * 2100]
)
def test_a_hook_that_is_no_web_address_is_refused(hook: object) -> None:
    with pytest.raises(wire.MalformedError, match="hookUrl"):
        wire.read_hook({"hookUrl": hook})


@pytest.mark.parametrize("prompt", [None, "", "  \n"])
def test_an_empty_prompt_is_refused_in_the_known_words(prompt: object) -> None:
    with pytest.raises(wire.MalformedError, match="prompt cannot be empty"):
        wire.read_imagine({"prompt": prompt})


@pytest.mark.parametrize("prompt", [3, ["a"], {"a": 1}, "a\0b", "a\ud800", "x" * 20_001])
def test_a_prompt_that_cannot_be_kept_is_refused(prompt: object) -> None:
    with pytest.raises(wire.MalformedError, match="prompt"):
        wire.read_imagine({"prompt": prompt})


@pytest.mark.parametrize("mode", ["slow", 3, ["fast"]])
def test_a_mode_that_is_none_is_refused(mode: object) -> None:
    with pytest.raises(wire.MalformedError, match="mode must be relax, fast or turbo"):
        wire.read_imagine({"prompt": "a fox", "mode": mode})


def test_unknown_fields_are_ignored() -> None:
    body = {"prompt": "a fox", "version": "6", "aspect": "3:2", "account_id": 4, "cref": [], "chaos": {}}
    assert wire.read_imagine(body) == wire.read_imagine({"prompt": "a fox"})


@pytest.mark.parametrize("name", ["notify_id", "notifyId"])
def test_the_callers_reference_is_read_in_both_spellings(name: str) -> None:
    assert wire.read_notify({name: "n-1"}) == "n-1"


def test_a_body_is_json_whatever_its_type_says() -> None:
    assert wire.read_body(b' {"prompt": "a fox"}') == {"prompt": "a fox"}


def test_form_fields_are_read_where_there_is_no_json() -> None:
    raw = urlencode({"prompt": "a fox & a hen", "mode": "relax", "hookUrl": ""}).encode()
    assert wire.read_body(raw) == {"prompt": "a fox & a hen", "mode": "relax", "hookUrl": ""}


def test_no_body_has_no_fields() -> None:
    assert wire.read_body(b" \n") == {}


@pytest.mark.parametrize("raw", [b"[1]", b'"x"', b"\xff\xfe\xff", b"just words", b"[" * 200_000, b"9" * 5000])
def test_a_body_that_is_neither_is_refused(raw: bytes) -> None:
    with pytest.raises(wire.MalformedError, match="Parameter error"):
        wire.read_body(raw)


@pytest.mark.parametrize("id_name", ["jobId", "job_id", "taskId"])
@pytest.mark.parametrize(
    ("action_name", "value"), [("action", "upsample2"), ("action", "U2"), ("customId", "MJ::JOB::upsample::2")]
)
def test_an_action_is_read_by_any_of_its_names(id_name: str, action_name: str, value: str) -> None:
    asked = wire.read_action_request({id_name: "j-1", action_name: value, "mode": "fast"})
    assert (asked.job_id, asked.step) == ("j-1", Step(Action.UPSCALE, 2))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"action": "reroll"}, "jobId cannot be empty"),
        ({"jobId": "  ", "action": "reroll"}, "jobId cannot be empty"),
        ({"jobId": "j"}, "action cannot be empty"),
        ({"jobId": "j", "action": "explode"}, "action is not known"),
        ({"jobId": "j", "action": ["reroll"]}, "action is not known"),
    ],
)
def test_an_action_that_lacks_something_is_refused_with_its_name(body: dict[str, object], words: str) -> None:
    with pytest.raises(wire.MalformedError, match=words):
        wire.read_action_request(body)


@pytest.mark.parametrize(
    ("body", "asked"),
    [
        ({}, wire.ListRequest()),
        ({"page": "3", "limit": 20, "order": "ASC"}, wire.ListRequest(3, 20, "success", newest_first=False)),
        ({"page": -1, "limit": 1000, "status": "failed"}, wire.ListRequest(1, 100, "failed")),
        ({"page": None, "limit": "", "status": 0}, wire.ListRequest(1, 10, "waiting")),
    ],
)
def test_a_list_is_asked_for_within_its_range(body: dict[str, object], asked: wire.ListRequest) -> None:
    assert wire.read_list(body) == asked


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"page": "one"}, "page must be a whole number"),
        ({"limit": 1.5}, "limit must be a whole number"),
        ({"limit": True}, "limit must be a whole number"),
        ({"status": "LOST"}, "status must be PENDING_QUEUE"),
        ({"order": "up"}, "order must be asc or desc"),
    ],
)
def test_a_list_that_makes_no_sense_is_refused_with_its_field(body: dict[str, object], words: str) -> None:
    with pytest.raises(wire.MalformedError, match=words):
        wire.read_list(body)


@pytest.mark.parametrize(("value", "dry"), [(True, True), ("true", True), ("1", True), (False, False), (None, False)])
def test_a_dry_run_is_asked_for_in_several_ways(value: object, dry: bool) -> None:
    assert wire.read_dry_run({"dry_run": value}) is dry


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, False),
        ({"mode": ""}, False),
        ({"mode": "fast"}, True),
        ({"model": "relax"}, True),
        ({"model": "v6"}, False),
    ],
)
def test_a_speed_is_named_by_its_field_or_by_a_model_that_is_one(body: dict[str, object], named: int) -> None:
    assert wire.read_imagine({"prompt": "a fox"} | body).is_named is bool(named)
