"""A wall scrolled through in a browser: how much of it the browser has to draw, and what moves under the reader."""

from __future__ import annotations

from typing import Any, NamedTuple

from playwright.sync_api import Page, expect

WATCH = """
window.moved = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
# Until the next page is there: a screen at a time, as a reader does, who asks for more where the wall waits for that.
_ON = """
async (had) => {
  const frame = () => new Promise(requestAnimationFrame);
  const count = () => document.querySelectorAll(".wall li").length;
  let most = 0;
  while (count() === had) {
    const more = document.getElementById("more");
    if (!more) break;
    scrollBy(0, innerHeight * .8);
    await frame();
    await frame();
    const drawn = [...document.querySelectorAll(".wall li *")];
    most = Math.max(most, drawn.filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length);
    const seen = more.getBoundingClientRect().top < innerHeight;
    if (seen && !more.querySelector(".ahead") && !more.dataset.asked) {
      more.dataset.asked = "true";
      more.querySelector("a").click();
    }
    if (seen) await new Promise((done) => setTimeout(done, 20));
  }
  return { most, nodes: document.querySelectorAll(".wall li *").length };
}
"""


class Scrolled(NamedTuple):
    """`drawn` is the most of `nodes` within pictures that were drawn at once, `moved` the sum of all layout shifts."""

    pictures: int
    nodes: int
    drawn: int
    moved: float


def through(page: Page, pages: int) -> Scrolled:
    """Scroll through so many pages of the wall that stands open; WATCH has to run in it."""
    pictures = page.locator(".wall li")
    expect(page.locator("#wall")).to_be_visible()
    said: dict[str, Any] = {}
    drawn = 0
    for _ in range(pages - 1):
        said = page.evaluate(_ON, pictures.count())
        drawn = max(drawn, said["most"])
    return Scrolled(pictures.count(), said["nodes"], drawn, page.evaluate("window.moved"))
