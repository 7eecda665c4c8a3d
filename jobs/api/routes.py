"""The addresses of the API, below /midjourney/ however often somebody writes a slash."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path

from jobs.api.action import action
from jobs.api.blend import blend
from jobs.api.cancel import cancel
from jobs.api.describe import describe
from jobs.api.fetch import fetch
from jobs.api.fetch_list import fetch_list
from jobs.api.imagine import imagine
from jobs.api.info import info
from jobs.api.inpaint import inpaint
from jobs.api.prompt_check import prompt_check
from jobs.api.reference import docs, openapi
from jobs.api.seed import seed
from jobs.api.status import status
from jobs.api.unknown import unknown


def route(address: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """An address with and without a last slash, since a redirect would lose the body of a POST; slashes may double."""
    pattern = address.replace(".", r"\.").replace("/", "/+")
    return re_path(f"^{pattern}/*$", view, name=name)


urlpatterns = [
    route("v1/imagine", imagine, "imagine"),
    route("v1/action", action, "action"),
    route("v1/seed", seed, "seed"),
    route("v1/blend", blend, "blend"),
    route("v1/describe", describe, "describe"),
    route("v1/inpaint", inpaint, "inpaint"),
    route("v1/fetch", fetch, "fetch"),
    route("v1/fetch-list", fetch_list, "fetch_list"),
    route("v1/info", info, "info"),
    route("v1/promptCheck", prompt_check, "prompt_check"),
    route("v1/job", cancel, "cancel"),
    route("status", status, "status"),
    route("v1/openapi.json", openapi, "openapi"),
    route("v1/docs", docs, "docs"),
    path("", unknown, name="root"),
    path("<path:path>", unknown, name="unknown"),
]
