"""Two whole sites, one of which is the other's image service, and a program that knows only the second."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import sqlite3
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

import requests
from PIL import Image, ImageDraw

from mjweb.trial import Trial
from tests.jobs.receiver import Receiver

PATIENCE = 300  # seconds for all that both sites have to do
FIRST = {"MJWEB_SKETCH_SCALE": "0.1"}
# Its own default version lets a prompt through that the first site refuses: how a job fails at its service.
SECOND = {
    "MJWEB_ENGINE": "ttapi",
    "MJWEB_DEFAULT_VERSION": "6",
    "MJWEB_ALLOW_NETWORKS": "127.0.0.0/8, ::1/128",
    "MJWEB_PICTURE_HOSTS": "localhost",
}
PROMPT = "a lighthouse on a basalt cliff, dusk light --ar 3:2 --seed 7 --v 7"
REFUSED = "a portrait in ink --cref https://example.org/face.png"


@dataclass(frozen=True, kw_only=True)
class Link:
    """One job as both sites know it: the answers to fetch, and the hashes of its pictures as each site serves them."""

    here: dict[str, Any]
    there: dict[str, Any]
    pictures_here: list[str] = field(default_factory=list)
    pictures_there: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Chain:
    """What a run left: each job by its name, the calls of the hook, and the sums of the second site's ledger."""

    jobs: dict[str, Link]
    hooks: list[dict[str, Any]]
    lines: dict[str, int]
    charged: int
    attempts: list[str]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))

    @classmethod
    def load(cls, path: Path) -> Self:
        found = json.loads(path.read_text())
        return cls(**found | {"jobs": {name: Link(**job) for name, job in found["jobs"].items()}})


@dataclass(frozen=True)
class Program:
    """A client of TT API's Midjourney service that was given another address and another key."""

    address: str
    key: str

    def call(self, method: str, path: str, **fields: object) -> dict[str, Any]:
        url, headers = f"{self.address}/midjourney/v1/{path}", {"TT-API-KEY": self.key}
        if method == "GET":
            answer = requests.get(url, headers=headers, params={k: str(v) for k, v in fields.items()}, timeout=PATIENCE)
        else:
            answer = requests.post(url, headers=headers, json=fields, timeout=PATIENCE)
        assert answer.ok, (path, answer.status_code, answer.text)
        return dict(answer.json())

    def ask(self, path: str, **fields: object) -> str:
        return str(self.call("POST", path, **fields)["data"]["jobId"])

    def fetch(self, job: str) -> dict[str, Any]:
        return self.call("GET", "fetch", jobId=job)

    def wait(self, *jobs: str) -> None:
        end = time.monotonic() + PATIENCE
        waiting = set(jobs)
        while waiting:
            assert time.monotonic() < end, [self.fetch(job) for job in waiting]
            waiting = {job for job in waiting if self.fetch(job)["status"] not in {"SUCCESS", "FAILED"}}
            time.sleep(0.5)


def picture(draw: Callable[[ImageDraw.ImageDraw], None], ground: str = "#203050") -> str:
    """A small picture, base64."""
    image = Image.new("RGB", (144, 96), ground)
    draw(ImageDraw.Draw(image))
    out = io.BytesIO()
    image.save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def uri(content: str) -> str:
    return f"data:image/png;base64,{content}"


def run(first: Trial, second: Trial, hook: Receiver) -> Chain:
    """Let a program ask the second site, which asks the first, for one of everything; compare what both have then."""
    program = Program(second.address, _key(second))
    service = Program(first.address, second.variables["TTAPI_KEY"])
    warm = picture(lambda pen: pen.ellipse((30, 10, 110, 90), fill="#e0a040"))
    cold = picture(lambda pen: pen.rectangle((0, 50, 144, 96), fill="#e8f0f0"), "#406080")
    jobs = {"imagine": program.ask("imagine", prompt=PROMPT, mode="turbo", hookUrl=hook.url)}
    program.wait(*jobs.values())
    grid = jobs["imagine"]
    jobs |= {name: program.ask("action", jobId=grid, action=name) for name in ("upsample1", "variation2", "reroll")}
    jobs["blend"] = program.ask("blend", imgBase64Array=[uri(warm), uri(cold)], dimensions="PORTRAIT", mode="turbo")
    jobs["describe"] = program.ask("describe", base64=uri(warm))
    jobs["refused"] = program.ask("imagine", prompt=REFUSED, hookUrl=hook.url)
    program.wait(*jobs.values())
    one = jobs["upsample1"]
    singles = ("zoom_out_2", "pan_left", "low_variation", "high_variation", "upscale_subtle")
    jobs |= {name: program.ask("action", jobId=one, action=name) for name in singles}
    jobs["seed"] = program.ask("seed", jobId=one)
    mask = picture(lambda pen: pen.ellipse((20, 20, 80, 80), fill="white"), "black")
    jobs["inpaint"] = program.ask("inpaint", jobId=one, mask=mask, prompt="a red balloon")
    program.wait(*jobs.values())
    _until(lambda: len(hook.calls) >= 2)
    rows = {uid: (engine_id, attempts) for uid, engine_id, attempts in _rows(second)}
    links = {}
    for name, job in jobs.items():
        engine_id, _attempts = rows[job.replace("-", "")]
        here, there = program.fetch(job), service.fetch(engine_id) if engine_id else {}
        links[name] = Link(here=here, there=there, pictures_here=_hashes(here), pictures_there=_hashes(there))
    sums, charged = _ledger(second)
    bodies = [json.loads(call.body) for call in hook.calls]
    attempts = [outcome for _id, outcomes in rows.values() for outcome in outcomes.split(",")]
    return Chain(jobs=links, hooks=bodies, lines=sums, charged=charged, attempts=attempts)


def _until(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < end
        time.sleep(0.05)


def _key(site: Trial) -> str:
    site.command("adduser", "alice@example.org", "--name", "Alice", "--allowance", "500")
    return site.command("apikey", "alice@example.org")


def pair(folder: Path) -> tuple[Trial, Trial]:
    """The two sites, started, the second with a key of the first."""
    for name in ("first", "second"):
        (folder / name).mkdir(exist_ok=True)
    first = Trial(folder=folder / "first", variables=FIRST)
    first.start()
    try:
        variables = {**SECOND, "TTAPI_KEY": _key(first), "TTAPI_BASE_URL": first.address}
        second = Trial(folder=folder / "second", variables=variables)
        second.start()
    except BaseException:
        first.kill()
        raise
    return first, second


def _hashes(answer: dict[str, Any]) -> list[str]:
    """The hashes of all pictures that an answer names, grid first, as they are served without a key."""
    data = answer.get("data") or {}
    addresses = [data.get("cdnImage"), *(data.get("images") or [])]
    return [hashlib.sha256(_bytes(address)).hexdigest() for address in addresses if address]


def _bytes(address: str) -> bytes:
    answer = requests.get(address, timeout=PATIENCE)
    assert answer.ok, (address, answer.status_code)
    return answer.content


def _rows(site: Trial) -> list[tuple[str, str | None, str]]:
    query = (
        "SELECT j.uid, j.engine_id, group_concat(a.outcome) FROM jobs_job j JOIN jobs_attempt a ON a.job_id = j.id"
        " GROUP BY j.id"
    )
    return [(str(uid), engine_id, str(outcomes)) for uid, engine_id, outcomes in _query(site, query)]


def _ledger(site: Trial) -> tuple[dict[str, int], int]:
    sums = dict(_query(site, "SELECT kind, sum(amount) FROM quotas_line WHERE reference <> '' GROUP BY kind"))
    (charged,) = _query(site, "SELECT sum(quote) FROM jobs_job WHERE state = 'done'")
    return sums, charged[0]


def _query(site: Trial, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(site.home / "mjweb.sqlite3", timeout=30)) as database:
        return database.execute(query).fetchall()
