"""One person in front of one browser window, and what they do over and over."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20  # seconds: generous, since two cores may have much else to do
# Said when a page is left in the middle of a request or a cross-fade. A failed answer is told in other words too.
LEAVING = ("htmx:sendAbort", "htmx:afterRequest", "Transition was aborted", "Transition was skipped")
# Keeps every value that a progress bar takes, by job.
WATCH = """
window.progress = {};
new MutationObserver(() => {
  for (const bar of document.querySelectorAll("[role=progressbar]")) {
    (window.progress[bar.id] ??= new Set()).add(Number(bar.getAttribute("aria-valuenow")));
  }
}).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-valuenow"] });
"""


@dataclass
class Visitor:
    """`page` is the window; `complaints` are errors of its console, of its scripts, and requests to other hosts.

    `email` is the address of who signed in by it, where that is known.
    """

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    forgiven: tuple[str, ...] = ()
    email: str = ""

    @classmethod
    def open(cls, browser: Browser, address: str, **context: Any) -> Self:
        """A fresh window on the site at `address`; keywords are those of a browser context."""
        options: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "base_url": address, **context}
        visitor = cls(browser.new_context(**options).new_page(), address)
        visitor.page.context.on("console", visitor._hear)
        visitor.page.context.on("weberror", lambda error: visitor.complaints.append(str(error.error)))
        visitor.page.context.on("request", visitor._see)
        if options.get("java_script_enabled", True):
            visitor.page.add_init_script(WATCH)
        return visitor

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _see(self, request: Request) -> None:
        asked, own = urlsplit(request.url), urlsplit(self.address)
        if asked.scheme not in {"data", "blob"} and asked.netloc != own.netloc:
            self.complaints.append(f"asked another host: {request.url}")

    def close(self) -> None:
        """Close the window. Fails when its browser had something to complain of that was not forgiven."""
        self.page.context.close()
        forgiven = (*LEAVING, *self.forgiven)
        left = [complaint for complaint in self.complaints if not any(words in complaint for words in forgiven)]
        assert not left, left

    # Pages ----------------------------------------------------------------------------------------------------------

    def sign_in(self, link: str) -> None:
        """Use a single-use link."""
        self.page.goto(link)
        self.page.get_by_role("button", name="Sign in as").click()
        expect(self.page).to_have_url(f"{self.address}/create/")
        self.page.wait_for_load_state("load")  # the scripts have run

    def go(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    @property
    def box(self) -> Locator:
        """The box that a prompt is written into."""
        return self.page.locator("#prompt")

    @property
    def jobs(self) -> Locator:
        """The jobs of the page, the newest first."""
        return self.page.locator("article.job")

    def done(self, count: int = 1) -> Locator:
        """The finished jobs, once there are so many; they are drawn one after another, so many take longer."""
        jobs = self.page.locator("article.job[data-state=done]")
        expect(jobs).to_have_count(count, timeout=(PATIENCE + 5 * count) * 1000)
        return jobs

    def prompt(self, text: str) -> Locator:
        """Write a prompt, press Create, and return the job that appears."""
        before = self.jobs.count()
        self.box.fill(text)
        self.page.get_by_role("button", name="Create", exact=False).and_(self.page.locator("#create")).click()
        expect(self.jobs).to_have_count(before + 1)
        # The newest stands first, but will not for long: hold on to it by its name.
        return self.page.locator(f"article.job[id='{self.jobs.first.get_attribute('id')}']")

    def has_draft(self, words: str) -> None:
        """Wait until the browser has put away a draft with these words."""
        end = time.monotonic() + PATIENCE
        # No wait_for_function: it needs eval, which the site's policy forbids.
        while words not in str(self.page.evaluate("JSON.stringify(localStorage)")):
            assert time.monotonic() < end, f"no draft with {words!r} was kept"

    def credits(self) -> str:
        """How much is left, as the page of usage says; the page stays there."""
        self.go("/usage/")
        number = self.page.locator(".hero-num").evaluate("(number) => number.firstChild.textContent")
        return str(number).strip()

    # Pictures -------------------------------------------------------------------------------------------------------

    def look(self, pictures: Locator) -> list[tuple[int, int, str]]:
        """Width, height and hash of each picture that the locator finds, once the browser has decoded it."""
        measure = """async (image) => {
            image.loading = "eager";
            await image.decode();
            return [image.naturalWidth, image.naturalHeight, image.currentSrc];
        }"""
        found = []
        for image in pictures.all():
            width, height, source = image.evaluate(measure)
            found.append((width, height, hashlib.sha256(self.page.request.get(source).body()).hexdigest()))
        return found
