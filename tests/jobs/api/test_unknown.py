"""Guessed addresses: a 404 that names the right endpoint."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("v1/list", "/midjourney/v1/fetch-list"),
        ("v1/jobs", "/midjourney/v1/fetch-list"),
        ("v1/job/17", "/midjourney/v1/fetch?jobId="),
        ("v1/job/17/cancel", "DELETE /midjourney/v1/job?jobId="),
        ("v1/result/17", "/midjourney/v1/fetch?jobId="),
        ("v1/task/17/fetch", "/midjourney/v1/fetch?jobId="),
        ("v1/images/17", "/midjourney/v1/fetch?jobId="),
        ("v1/upscale", "/midjourney/v1/action"),
        ("v1/upsample", "/midjourney/v1/action"),
        ("v1/variation", "/midjourney/v1/action"),
        ("v1/zoom_out", "/midjourney/v1/action"),
        ("v1/vary-region", "/midjourney/v1/action"),
        ("v1/balance", "/midjourney/v1/info"),
        ("v1/account", "/midjourney/v1/info"),
        ("v1/checkPrompt", "/midjourney/v1/promptCheck"),
        ("v1/generate", "/midjourney/v1/imagine"),
        ("imagine", "/midjourney/v1/imagine"),
        ("v2/imagine", "/midjourney/v1/imagine"),
        ("video/submit", "no video"),
        ("image-edits/submit", "no video, image-edits"),
        ("", "/midjourney/v1/imagine"),
    ],
)
def test_a_guess_is_told_the_right_endpoint(client: Client, path: str, named: str) -> None:
    answer = client.get(f"/midjourney/{path}")
    assert (answer.status_code, answer.json()["status"]) == (404, "FAILED")
    assert named in answer.json()["message"]


def test_the_prefix_of_another_site_is_told_ours(client: Client) -> None:
    answer = client.post("/api/midjourney/imagine", {"prompt": "a cat"})
    assert (answer.status_code, "/midjourney/v1/imagine" in answer.json()["message"]) == (404, True)


def test_what_was_asked_for_is_repeated(client: Client) -> None:
    assert "There is no /midjourney/v1/list." in client.get("/midjourney/v1/list").json()["message"]
