"""What the client does where the service's documents disagree or are silent; each point in one test, by its number.

1 mode or model · 2 action or actions · 3 jobId or job_id · 4 forms of progress · 5 forms of a seed · 6 forms of a
price · 7 images, cdnImage, discordImage · 8 forms of components · 9 data null · 10 SUCCESS of an acceptance · 11 GET or
POST · 12 range of timeout · 13 name of the header · 14 kind of the body · 15 base64 with a prefix or without · 16 names
of actions · 17 new or same id · 18 which address first · 19 forms of an address · 20 states as numbers · 21 fields
nobody asked for · 22 keys nobody knows · 23 message of a success · 24 what one copy alone says · 25 400 or 404 for an
unknown job · 26 a refusal under 400 or 200 · 27 slash at the end · 29 letters of dimensions · 30 pictures before the
end · 31 a speed that a model does not have. 28 (CORS) concerns servers only.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from jobs.actions import Action, Step
from jobs.engines.base import Link, Mode, Order, Report
from jobs.engines.ttapi import TTAPIEngine
from jobs.errors import EngineError, Gone, NotReachable, Refused
from jobs.troubles import Trouble
from tests.jobs.upstream import Upstream, faults

GRID, DISCORD = "https://cdn.example/grid.png", "https://cdn.discordapp.com/grid.png"
TILES = [f"https://cdn.example/{name}.png" for name in ("tl", "tr", "bl", "br")]


@pytest.fixture
def engine(upstream: Upstream) -> TTAPIEngine:
    return TTAPIEngine(upstream.key, upstream.url, allow_networks=upstream.networks, picture_hosts=())


def order(action: Action = Action.IMAGINE, **more: Any) -> Order:
    return Order(**({"action": action, "prompt": "a fox", "mode": "fast", "tag": "t"} | more))


def sent(upstream: Upstream) -> dict[str, object]:
    return upstream.requests[-1].fields


def told(upstream: Upstream, engine: TTAPIEngine, status: object = "SUCCESS", **data: object) -> Report:
    """What the engine makes of a report with these fields."""
    engine_id = engine.submit(order())
    full = {"action": "imagine", "jobId": engine_id, "progress": "100", "cdnImage": GRID} | data
    full = {key: value for key, value in full.items() if value != "absent"}
    answer = {"status": status, "message": "success", "jobId": engine_id, "data": full}
    upstream.script(faults.garbage(json.dumps(answer).encode(), at="fetch"))
    return engine.fetch(engine_id)


@pytest.mark.parametrize("mode", ["relax", "fast", "turbo"])
def test_01_the_speed_goes_as_mode_and_never_as_model(upstream: Upstream, engine: TTAPIEngine, mode: Mode) -> None:
    engine.submit(order(mode=mode))
    assert sent(upstream)["mode"] == mode
    assert "model" not in sent(upstream)


@pytest.mark.parametrize("key", ["action", "actions"])
def test_02_the_action_is_read_under_either_name(upstream: Upstream, engine: TTAPIEngine, key: str) -> None:
    report = told(upstream, engine, **{"action": "absent", key: "upsample1", "images": [TILES[0]], "cdnImage": None})
    assert report.links == (Link(0, (TILES[0],)),)


@pytest.mark.parametrize("data", [{"jobId": "j-7"}, {"job_id": "j-7"}, None])
def test_03_the_id_is_found_inside_and_on_top(
    upstream: Upstream, engine: TTAPIEngine, data: dict[str, str] | None
) -> None:
    answer = {"status": "SUCCESS", "message": "", "data": data} | ({} if data else {"jobId": "j-7"})
    upstream.script(faults.garbage(json.dumps(answer).encode()))
    assert engine.submit(order()) == "j-7"


@pytest.mark.parametrize(
    ("value", "progress"), [("50", 50), (50, 50), (50.5, 50), ("50%", 50), (None, 0), ("absent", 0), ("100", 99)]
)
def test_04_progress_is_digits_of_any_kind(
    upstream: Upstream, engine: TTAPIEngine, value: object, progress: int
) -> None:
    assert told(upstream, engine, "ON_QUEUE", progress=value).progress == progress


@pytest.mark.parametrize(("value", "seed"), [("", None), (None, None), ("77", 77), (77, 77), ("x", None)])
def test_05_a_seed_is_a_number_or_none(
    upstream: Upstream, engine: TTAPIEngine, value: object, seed: int | None
) -> None:
    assert told(upstream, engine, seed=value).seed == seed


@pytest.mark.parametrize(("value", "cost"), [(2, "2"), ("2", "2"), (1.5, "1.5"), (None, ""), ([], "")])
def test_06_a_price_is_kept_in_either_form(upstream: Upstream, engine: TTAPIEngine, value: object, cost: str) -> None:
    assert told(upstream, engine, quota=value).cost == cost


@pytest.mark.parametrize(
    ("images", "cdn", "discord", "links"),
    [
        (
            TILES,
            GRID,
            DISCORD,
            [(1, TILES[:1]), (2, TILES[1:2]), (3, TILES[2:3]), (4, TILES[3:]), (0, [GRID, DISCORD])],
        ),
        (TILES[:1], GRID, None, [(1, TILES[:1]), (0, [GRID])]),
        (None, GRID, DISCORD, [(0, [GRID, DISCORD])]),
        ([], None, DISCORD, [(0, [DISCORD])]),
        ("", "", DISCORD, [(0, [DISCORD])]),
        ([None, "", TILES[2], None], GRID, None, [(3, TILES[2:3]), (0, [GRID])]),
        (None, None, None, []),
    ],
)
def test_07_tiles_come_first_then_the_grid_then_the_copy_at_discord(
    upstream: Upstream, engine: TTAPIEngine, images: object, cdn: object, discord: object, links: list[Any]
) -> None:
    report = told(upstream, engine, images=images, cdnImage=cdn, discordImage=discord)
    assert report.links == tuple(Link(index, tuple(urls)) for index, urls in links)


@pytest.mark.parametrize("value", [[], None, "", "absent", 7])
def test_08_no_components_mean_that_it_does_not_say(upstream: Upstream, engine: TTAPIEngine, value: object) -> None:
    assert told(upstream, engine, components=value).offered is None


def test_08_components_are_what_may_follow(upstream: Upstream, engine: TTAPIEngine) -> None:
    assert told(upstream, engine, components=["upsample2", "reroll"]).offered == (
        Step(Action.UPSCALE, 2),
        Step(Action.REROLL),
    )


def test_09_data_may_be_null_in_a_refusal_and_in_a_failure(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.script(faults.garbage(b'{"status": "FAILED", "message": "no", "data": null}', accept=False))
    with pytest.raises(Refused):
        engine.submit(order())
    engine_id = engine.submit(order())
    failed = {"status": "FAILED", "message": "Job Timeout", "jobId": engine_id, "data": None}
    upstream.script(faults.garbage(json.dumps(failed).encode(), at="fetch"))
    assert engine.fetch(engine_id) == Report("failed", message="Job Timeout", trouble=Trouble.TIMEOUT)


def test_10_an_acceptance_is_no_finished_job(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine_id = engine.submit(order())
    answer = {"status": "SUCCESS", "message": "success", "data": {"jobId": engine_id}}
    upstream.script(faults.garbage(json.dumps(answer).encode(), at="fetch"))
    assert engine.fetch(engine_id).state == "waiting"


@pytest.mark.parametrize("code", [404, 405])
def test_11_what_get_does_not_find_is_asked_by_post(upstream: Upstream, engine: TTAPIEngine, code: int) -> None:
    engine_id = engine.submit(order())
    upstream.script(faults.status("fetch", code), faults.status("info", code))
    engine.fetch(engine_id)
    engine.account()
    asked = [(seen.method, seen.path.rpartition("/")[2], seen.fields) for seen in upstream.requests[1:]]
    assert asked == [
        ("GET", "fetch", {"jobId": engine_id}),
        ("POST", "fetch", {"jobId": engine_id}),
        ("GET", "info", {}),
        ("POST", "info", {}),
    ]


@pytest.mark.parametrize(
    ("mode", "given", "timeout"),
    [("relax", 300, 600), ("relax", 5000, 1200), ("fast", 0, 300), ("fast", 450, 450), ("turbo", 5000, 1200)],
)
def test_12_the_timeout_is_a_whole_number_in_the_range_of_the_speed(
    upstream: Upstream, engine: TTAPIEngine, mode: Mode, given: int, timeout: int
) -> None:
    engine.submit(order(mode=mode, timeout=given))
    assert sent(upstream)["timeout"] == timeout


def test_13_the_key_goes_in_its_own_header_alone(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order())
    carrying = [name for name, value in upstream.requests[-1].headers.items() if upstream.key in value]
    assert carrying == ["tt-api-key"]


def test_14_a_body_is_called_json_and_a_question_has_none(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.fetch(engine.submit(order()))
    submitted, fetched = upstream.requests
    assert submitted.headers["content-type"] == "application/json"
    assert "content-type" not in fetched.headers
    assert "content-length" not in fetched.headers


def test_15_describe_and_blend_have_the_prefix_and_a_mask_has_none(upstream: Upstream, engine: TTAPIEngine) -> None:
    picture = b"\x89PNG\r\n"
    plain = base64.b64encode(picture).decode()
    engine.submit(order(Action.DESCRIBE, pictures=(picture,)))
    assert sent(upstream)["base64"] == f"data:image/png;base64,{plain}"
    engine.submit(order(Action.BLEND, pictures=(picture, picture)))
    assert sent(upstream)["imgBase64Array"] == [f"data:image/png;base64,{plain}"] * 2
    with pytest.raises(Refused):  # of a parent that is not there
        engine.submit(order(Action.REGION, parent="j-1", pictures=(picture,)))
    assert sent(upstream)["mask"] == plain


CANONICAL = {
    "high_variation", "low_variation", "make_square", "pan_down", "pan_left", "pan_right", "pan_up", "reroll",
    "upsample2", "upscale2", "upscale4", "upscale_creative", "upscale_subtle", "variation2", "zoom_out_1_5",
    "zoom_out_2",
}  # fmt: skip


def test_16_actions_go_by_their_canonical_names_and_fields(upstream: Upstream, engine: TTAPIEngine) -> None:
    apart = {Action.IMAGINE, Action.BLEND, Action.DESCRIBE, Action.REGION, Action.SEED, Action.IMPORT}
    for action in set(Action) - apart:
        with pytest.raises(Refused):
            engine.submit(order(action, parent="j-1", index=2))
    assert {str(seen.fields["action"]) for seen in upstream.requests} == CANONICAL
    assert all(set(seen.fields) <= {"jobId", "action", "timeout", "getUImages"} for seen in upstream.requests)


def test_17_an_action_is_a_job_of_its_own(upstream: Upstream, engine: TTAPIEngine) -> None:
    parent = engine.submit(order())
    upstream.finish()
    child = engine.submit(order(Action.UPSCALE, parent=parent, index=1))
    assert child != parent
    assert engine.fetch(parent).state == "success"


def test_18_the_service_s_own_copy_is_tried_before_discord_s(upstream: Upstream, engine: TTAPIEngine) -> None:
    single = told(upstream, engine, action="upsample1", images=[TILES[0]], cdnImage=GRID, discordImage=DISCORD)
    assert single.links == (Link(0, (TILES[0], GRID, DISCORD)),)
    assert engine.capabilities().links_live < 24 * 3600, "links to Discord die after a day"


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.example/a.png",
        "https://cdn.example/a.webp?ex=1&hm=2#f",
        "http://cdn.example:8080/no-extension",
        "HTTPS://CDN.example/%E2%98%83.jpg",
        "https://cdn.example/☃.png",
    ],
)
def test_19_an_address_may_have_any_form(upstream: Upstream, engine: TTAPIEngine, url: str) -> None:
    assert told(upstream, engine, cdnImage=url).links == (Link(0, (url,)),)


@pytest.mark.parametrize(
    ("value", "state"),
    [(0, "waiting"), (1, "running"), (2, "success"), (3, "failed"), ("2", "success"), ("success", "success")],
)
def test_20_states_may_be_numbers_or_names_in_any_case(
    upstream: Upstream, engine: TTAPIEngine, value: object, state: str
) -> None:
    assert told(upstream, engine, value).state == state


def test_21_only_fields_that_the_service_names_are_sent(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order(hook_url="https://mjweb.example/hook"))
    assert set(sent(upstream)) == {"prompt", "mode", "timeout", "hookUrl", "getUImages"}
    engine.submit(order())
    assert "hookUrl" not in sent(upstream)


def test_22_keys_that_nobody_knows_change_nothing(upstream: Upstream, engine: TTAPIEngine) -> None:
    plain = told(upstream, engine)
    extra = told(upstream, engine, id="x", url="https://evil.example/x.png", image=TILES[0], prompts=["a"], value={})
    assert extra == plain


@pytest.mark.parametrize("message", ["", "success", "[Banned prompt detected] word", None, 7])
def test_23_the_words_of_a_success_say_nothing(upstream: Upstream, engine: TTAPIEngine, message: object) -> None:
    answer = {"status": "SUCCESS", "message": message, "data": {"jobId": "j-1"}}
    upstream.script(faults.garbage(json.dumps(answer).encode()))
    assert engine.submit(order()) == "j-1"


def test_24_parameters_stay_in_the_prompt(upstream: Upstream, engine: TTAPIEngine) -> None:
    prompt = "a fox --ar 3:2 --seed 7 --chaos 5 --cref https://a.example/x.png --v 6.0"
    engine.submit(order(prompt=prompt))
    assert sent(upstream)["prompt"] == prompt
    assert not {"aspect", "cref", "seed", "chaos", "style", "quality", "tile", "stop"} & set(sent(upstream))


@pytest.mark.parametrize("code", [400, 404])
def test_25_an_unknown_job_is_gone_under_either_status(upstream: Upstream, engine: TTAPIEngine, code: int) -> None:
    upstream.script(faults.status("fetch", code, "no such job"), times=2)
    with pytest.raises(Gone):
        engine.fetch("j-1")


@pytest.mark.parametrize("code", [400, 200])
def test_26_a_refusal_is_one_under_either_status(upstream: Upstream, engine: TTAPIEngine, code: int) -> None:
    upstream.script(faults.status("submit", code, "banned prompt words: [word]"))
    with pytest.raises(Refused) as caught:
        engine.submit(order())
    assert (caught.value.message, caught.value.trouble) == ("banned prompt words: [word]", Trouble.BANNED)


def test_26_the_status_of_the_answer_counts_before_its_words(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine_id = engine.submit(order())
    upstream.script(faults.status("fetch", 500, "[Banned prompt detected]"))
    with pytest.raises(NotReachable):
        engine.fetch(engine_id)


def test_27_no_path_ends_in_a_slash(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.fetch(engine.submit(order()))
    engine.account()
    assert [seen.path for seen in upstream.requests] == [
        f"/midjourney/v1/{name}" for name in ("imagine", "fetch", "info")
    ]


@pytest.mark.parametrize(
    ("given", "dimensions"), [("portrait", "PORTRAIT"), ("Landscape", "LANDSCAPE"), ("", "SQUARE")]
)
def test_29_dimensions_go_in_capitals(upstream: Upstream, engine: TTAPIEngine, given: str, dimensions: str) -> None:
    engine.submit(order(Action.BLEND, pictures=(b"1", b"2"), dimensions=given))
    assert sent(upstream)["dimensions"] == dimensions


@pytest.mark.parametrize("status", ["ON_QUEUE", "PENDING_QUEUE"])
def test_30_pictures_before_the_end_are_none(upstream: Upstream, engine: TTAPIEngine, status: str) -> None:
    report = told(upstream, engine, status, images=TILES, seed=7, components=["upsample1"])
    assert (report.links, report.seed, report.offered, report.progress) == ((), None, None, 99)


def test_31_a_speed_that_a_model_does_not_have_is_told_in_the_service_s_words(
    upstream: Upstream, engine: TTAPIEngine
) -> None:
    upstream.script(faults.refused("Invalid parameter: v7 is not available in fast mode."))
    with pytest.raises(EngineError) as caught:
        engine.submit(order())
    assert caught.value.message == "Invalid parameter: v7 is not available in fast mode."
    assert caught.value.permanent
