"""Pictures of the running site for the documents: a real site is started, prompted and photographed."""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect, sync_playwright

from mjweb.env import ROOT
from mjweb.trial import Trial
from tests.e2e.visitor import FLAGS, Visitor

FOLDER = ROOT / "docs" / "screenshots"
PROMPTS = (
    "mountains in fog at dawn, risograph --ar 16:9",
    "koi pond from above, lily pads --ar 1:1",
    "a single dahlia, macro, folded paper petals --ar 4:5",
    "neon street in the rain at night, city, reflections --ar 16:9",
    "layered paper waves under a low sun, gold edges --ar 3:2",
    "glazed spheres, soft north light --ar 1:1",
    "€528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720",
    "desert courtyard with arches, still pool, a painted sphere, long shadows --ar 4:5",
    "lighthouse on a basalt cliff above a sea of fog, dusk light, gouache --ar 3:2",
)
SIZES = {"desktop": (1440, 900), "phone": (390, 844), "tablet": (820, 1180), "wide": (2560, 1440)}
THEMES = ("light", "dark")
# The two middle sizes are looked at while working; the documents keep desktop and phone.
KEPT = ("desktop", "phone")


def main(chromium: str, folder: Path, sizes: tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mjweb-screenshots-") as home, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        with Trial(folder=Path(home), patience=300) as site:
            link = site.command("adduser", "noor@example.org", "--name", "Noor Haddad", "--allowance", "100")
            noor = Visitor.open(browser, site.address)
            expect.set_options(timeout=300_000)
            noor.page.goto("/login/")
            shoot(noor, folder, "signin", sizes)
            noor.sign_in(link)
            for prompt in PROMPTS:
                noor.prompt(prompt)
            done = noor.done(len(PROMPTS))
            done.first.get_by_role("button", name="Upscale picture 2", exact=True).click()
            noor.done(len(PROMPTS) + 1)
            picture = str(noor.done(len(PROMPTS) + 1).nth(2).locator(".strip a.open").first.get_attribute("href"))
            noor.go("/create/")
            running = noor.prompt("violet nebula mirrored in a mountain lake --ar 3:2")
            expect(running.locator(".strip img").first).to_be_visible()
            with site.resting(), site.closed():
                noor.prompt("birch forest in autumn light --ar 3:2")
                for name, path in (
                    ("create", "/create/"),
                    ("gallery", "/gallery/"),
                    ("picture", picture),
                    ("usage", "/usage/"),
                ):
                    noor.go(path)
                    shoot(noor, folder, name, sizes)


def shoot(visitor: Visitor, folder: Path, name: str, sizes: tuple[str, ...]) -> None:
    """The page that is open, in both themes at each size, once every picture in sight is there."""
    page = visitor.page
    for theme in THEMES:
        page.context.add_cookies([{"name": "mjweb_theme", "value": theme, "url": visitor.address}])
        for size in sizes:
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            page.reload()
            page.wait_for_load_state("networkidle")
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            # 256 colours: a quarter of the bytes, and the eye sees no difference at this size.
            picture.quantize(256).save(folder / f"{name}-{size}-{theme}.png", optimize=True)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER, tuple(SIZES) if len(sys.argv) > 2 else KEPT)
