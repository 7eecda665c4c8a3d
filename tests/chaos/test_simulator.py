"""The misbehaving service: what it takes is written down before it answers, and each way to misbehave comes about."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from mjweb.env import ROOT
from tests.chaos import simulator
from tests.chaos.simulator import Simulator, Taken
from tests.jobs.receiver import Receiver
from tests.jobs.upstream import faults


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "accepts.jsonl"


@pytest.fixture
def calm(monkeypatch: pytest.MonkeyPatch, log: Path) -> Iterator[Simulator]:
    """One whose dice fall well, and whose jobs are short."""
    for name, calm in (("FAULTS", {}), ("FATES", ()), ("HOOKS", {})):
        monkeypatch.setattr(simulator, name, calm)
    monkeypatch.setattr(simulator, "SECONDS", (0.1, 0.1))
    monkeypatch.setattr(simulator, "DEAD_TILE", 0)
    monkeypatch.setattr(simulator, "DEAD_JOB", 0)
    with Simulator(log, seed=1, limit=2) as service:
        yield service


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        yield server


def ask(service: Simulator, prompt: str = "a fox", hook: str = "") -> requests.Response:
    with requests.Session() as session:
        session.trust_env = False
        return session.post(
            f"{service.url}/midjourney/v1/imagine",
            json={"prompt": prompt, "hookUrl": hook},
            headers={"TT-API-KEY": service.key},
            timeout=20,
        )


def until(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_order_is_written_down_with_its_tag(calm: Simulator, log: Path) -> None:
    answer = ask(calm, hook="http://127.0.0.1:9/hook/a-tag")
    (taken,) = Taken.read(log)
    assert (taken.engine_id, taken.tag, taken.prompt) == (answer.json()["data"]["jobId"], "a-tag", "a fox")
    assert taken.ended - taken.begun == pytest.approx(0.1, abs=0.001)


def test_an_order_whose_answer_is_lost_is_written_down(calm: Simulator, log: Path) -> None:
    calm.script(faults.drop(accept=True))
    with pytest.raises(requests.ConnectionError):
        ask(calm)
    assert len(Taken.read(log)) == 1


def test_an_order_that_is_refused_is_not_written_down(calm: Simulator, log: Path) -> None:
    calm.script(faults.refused())
    assert ask(calm).status_code == 400
    assert Taken.read(log) == []


def test_an_order_beyond_the_limit_is_written_down_as_such(
    calm: Simulator, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator, "SECONDS", (60, 60))
    assert [ask(calm).status_code for _ in range(3)] == [200, 200, 499]
    assert [taken.over for taken in Taken.read(log)] == [False, False, True]


def test_a_line_that_was_cut_off_is_left_out(log: Path) -> None:
    log.write_text('{"engine_id": "1", "hook_url": "", "prompt": "", "begun": 0, "ended": 1}\n{"engine_id": "2"')
    assert [taken.engine_id for taken in Taken.read(log)] == ["1"]


def test_a_job_that_would_never_end_is_ended_by_the_service(calm: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "LIFETIME", 0.1)
    calm.script(faults.never_ends())
    ask(calm)
    (job,) = calm.accepted
    assert not math.isinf(job.end)
    until(lambda: calm.report(job)["status"] == "FAILED")
    assert calm.report(job)["message"] == "Job Timeout"


@pytest.mark.parametrize("kind", simulator.FAULTS)
def test_every_fault_comes_about(kind: faults.Place, log: Path) -> None:
    with Simulator(log, seed=5, limit=2) as service:
        met = {fault for _ in range(3000) if (fault := service.fault(kind, "a fox"))}
        assert met == {fault for _weight, fault in simulator.FAULTS[kind]}


def test_the_same_seed_meets_the_same_faults(tmp_path: Path) -> None:
    def met(number: int) -> list[faults.Fault | None]:
        with Simulator(tmp_path / f"{number}.jsonl", seed=7, limit=2) as service:
            return [service.fault("submit", "a fox") for _ in range(200)]

    assert met(1) == met(2)


@pytest.mark.parametrize(("dead", "links"), [("DEAD_TILE", 1), ("DEAD_JOB", 5)])
def test_a_link_that_died_stays_dead(calm: Simulator, monkeypatch: pytest.MonkeyPatch, dead: str, links: int) -> None:
    monkeypatch.setattr(simulator, dead, 100)
    ask(calm)
    (job,) = calm.accepted
    until(lambda: not job.running(time.monotonic()))
    gone = [name for name in ("grid", "tl", "tr", "bl", "br") if calm.picture(job, name) is None]
    assert len(gone) == links


# Calls of a hookUrl --------------------------------------------------------------------------------------------------


def called(service: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, way: str, calls: int) -> list[str]:
    """The states that are told of a job whose hookUrl is called in this way, once there were so many calls."""
    monkeypatch.setattr(simulator, "HOOKS", {way: 100})
    ask(service, hook=receiver.url)
    until(lambda: len(receiver.calls) >= calls)
    states = []
    for body in receiver.bodies:
        try:
            states.append(json.loads(body)["status"])
        except (ValueError, RecursionError):
            states.append("")
    return states


def test_a_call_may_be_doubled(calm: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(calm, receiver, monkeypatch, "doubled", 5) == ["SUCCESS"] * 5


def test_a_call_may_come_before_the_end(calm: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "SECONDS", (60, 60))
    assert called(calm, receiver, monkeypatch, "early", 1) == ["SUCCESS"]


def test_a_call_of_the_way_may_come_after_the_end(
    calm: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert called(calm, receiver, monkeypatch, "late", 2) == ["SUCCESS", "ON_QUEUE"]


def test_calls_may_be_forged(calm: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    assert called(calm, receiver, monkeypatch, "forged", 5) == ["SUCCESS", "SUCCESS", "", "", "SUCCESS"]
    names = [json.loads(receiver.bodies[place])["jobId"] for place in (0, 1, 4)]
    (job,) = calm.accepted
    assert [name == job.job_id for name in names] == [False, False, True]


def test_a_call_may_never_come(calm: Simulator, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator, "HOOKS", {"missing": 100})
    ask(calm, hook=receiver.url)
    until(lambda: calm.met["missing"] == 1)
    assert receiver.calls == []


def test_it_runs_as_a_process_that_goes_with_its_parent(tmp_path: Path) -> None:
    script = (
        "import subprocess, sys, time, pathlib\n"
        f"subprocess.Popen([sys.executable, '-m', 'tests.chaos.simulator', {str(tmp_path)!r}, '--seed', '1',"
        " '--limit', '1'])\n"
        f"while not pathlib.Path({str(tmp_path)!r}, 'upstream.json').exists(): time.sleep(0.05)\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, timeout=60)
    url = json.loads((tmp_path / "upstream.json").read_text())["url"]

    def is_gone() -> bool:
        try:
            requests.get(url, timeout=5)
        except requests.ConnectionError:
            return True
        return False

    until(is_gone)
