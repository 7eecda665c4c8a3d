"""What is wrong with the page that is open: findings of axe in either theme, and what is wider than it has room for."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = (360, 390, 820, 1440, 2560)
LOOKED_AT = (390, 1440)  # by axe: a phone's layout and a desk's
# Its tags are what the pages are built to; "best-practice" is advice. The themes differ in their colours alone.
RULES = {
    "light": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "dark": ["color-contrast"],
}
OVERFLOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const isWide = (part) => part.getBoundingClientRect().right > root.clientWidth + 1;
  const wide = [...document.body.querySelectorAll("*")].filter(isWide);
  return [root.scrollWidth, ...wide.slice(0, 3).map((part) => part.outerHTML.slice(0, 120))];
}"""
# What a button or a chip says stands wholly within it.
SPILT = """() => [...document.querySelectorAll(".btn, .btn span, .chip, .pill, .tabs a, .seg > *")]
  .filter((part) => !part.matches(".sr") && part.clientWidth && part.scrollWidth > part.clientWidth + 1)
  .map((part) => part.outerHTML.slice(0, 120))"""
# As the switch of the themes does it; what fades is at its end, or colours between two themes would be judged.
WEAR = """(theme) => {
  document.documentElement.dataset.theme = theme;
  for (const one of document.getAnimations()) {
    if (one.effect.getComputedTiming().endTime !== Infinity) one.finish();
  }
}"""
RUN = "async (rules) => (await axe.run({ runOnly: rules, resultTypes: ['violations'] })).violations"


def flaws(page: Page) -> list[str]:
    """What axe calls serious or critical on a page at two widths, and what is wider than the window at any."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844 if width < 768 else 900})
        found += [f"{width}: wider than the window: {wide}" for wide in [page.evaluate(OVERFLOW)] if wide]
        found += [f"{width}: wider than its box: {part}" for part in page.evaluate(SPILT)]
        if width in LOOKED_AT:
            found += [f"{width} {finding}" for finding in findings(page)]
    return found


def findings(page: Page) -> list[str]:
    """What axe calls serious or critical in either theme, at the present width; its script is in the page already."""
    found = []
    for theme, rules in RULES.items():
        page.evaluate(WEAR, theme)
        for finding in page.evaluate(RUN, rules):
            if finding["impact"] in ("serious", "critical"):
                nodes = [(node["target"], node["any"][:1] and node["any"][0]["message"]) for node in finding["nodes"]]
                found.append(f"{theme}: {finding['id']}: {nodes[:3]}")
    return found
