"""From the printed link to pictures in the gallery, with a restart of the whole tree between."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from mjweb.trial import Trial
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

# The one without a ratio comes first: the bar keeps the ratio that was asked for last.
PROMPTS = {
    "🦊🌙✨": 1,
    "€528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720": 1280 / 720,
    "lighthouse on a basalt cliff above a sea of fog, dusk light, gouache --ar 3:2": 3 / 2,
    "desert courtyard with arches, still pool, a painted sphere --ar 4:5": 4 / 5,
    "منارة على جرف فوق بحر من الضباب --ar 2:3": 2 / 3,
}


def test_real_prompts_become_pictures_that_outlive_the_tree(site: Trial, browser: Browser) -> None:
    owner = Visitor.open(browser, site.address)
    owner.sign_in(site.sign_in)
    jobs = {text: owner.prompt(text) for text in PROMPTS}
    owner.done(len(PROMPTS))

    # Progress moved before the eyes of the visitor, and never back.
    seen: dict[str, list[int]] = owner.page.evaluate(
        "Object.fromEntries(Object.entries(window.progress).map(([id, values]) => [id, [...values]]))"
    )
    assert max(len(values) for values in seen.values()) >= 2
    assert all(values == sorted(values) for values in seen.values())

    hashes: set[str] = set()
    for text, ratio in PROMPTS.items():
        pictures = owner.look(jobs[text].locator(".strip img"))
        assert len(pictures) == 4
        for width, height, digest in pictures:
            assert abs(width / height / ratio - 1) < 0.05, (text, width, height)
            hashes.add(digest)
    assert len(hashes) == 4 * len(PROMPTS)

    assert site.restart() == []
    tiles = owner.go("/gallery/").locator(".wall img")
    expect(tiles).to_have_count(4 * len(PROMPTS))
    assert {digest for _, _, digest in owner.look(tiles)} == hashes
    owner.close()
