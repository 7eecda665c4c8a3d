"""A wall of a hundred thousand pictures in a browser: fifty pages scrolled through, and pictures judged by keys.

What is drawn at once are the nodes within pictures that the browser does not skip; what moves is the sum of all layout
shifts. From the press of a key to the picture that follows counts until the frame in which that one is decoded.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from shutil import which

import django
from django.conf import settings

django.setup()

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402  # after setup

from mjweb.trial import Trial  # noqa: E402
from tests.bench.figures import QUICK, percentile, say  # noqa: E402
from tests.conftest import BROWSERS  # noqa: E402
from tests.e2e import scroll  # noqa: E402
from tests.e2e.visitor import FLAGS, Visitor  # noqa: E402

PICTURES = 10_000 if QUICK else 100_000
PAGES = 50
PRESSES = 40 if QUICK else 120
PRESSED = """
window.taken = [];
addEventListener("keydown", () => {
  const began = performance.now(), image = document.getElementById("shown"), was = image.src;
  const look = async () => {
    if (image.src === was || !image.complete) return requestAnimationFrame(look);
    await image.decode();
    requestAnimationFrame(() => window.taken.push(performance.now() - began));
  };
  requestAnimationFrame(look);
}, { capture: true });
"""


def scrolled(page: Page) -> None:
    page.goto("/gallery/?scope=team")
    found = scroll.through(page, PAGES)
    say("wall.pictures", found.pictures, "pictures")
    say("wall.nodes", found.nodes, "nodes within pictures")
    say("wall.drawn", found.drawn, "nodes drawn at once, at most", goal=2000)
    say("wall.moved", found.moved, "layout shift, in all", goal=0.02)


def gone_through(page: Page) -> None:
    page.goto("/triage/?scope=team")
    page.wait_for_load_state("networkidle")
    for number in range(PRESSES):
        page.keyboard.press("kr"[number % 2])
        page.wait_for_function(f"window.taken.length === {number + 1}")
        page.wait_for_timeout(150)  # nobody judges faster
    taken = page.evaluate("window.taken")
    say("wall.next picture.p50", statistics.median(taken), "ms", goal=100)
    say("wall.next picture.p95", percentile(taken, 95), "ms")


def main() -> None:
    chromium = next((found for name in BROWSERS if (found := which(name))), None)
    if chromium is None:
        raise SystemExit("this bench needs a Chromium on the path")
    site = Trial(folder=Path(settings.HOME), patience=600)
    with sync_playwright() as playwright:
        fill = [sys.executable, "manage.py", "demo", "--pictures", str(PICTURES), "--users", "50"]
        subprocess.run(fill, cwd=settings.BASE_DIR, env=site.environ(), check=True, stdout=subprocess.DEVNULL)
        with site:
            browser: Browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            visitor = Visitor.open(browser, site.address)
            visitor.page.add_init_script(scroll.WATCH)
            visitor.page.add_init_script(PRESSED)
            visitor.sign_in(site.sign_in)
            scrolled(visitor.page)
            gone_through(visitor.page)
            browser.close()


if __name__ == "__main__":
    main()
