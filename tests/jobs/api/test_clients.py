"""Programs as they are really written for TT API, each in its own style, over HTTP against a running site.

None of them knows anything of this project: they share no code with it, nor with one another.
"""

from __future__ import annotations

import http.client
import io
import json
import re
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
import requests
from PIL import Image
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from jobs.models import Job
from mjweb.accounts.models import ApiKey, User
from mjweb.quotas.models import Purse
from tests.jobs.api.conftest import noise, uri
from tests.jobs.conftest import drive
from tests.jobs.upstream import Upstream, faults

pytestmark = pytest.mark.django_db(transaction=True)
Found = TypeVar("Found")
PATIENCE = 30.0


@dataclass(frozen=True)
class Site:
    """Where a program calls, and with which key."""

    url: str
    key: str

    @property
    def base(self) -> str:
        return f"{self.url}/midjourney/v1"

    def run(self, program: Callable[[Site], Found]) -> Found:
        """Let a program run while the site works; what it returns."""
        with ThreadPoolExecutor(1) as pool:
            running: Future[Found] = pool.submit(program, self)
            while not running.done():
                drive()
                time.sleep(0.02)
            return running.result()


@pytest.fixture
def site(live_server: LiveServer, settings: Settings, ttapi: Upstream) -> Site:
    settings.PUBLIC_URL = live_server.url
    user = User.objects.add("programmer@example.org")
    Purse.objects.of(user, 100_000)
    return Site(live_server.url, ApiKey.objects.issue(user).secret)


def size_of(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


def test_a_script_of_2024_that_asks_by_get(site: Site) -> None:
    def program(site: Site) -> list[bytes]:
        headers = {"TT-API-KEY": site.key}
        body = {"prompt": "a fox --ar 3:2", "mode": "fast", "hookUrl": "", "timeout": 300, "getUImages": True}
        response = requests.post(f"{site.base}/imagine", json=body, headers=headers, timeout=10)
        response.raise_for_status()
        job_id = response.json()["data"]["jobId"]
        while True:
            answer = requests.get(f"{site.base}/fetch", params={"jobId": job_id}, headers=headers, timeout=10).json()
            if answer["status"] == "FAILED":
                raise RuntimeError(answer["message"])
            if answer["status"] == "SUCCESS":
                assert answer["data"]["actions"] == "imagine"
                return [requests.get(url, timeout=10).content for url in answer["data"]["images"]]
            time.sleep(0.2)

    assert [size_of(content) for content in site.run(program)] == [(64, 64)] * 4


def test_a_bot_that_asks_by_post_names_a_model_and_polls_every_second(site: Site) -> None:
    def program(site: Site) -> str:
        session = requests.Session()
        session.headers.update({"TT-API-KEY": site.key, "Content-Type": "application/json"})
        payload = json.dumps({"prompt": "a hen", "model": "fast"})
        job_id = session.post(f"{site.base}/imagine", data=payload, timeout=10).json()["data"]["jobId"]
        for _ in range(30):
            time.sleep(1)
            task = session.post(f"{site.base}/fetch", data=json.dumps({"jobId": job_id}), timeout=10).json()
            if task.get("status") not in ("PENDING_QUEUE", "ON_QUEUE"):
                session.close()
                url: str = task["data"]["cdnImage"]
                return url
        raise TimeoutError

    assert site.run(program).endswith(".png")


def test_a_shell_script_whose_curl_names_no_type(site: Site) -> None:
    def curl(method: str, address: str, data: str) -> Any:
        """What `curl -d` sends: a form by its type, whatever the data is."""
        parts = urlsplit(address)
        server = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        headers = {"User-Agent": "curl/8.5.0", "Accept": "*/*", "TT-API-KEY": site.key}
        server.request(method, parts.path, data, headers | {"Content-Type": "application/x-www-form-urlencoded"})
        with server.getresponse() as response:
            answer = json.load(response)
        server.close()
        return answer

    def program(site: Site) -> str:
        job_id = curl("POST", f"{site.base}/imagine/", '{"prompt": "an owl", "mode": "turbo"}')["data"]["jobId"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            # A GET with a body, as the documents of one year show it.
            answer = curl("GET", f"{site.base}/fetch", json.dumps({"jobId": job_id}))
            if answer["data"]["progress"] == "100":
                return str(answer["status"])
            time.sleep(0.2)
        raise TimeoutError

    assert site.run(program) == "SUCCESS"


def test_a_client_of_2026_that_sends_texts_and_reads_snakes(site: Site) -> None:
    def program(site: Site) -> dict[str, Any]:
        body = {"prompt": "a fox", "mode": "relax", "timeout": "300", "notify_id": "order-17", "translation": "true"}
        request = urllib.request.Request(
            f"{site.base}/imagine", json.dumps(body).encode(), {"Tt-Api-Key": site.key}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            job_id = json.load(response)["data"]["job_id"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            query = urllib.request.Request(f"{site.base}/fetch?jobId={job_id}", headers={"Tt-Api-Key": site.key})
            with urllib.request.urlopen(query, timeout=10) as response:
                answer = json.load(response)
            if answer["status"] in ("SUCCESS", "FAILED"):
                data: dict[str, Any] = answer["data"]
                return data
            time.sleep(0.2)
        raise TimeoutError

    data = site.run(program)
    assert (data["width"], data["height"], data["quota"], data["notify_id"]) == (128, 128, "1", "order-17")
    assert data["discordImage"] == data["cdnImage"]


def test_a_service_that_asks_for_all_four_upsamples_at_once(site: Site) -> None:
    def wait(site: Site, job_id: str) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with requests.get(
                f"{site.base}/fetch?jobId={job_id}", headers={"TT-API-KEY": site.key}, timeout=10
            ) as response:
                answer: dict[str, Any] = response.json()
            if answer["status"] == "SUCCESS":
                return answer
            time.sleep(0.2)
        raise TimeoutError

    def act(site: Site, grid: str, action: str) -> dict[str, Any]:
        body = {"jobId": grid, "action": action, "mode": "fast", "getUImages": False}
        response = requests.post(f"{site.base}/action", json=body, headers={"TT-API-KEY": site.key}, timeout=10)
        return wait(site, response.json()["data"]["jobId"])

    def program(site: Site) -> list[dict[str, Any]]:
        body = {"prompt": "a hen", "mode": "fast"}
        response = requests.post(f"{site.base}/imagine", json=body, headers={"TT-API-KEY": site.key}, timeout=10)
        grid = wait(site, response.json()["data"]["jobId"])
        ups = [name for name in grid["data"]["components"] if name.startswith("upsample")]
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(lambda name: act(site, grid["jobId"], name), ups))

    found = site.run(program)
    assert [each["data"]["action"] for each in found] == [f"upsample{n}" for n in (1, 2, 3, 4)]
    assert len({each["data"]["cdnImage"] for each in found}) == 4
    assert {each["data"]["images"] for each in found} == {None}


def test_a_scanner_that_takes_the_first_address_at_progress_100(site: Site) -> None:
    def program(site: Site) -> bytes:
        key = {"Authorization": f"Bearer {site.key}"}
        form = {"prompt": "an owl", "mode": "fast"}  # as form fields
        text = requests.post(f"{site.url}//midjourney/v1/imagine", data=form, headers=key, timeout=10).text
        found = re.search(r"[0-9a-f]{8}-[0-9a-f-]{27}", text)
        assert found is not None
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            text = requests.get(f"{site.base}/fetch", {"jobId": found[0]}, headers=key, timeout=10).text
            if re.search(r'"progress"\s*:\s*"100%?"', text):
                urls = re.findall(r"https?://[^\"\s]+\.(?:png|jpe?g|webp)", text)
                return requests.get(urls[0], timeout=10).content
            time.sleep(0.1)
        raise TimeoutError

    assert size_of(site.run(program)) == (128, 128)


def test_a_worker_that_waits_while_the_queue_is_full(site: Site) -> None:
    User.objects.update(max_queue=2)

    def one(site: Site, prompt: str) -> int:
        refusals = 0
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = requests.post(
                f"{site.base}/imagine", json={"prompt": prompt}, headers={"TT-API-KEY": site.key}, timeout=10
            )
            if answer.ok:
                return refusals
            assert "queue is full" in answer.text
            refusals += 1
            time.sleep(0.1)
        raise TimeoutError

    def program(site: Site) -> int:
        with ThreadPoolExecutor(4) as pool:
            return sum(pool.map(lambda n: one(site, f"fox {n}"), range(8)))

    assert site.run(program) > 0
    assert Job.objects.count() == 8


def test_a_dashboard_that_tries_its_key_with_a_nonsense_job(site: Site) -> None:
    def status(key: str) -> int:
        answer = requests.get(f"{site.base}/fetch?jobId=nonsense", headers={"TT-API-KEY": key}, timeout=10)
        assert answer.headers["Content-Type"] == "application/json"
        return answer.status_code

    assert site.run(lambda site: (status(site.key), status("wrong"))) == (400, 401)


def test_a_client_that_never_guards_data_survives_a_failure(site: Site, ttapi: Upstream) -> None:
    ttapi.script(faults.fails("[Banned prompt detected] word"))

    def program(site: Site) -> str:
        headers = {"TT-API-KEY": site.key}
        response = requests.post(f"{site.base}/imagine", json={"prompt": "x"}, headers=headers, timeout=10)
        job_id = response.json()["data"]["jobId"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = requests.get(f"{site.base}/fetch?jobId={job_id}", headers=headers, timeout=10).json()
            # Unguarded, as programs read it.
            answer["data"].get("images"), len(answer["data"]["components"]), answer["data"]["jobId"].upper()
            if answer["status"] == "FAILED":
                return str(answer["message"])
            time.sleep(0.1)
        raise TimeoutError

    assert site.run(program) == "[Banned prompt detected] word"


def test_a_blend_of_five_large_pictures_goes_through(site: Site) -> None:
    pictures = [noise(900 + n) for n in range(5)]  # 2.4 MB each

    def program(site: Site) -> str:
        body = {"imgBase64Array": [uri(picture) for picture in pictures], "dimensions": "SQUARE", "mode": "fast"}
        answer = requests.post(f"{site.base}/blend", json=body, headers={"TT-API-KEY": site.key}, timeout=60)
        return str(answer.json()["data"]["jobId"])

    job = Job.objects.get(uid=site.run(program))
    assert [upload.size for upload in job.uploads()] == [len(picture) for picture in pictures]


def test_a_body_that_is_announced_too_large_is_answered_at_once(site: Site) -> None:
    def program(site: Site) -> tuple[int, dict[str, Any]]:
        line = http.client.HTTPConnection(site.url.removeprefix("http://"), timeout=10)
        try:
            line.putrequest("POST", "/midjourney/v1/blend")
            for name, value in (("TT-API-KEY", site.key), ("Content-Length", "70000001"), ("Connection", "close")):
                line.putheader(name, value)
            line.endheaders()  # and no byte of the body
            answer = line.getresponse()
            return answer.status, json.load(answer)
        finally:
            line.close()

    status, answer = site.run(program)
    assert (status, answer["status"]) == (413, "FAILED")
