"""What a grid costs to bring home, beside inflating it once; and a thumbnail, beside a view that does nothing.

A grid of 2048 by 2048 pixels with grain like a photograph's, and its four tiles, as a service gives them: PNG files
that are hashed, decoded wholly, brought down to two thumbnails each, given colour and placeholder, and stored. CPU time
of this process, everything in turn. Thumbnails are 40 kB, as large as the largest.
"""

from __future__ import annotations

import io
import statistics
import time
import zlib
from collections.abc import Callable

import django
from django.conf import settings

settings.ROOT_URLCONF = "tests.bench._urls"
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
django.setup()

import numpy as np  # noqa: E402  # after setup
from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from PIL import Image  # noqa: E402

from jobs import looks  # noqa: E402
from jobs.models import Picture  # noqa: E402
from tests.bench.figures import QUICK, say  # noqa: E402
from tests.bench.poll import ask, expect, prepare  # noqa: E402

SIDE = 2048
LEVEL = 1  # as the embedded engine and most services write
HEAVY = 40_000  # bytes of a thumbnail
ROUNDS = 5 if QUICK else 25
ASKED = 200 if QUICK else 2000
WARM = 2


def drawn() -> Image.Image:
    """Broad shapes with fine grain."""
    dice = np.random.default_rng(1)
    across, down = np.meshgrid(np.linspace(0, 6, SIDE), np.linspace(0, 6, SIDE))
    shapes = [
        110 + 60 * np.sin(across * (1 + part / 3) + down) + 40 * np.cos(down * (2 - part / 3)) for part in range(3)
    ]
    grain = dice.normal(0, 2, (SIDE, SIDE, 1))
    return Image.fromarray(np.clip(np.stack(shapes, -1) + grain, 0, 255).astype(np.uint8))


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=LEVEL)
    return out.getvalue()


def packed(file: bytes) -> bytes:
    """What stands compressed in a PNG."""
    parts, at = [], 8
    while at < len(file):
        size = int.from_bytes(file[at : at + 4], "big")
        if file[at + 4 : at + 8] == b"IDAT":
            parts.append(file[at + 8 : at + 8 + size])
        at += 12 + size
    return b"".join(parts)


def taken(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def collecting() -> None:
    grid, half = drawn(), SIDE // 2
    corners = [(left, top) for top in (0, half) for left in (0, half)]
    files = [png(grid), *(png(grid.crop((left, top, left + half, top + half))) for left, top in corners)]
    bodies = [packed(file) for file in files]

    def inflate() -> None:
        for body in bodies:
            zlib.decompress(body)

    def collect() -> None:
        for file in files:
            looks.take(iter([file]), looks.MOST_PIXELS).store()

    found: dict[str, list[float]] = {"inflate": [], "collect": []}
    for number in range(WARM + ROUNDS):
        for name, work in (("inflate", inflate), ("collect", collect)):
            seconds = taken(work)
            if number >= WARM:
                found[name].append(seconds)
    inflated, collected = (statistics.median(found[name]) for name in ("inflate", "collect"))
    say("pictures.grid", len(files[0]) / 1e6, "MB")
    say("pictures.inflate", 1000 * inflated, "ms CPU")
    say("pictures.collect", collected / inflated, "x one inflate of the same files", goal=5)


def serving() -> None:
    cookies, job, _page = prepare()
    picture = Picture.objects.create(
        job=job, user=job.user, team=job.team, part="tile", index=1, sha256="0" * 64, extension="png", size=1, width=64,
        height=64, colour="#808080", thumbhash="",
    )  # fmt: skip
    default_storage.save(picture.thumbnail(640), ContentFile(np.random.default_rng(1).bytes(HEAVY)))
    found: dict[str, list[float]] = {"empty": [], "thumbnail": []}
    for number in range(WARM + ASKED):
        for name, path, code in (("empty", "/empty/", "204"), ("thumbnail", picture.url_640, "200")):
            ask("/empty/", "", cookies)  # so that neither pays for what was before it
            status, _body, seconds = ask(path, "", cookies)
            expect(status, code)
            if number >= WARM:
                found[name].append(seconds)
    empty, thumbnail = (statistics.median(found[name]) for name in ("empty", "thumbnail"))
    say("pictures.empty_view", 1000 * empty, "ms CPU")
    say("pictures.thumbnails", empty / thumbnail, "x the rate of an empty view", goal=0.7, better="higher")


if __name__ == "__main__":
    collecting()
    serving()
