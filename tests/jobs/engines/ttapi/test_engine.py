"""The TT API engine against a scripted service over real sockets: what each answer, and each silence, means."""

from __future__ import annotations

import base64
import io
import ipaddress
import json
import logging
import math
import socket
import threading
import time
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from jobs import engines
from jobs.actions import Action
from jobs.engines.base import Account, Engine, Metered, Order
from jobs.engines.sketch import SketchEngine
from jobs.engines.ttapi import SUBMIT, TTAPIEngine
from jobs.errors import AccountTrouble, Busy, Gone, JobError, NoAnswer, NotReachable, NotSent, Refused
from jobs.http import Limits
from jobs.troubles import Trouble
from tests.jobs.engines.samples import sample
from tests.jobs.upstream import Fault, Upstream, faults

PROMPT = "  a “fox” {in, out} — --ar 3:2 --seed 7  "
MASK = base64.b64decode("iVBORw0KGgo=")


def order(action: Action = Action.IMAGINE, prompt: str = PROMPT, **more: object) -> Order:
    given: dict[str, object] = {"action": action, "prompt": prompt, "mode": "fast", "tag": "t"} | more
    return Order(**given)  # type: ignore[arg-type]  # the fields are typed where they are written down


@pytest.fixture
def engine(upstream: Upstream) -> TTAPIEngine:
    return engine_of(upstream)


def engine_of(upstream: Upstream, submit: Limits = SUBMIT) -> TTAPIEngine:
    return TTAPIEngine(upstream.key, upstream.url, allow_networks=upstream.networks, picture_hosts=(), submit=submit)


def finished(upstream: Upstream, engine: TTAPIEngine, what: Order) -> str:
    """Submit something and let it be done at once."""
    engine_id = engine.submit(what)
    upstream.finish()
    return engine_id


def sent(upstream: Upstream) -> dict[str, object]:
    """The fields of the last request."""
    return upstream.requests[-1].fields


# What goes out ----------------------------------------------------------------------------------------------------


def test_it_keeps_the_protocol_of_engines(engine: TTAPIEngine) -> None:
    kept: Engine = engine
    assert kept.name == "ttapi"
    assert kept.capabilities().actions == frozenset(Action)


def test_a_prompt_arrives_to_the_letter(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order())
    assert sent(upstream)["prompt"] == PROMPT


def test_the_fields_are_canonical(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order(hook_url="http://127.0.0.1:9/hook/x", timeout=450))
    assert sent(upstream) == {
        "prompt": PROMPT,
        "mode": "fast",
        "timeout": 450,
        "hookUrl": "http://127.0.0.1:9/hook/x",
        "getUImages": True,
    }


def test_the_timeout_is_drawn_into_the_range_of_the_speed(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order(mode="relax", timeout=300))
    assert sent(upstream)["timeout"] == 600


def test_the_key_goes_in_its_header_and_nowhere_else(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.fetch(engine.submit(order()))
    for seen in upstream.requests:
        assert seen.headers["tt-api-key"] == upstream.key
        assert upstream.key not in json.dumps(seen.fields) + seen.path


def test_an_upscale_names_its_tile_and_its_parent(upstream: Upstream, engine: TTAPIEngine) -> None:
    parent = finished(upstream, engine, order())
    engine.submit(order(Action.UPSCALE, index=2, parent=parent))
    assert sent(upstream) == {"jobId": parent, "action": "upsample2", "timeout": 300}


@pytest.mark.parametrize("action", [Action.VARY_STRONG, Action.ZOOM_OUT_1_5, Action.PAN_LEFT, Action.UPSCALE_SUBTLE])
def test_a_single_picture_can_be_gone_on_with(upstream: Upstream, engine: TTAPIEngine, action: Action) -> None:
    parent = finished(upstream, engine, order())
    single = finished(upstream, engine, order(Action.UPSCALE, index=1, parent=parent))
    assert engine.fetch(finished(upstream, engine, order(action, parent=single))).state == "success"


def test_a_region_sends_its_mask_without_a_prefix(upstream: Upstream, engine: TTAPIEngine) -> None:
    parent = finished(upstream, engine, order())
    single = finished(upstream, engine, order(Action.UPSCALE, index=1, parent=parent))
    engine.submit(order(Action.REGION, "a hat", parent=single, pictures=(MASK,)))
    assert sent(upstream)["mask"] == base64.b64encode(MASK).decode()
    assert sent(upstream)["prompt"] == "a hat"


def test_a_blend_sends_its_pictures_as_data_uris(upstream: Upstream, engine: TTAPIEngine) -> None:
    pictures = (b"\x89PNG...", b"\xff\xd8...", b"RIFF....WEBP")
    engine.submit(order(Action.BLEND, "", pictures=pictures, dimensions="portrait"))
    uris = sent(upstream)["imgBase64Array"]
    assert isinstance(uris, list)
    assert [uri.partition(";")[0] for uri in uris] == ["data:image/png", "data:image/jpeg", "data:image/webp"]
    assert sent(upstream)["dimensions"] == "PORTRAIT"


def test_a_description_comes_back_as_text(upstream: Upstream, engine: TTAPIEngine) -> None:
    report = engine.fetch(finished(upstream, engine, order(Action.DESCRIBE, "", pictures=(b"\x89PNG...",))))
    assert report.text.startswith("1. a picture described")
    assert report.links == ()


def test_a_seed_job_brings_the_seed(upstream: Upstream, engine: TTAPIEngine) -> None:
    parent = finished(upstream, engine, order())
    report = engine.fetch(finished(upstream, engine, order(Action.SEED, parent=parent)))
    assert report.seed is not None
    assert engine.fetch(parent).seed == report.seed


@pytest.mark.parametrize(
    "what",
    [
        order(Action.UPSCALE, index=1),
        order(Action.SEED),
        order(Action.REGION, parent="j"),
        order(Action.BLEND, pictures=(b"1",)),
        order(Action.DESCRIBE),
    ],
    ids=lambda what: str(what.action),
)
def test_an_order_without_what_it_needs_is_refused_unsent(upstream: Upstream, engine: TTAPIEngine, what: Order) -> None:
    with pytest.raises(Refused):
        engine.submit(what)
    assert upstream.requests == []


@pytest.mark.parametrize("path", ["", "/", "/midjourney/v1", "/midjourney/v1/", "/midjourney/"])
def test_the_base_address_may_carry_the_path_of_the_api(upstream: Upstream, path: str) -> None:
    TTAPIEngine(upstream.key, upstream.url + path, allow_networks=upstream.networks).submit(order())
    assert upstream.requests[0].path == "/midjourney/v1/imagine"


# What a submit's answer means --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["submit_accepted", "submit_accepted_2026"])
def test_an_acceptance_gives_the_id_in_either_spelling(upstream: Upstream, engine: TTAPIEngine, name: str) -> None:
    answer = sample(name)
    upstream.script(faults.garbage(json.dumps(answer).encode()))
    data = answer["data"]
    assert isinstance(data, dict)
    assert engine.submit(order()) == next(iter(data.values()))


def said(name: str, status: int) -> Fault:
    """A documented answer under a status."""
    return Fault(status=status, body=json.dumps(sample(name)).encode())


# What a whole answer means is recorded case by case (tests/jobs/engines/answers); here is what else can happen.
ANSWERS: list[tuple[str, Fault, type[JobError], str]] = [
    ("400", faults.refused("banned prompt words: [word]"), Refused, "banned prompt words: [word]"),
    ("200 FAILED", said("submit_banned", 200), Refused, "banned prompt words: [word]"),
    ("400 no accounts", said("submit_no_accounts", 400), Busy, "No available accounts"),
    ("200 FAILED, try again later", said("submit_queue_full", 200), Busy, "try again later"),
    ("401", said("wrong_key", 401), AccountTrouble, "key"),
    ("500 after accepting", faults.status("submit", 500, accept=True), NoAnswer, "500"),
    ("over a megabyte", faults.garbage(b'{"status": "' + b"x" * 1_000_000), NoAnswer, "1000000 bytes"),
    ("reset before", faults.drop(), NoAnswer, ""),
    ("reset after accepting", faults.drop(accept=True), NoAnswer, ""),
    ("cut off", faults.cut("submit", 20), NoAnswer, "broke off"),
]


@pytest.mark.parametrize(("fault", "meaning", "words"), [row[1:] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_each_answer_has_its_meaning(
    upstream: Upstream, engine: TTAPIEngine, fault: Fault, meaning: type[JobError], words: str
) -> None:
    upstream.script(fault)
    with pytest.raises(meaning) as caught:
        engine.submit(order())
    assert type(caught.value) is meaning
    assert words in caught.value.message


@pytest.mark.parametrize("fault", [row[1] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_a_submit_is_sent_once_whatever_comes_back(upstream: Upstream, engine: TTAPIEngine, fault: Fault) -> None:
    upstream.script(fault)
    with pytest.raises(JobError):
        engine.submit(order())
    assert upstream.asked("fox") == 1


@pytest.mark.parametrize("code", [301, 302, 307, 308])
def test_a_redirect_is_never_followed_with_the_key(upstream: Upstream, engine: TTAPIEngine, code: int) -> None:
    upstream.script(faults.status("submit", code, headers=(("Location", f"{upstream.url}/midjourney/v1/info"),)))
    with pytest.raises(NoAnswer):
        engine.submit(order())
    assert len(upstream.requests) == 1


def test_an_answer_after_our_patience_is_no_answer(upstream: Upstream) -> None:
    engine = engine_of(upstream, submit=Limits(size=1000, total=5, gap=0.1))
    upstream.script(faults.late(60))
    with pytest.raises(NoAnswer):
        engine.submit(order())


def test_an_order_with_pictures_has_a_time_of_its_own(upstream: Upstream) -> None:
    engine = engine_of(upstream, submit=Limits(size=1000, total=0.2, gap=30))
    upstream.script(faults.late(0.5))
    assert engine.submit(order(Action.DESCRIBE, "", pictures=(b"\x89PNG...",)))


def test_an_answer_that_drips_is_no_answer(upstream: Upstream) -> None:
    engine = engine_of(upstream, submit=Limits(size=1000, total=0.3, gap=5))
    upstream.script(faults.drip(0.05))
    with pytest.raises(NoAnswer):
        engine.submit(order())
    assert upstream.taken("fox") == 1


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port: int = closed.getsockname()[1]
    return port


def test_nobody_listening_means_not_sent(upstream: Upstream) -> None:
    engine = TTAPIEngine("a-key", f"http://127.0.0.1:{closed_port()}", allow_networks=upstream.networks)
    with pytest.raises(NotSent):
        engine.submit(order())


def test_what_was_to_be_sent_earlier_is_not_sent(upstream: Upstream, engine: TTAPIEngine) -> None:
    with pytest.raises(NotSent):
        engine.submit(order(before=time.monotonic()))
    assert upstream.requests == []


def test_what_was_to_be_sent_before_there_was_a_connection_is_not_sent(upstream: Upstream) -> None:
    before = time.monotonic() + 0.05

    def resolve(_name: str, _port: int) -> list[str]:
        while time.monotonic() < before:
            pass
        return ["127.0.0.1"]

    url = upstream.url.replace("127.0.0.1", "api.example")
    engine = TTAPIEngine(upstream.key, url, allow_networks=upstream.networks, resolve=resolve)
    with pytest.raises(NotSent):
        engine.submit(order(before=before))
    end = time.monotonic() + 10
    while not upstream.connections and time.monotonic() < end:  # which the service counts in a thread of its own
        pass
    assert (upstream.connections, upstream.requests) == (1, [])


def test_an_unknown_name_means_not_sent() -> None:
    def resolve(name: str, port: int) -> list[str]:
        raise socket.gaierror(name)

    with pytest.raises(NotSent):
        TTAPIEngine("a-key", "https://api.example", resolve=resolve).submit(order())


def test_a_failed_handshake_means_not_sent(upstream: Upstream) -> None:
    engine = TTAPIEngine(
        upstream.key,
        upstream.url.replace("http:", "https:"),
        allow_networks=upstream.networks,
        submit=Limits(size=1000, total=3, gap=1, connect=1),
    )
    with pytest.raises(NotSent):
        engine.submit(order())
    assert upstream.requests == []


def test_a_service_at_a_private_address_pauses_the_account(upstream: Upstream) -> None:
    with pytest.raises(AccountTrouble):
        TTAPIEngine(upstream.key, upstream.url).submit(order())
    assert upstream.requests == []


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("86400", 120.0),
        ("-5", None),
        ("9" * 40, None),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_the_wait_is_read_with_sense(
    upstream: Upstream, engine: TTAPIEngine, header: str | None, seconds: float | None
) -> None:
    upstream.script(faults.too_many(header))
    with pytest.raises(Busy) as caught:
        engine.submit(order())
    assert caught.value.retry_after == seconds


def test_a_moment_to_wait_for_is_capped_too(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.script(faults.too_many(format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True)))
    with pytest.raises(Busy) as caught:
        engine.submit(order())
    assert caught.value.retry_after == 120.0


def test_past_its_limit_the_service_is_busy(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.limit, upstream.seconds = 2, math.inf
    engine.submit(order())
    engine.submit(order())
    with pytest.raises(Busy):
        engine.submit(order())
    assert (upstream.most, upstream.over) == (2, 1)


# What a fetch's answer means ---------------------------------------------------------------------------------------


def test_a_job_that_waits_runs_and_is_done(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.seconds = math.inf
    engine_id = engine.submit(order())
    running = engine.fetch(engine_id)
    assert (running.state, running.progress, running.links) == ("running", 50, ())
    upstream.finish()
    done = engine.fetch(engine_id)
    assert (done.state, done.progress) == ("success", 100)
    assert [link.index for link in done.links] == [1, 2, 3, 4, 0]


def test_a_failed_job_says_why(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.script(faults.fails("[Image denied] not allowed"))
    report = engine.fetch(finished(upstream, engine, order()))
    assert (report.state, report.message) == ("failed", "[Image denied] not allowed")


def test_missing_tiles_are_missing(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.script(faults.tiles(2))
    report = engine.fetch(finished(upstream, engine, order()))
    assert [link.index for link in report.links] == [1, 2, 0]


@pytest.mark.parametrize("code", [404, 405])
def test_a_service_without_get_is_asked_by_post(upstream: Upstream, engine: TTAPIEngine, code: int) -> None:
    engine_id = engine.submit(order())
    upstream.script(faults.status("fetch", code))
    assert engine.fetch(engine_id).state in {"waiting", "running", "success"}
    assert [seen.method for seen in upstream.requests] == ["POST", "GET", "POST"]


FETCHES: list[tuple[str, Fault, type[JobError]]] = [
    ("400", faults.status("fetch", 400, "no such job"), Gone),
    ("500", faults.status("fetch", 500), NotReachable),
    ("reset", faults.drop("fetch"), NotReachable),
    ("cut off", faults.cut("fetch", 30), NotReachable),
    ("too big", faults.garbage(b"x" * 1_000_001, at="fetch"), NotReachable),
]


@pytest.mark.parametrize(("fault", "meaning"), [row[1:] for row in FETCHES], ids=[row[0] for row in FETCHES])
def test_a_bad_answer_to_a_fetch_ends_no_job(
    upstream: Upstream, engine: TTAPIEngine, fault: Fault, meaning: type[JobError]
) -> None:
    engine_id = engine.submit(order())
    upstream.script(fault)
    with pytest.raises(JobError) as caught:
        engine.fetch(engine_id)
    assert type(caught.value) is meaning
    assert engine.fetch(engine_id).state in {"waiting", "running", "success"}


def test_a_job_that_nobody_knows_is_gone(engine: TTAPIEngine) -> None:
    with pytest.raises(Gone):
        engine.fetch("never/heard?of=it")


def test_a_fetch_of_a_dead_service_is_out_of_reach(upstream: Upstream) -> None:
    engine = TTAPIEngine("a-key", f"http://127.0.0.1:{closed_port()}", allow_networks=upstream.networks)
    with pytest.raises(NotReachable):
        engine.fetch("j-1")


# The account, and the check of words ---------------------------------------------------------------------------------


def test_the_account_says_what_it_holds(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.seconds = math.inf
    engine.submit(order())
    assert isinstance(engine, Metered)
    assert engine.account() == Account(balance=998_000, frozen=2_000, most=10)


@pytest.mark.parametrize(
    "fault", [faults.drop("info"), faults.cut("info", 20), faults.garbage(b"x" * 1_000_001, at="info")]
)
def test_an_account_that_cannot_be_asked_is_out_of_reach(upstream: Upstream, engine: TTAPIEngine, fault: Fault) -> None:
    upstream.script(fault)
    with pytest.raises(NotReachable):
        engine.account()


def test_the_embedded_engine_has_no_account(tmp_path: Path) -> None:
    assert not isinstance(SketchEngine(tmp_path), Metered)


@pytest.fixture
def careful(upstream: Upstream) -> TTAPIEngine:
    return TTAPIEngine(upstream.key, upstream.url, allow_networks=upstream.networks, check_prompts=True)


def paths(upstream: Upstream) -> list[str]:
    return [seen.path.rpartition("/")[2] for seen in upstream.requests]


def test_words_are_not_checked_unless_it_is_switched_on(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order())
    assert paths(upstream) == ["imagine"]


def test_the_check_sees_the_prompt_to_the_letter_before_it_is_sent(upstream: Upstream, careful: TTAPIEngine) -> None:
    careful.submit(order())
    assert paths(upstream) == ["promptCheck", "imagine"]
    assert upstream.requests[0].fields == {"prompt": PROMPT}


def test_what_the_check_finds_is_never_sent(upstream: Upstream, careful: TTAPIEngine) -> None:
    upstream.banned = {"fox"}
    with pytest.raises(Refused) as caught:
        careful.submit(order())
    assert caught.value.message == "banned prompt words: [fox]"
    assert caught.value.trouble is Trouble.BANNED
    assert paths(upstream) == ["promptCheck"]


def test_only_a_first_prompt_is_checked(upstream: Upstream, careful: TTAPIEngine) -> None:
    careful.submit(order(Action.DESCRIBE, "", pictures=(b"\x89PNG...",)))
    assert paths(upstream) == ["describe"]


@pytest.mark.parametrize(
    "fault",
    [faults.drop("check"), faults.cut("check", 9), faults.garbage(b"x" * 100_001, at="check")],
    ids=["reset", "cut off", "too big"],
)
def test_a_check_that_breaks_off_stops_nothing(upstream: Upstream, careful: TTAPIEngine, fault: Fault) -> None:
    upstream.script(fault)
    assert careful.submit(order()) == upstream.accepted[0].job_id


def test_a_check_of_a_dead_service_leaves_the_word_to_the_submit(upstream: Upstream) -> None:
    url = f"http://127.0.0.1:{closed_port()}"
    with pytest.raises(NotSent):
        TTAPIEngine("a-key", url, allow_networks=upstream.networks, check_prompts=True).submit(order())


@pytest.mark.parametrize("on", [True, False])
def test_the_site_switches_the_check_on(ttapi: Upstream, settings: Settings, on: bool) -> None:
    settings.ENV = replace(settings.ENV, prompt_check=on)
    engines.named.cache_clear()
    engines.named("ttapi").submit(order())
    assert ("promptCheck" in paths(ttapi)) is on


# Pictures ----------------------------------------------------------------------------------------------------------


def test_the_pictures_are_real_and_come_without_the_key(upstream: Upstream, engine: TTAPIEngine) -> None:
    report = engine.fetch(finished(upstream, engine, order()))
    sizes = []
    for link in report.links:
        with engine.open(link.urls[0]) as chunks:
            sizes.append(Image.open(io.BytesIO(b"".join(chunks))).size)
    assert sizes == [(64, 64)] * 4 + [(128, 128)]
    assert "tt-api-key" not in upstream.requests[-1].headers


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (faults.cut(), NotReachable),
        (faults.drop("picture"), NotReachable),
        (faults.status("picture", 503), NotReachable),
        (faults.dead_picture(403), Gone),
        (faults.dead_picture(410), Gone),
    ],
    ids=["cut", "reset", "503", "403", "410"],
)
def test_a_picture_that_does_not_come_is_told_apart(
    upstream: Upstream, engine: TTAPIEngine, fault: Fault, meaning: type[JobError]
) -> None:
    report = engine.fetch(finished(upstream, engine, order()))
    upstream.script(fault)
    with pytest.raises(meaning), engine.open(report.links[0].urls[0]) as chunks:
        b"".join(chunks)


@pytest.mark.parametrize("url", ["http://127.0.0.2/x.png", "https://evil.example/x.png", "file:///etc/passwd"])
def test_pictures_come_from_listed_hosts_only(engine: TTAPIEngine, url: str) -> None:
    with pytest.raises(Gone), engine.open(url) as chunks:
        b"".join(chunks)


# The key, and who may use what -------------------------------------------------------------------------------------


def everything_of(error: BaseException | None) -> str:
    """An error as any reporter could show it: itself, what hangs on it, and the variables of the engine's frames."""
    text = ""
    while error is not None:
        assert not hasattr(error, "request"), "a request holds its headers"
        assert error.__traceback__ is not None
        below = error.__traceback__.tb_next  # the test itself knows the key
        frames = traceback.TracebackException(type(error), error, below, capture_locals=True)
        text += f"{error!r} {error.__dict__!r} {''.join(frames.format())}"
        error = error.__cause__ or error.__context__
    return text


@pytest.mark.parametrize("fault", [row[1] for row in ANSWERS], ids=[row[0] for row in ANSWERS])
def test_the_key_shows_in_no_error_and_no_log(
    upstream: Upstream, engine: TTAPIEngine, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.DEBUG)
    upstream.script(fault)
    with pytest.raises(JobError) as caught:
        engine.submit(order())
    assert upstream.key not in repr(engine) + caplog.text
    assert upstream.key not in everything_of(caught.value)


def test_a_service_that_quotes_the_key_does_not_publish_it(upstream: Upstream, engine: TTAPIEngine) -> None:
    upstream.script(faults.status("submit", 401, f"unknown key {upstream.key}"))
    with pytest.raises(AccountTrouble) as caught:
        engine.submit(order())
    assert upstream.key not in caught.value.message
    assert "unknown key (key)" in caught.value.message


@pytest.mark.parametrize("key", ["", "with space", "line\nbreak", "ключ", "x" * 501])
def test_a_key_that_is_none_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(ValueError, match="key of TT API") as caught:
        TTAPIEngine(key, "https://api.ttapi.io")
    assert not key or key not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "api.ttapi.io", "ftp://api.ttapi.io", "https://", "https://me:word@api.ttapi.io", "https://a.b/?x=1"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address of TT API"):
        TTAPIEngine("a-key", url)


def test_one_connection_serves_one_thread(upstream: Upstream, engine: TTAPIEngine) -> None:
    for _ in range(3):
        engine.submit(order())
    assert upstream.connections == 1


def test_threads_do_not_share_connections(upstream: Upstream, engine: TTAPIEngine) -> None:
    engine.submit(order())
    thread = threading.Thread(target=engine.submit, args=(order(),))
    thread.start()
    thread.join()
    assert upstream.connections == 2


def test_it_can_neither_cancel_nor_show_a_preview(engine: TTAPIEngine) -> None:
    assert engine.cancel("j-1") is False
    assert engine.preview("j-1", 1) is None
    assert not engine.capabilities().cancel


def test_the_network_of_the_allowance_may_be_any(upstream: Upstream) -> None:
    only = (ipaddress.ip_network("127.0.0.1/32"),)
    assert TTAPIEngine(upstream.key, upstream.url, allow_networks=only).submit(order())
