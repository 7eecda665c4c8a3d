"""The parts that tests of the sketch engine share: an engine on a folder of its own, and drawing without a service."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from jobs.actions import Action
from jobs.engines.base import Order, Report
from jobs.engines.sketch.accepts import Accept, Accepts
from jobs.engines.sketch.drawing import draw
from jobs.engines.sketch.engine import SketchEngine
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.png import Pixels

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[4]
PATIENCE = 180.0
"""Seconds after which a test gives up waiting; nothing takes that long unless it never happens."""


def until(look: Callable[[], T]) -> T:
    """Ask again and again until the answer is true, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := look():
            return answer
        time.sleep(0.02)
    raise AssertionError("it did not happen")


@dataclass
class Studio:
    """An engine with its folder, and hands that draw in this very process."""

    home: Path
    scale: float = 0.06
    engine: SketchEngine = field(init=False)
    folder: Folder = field(init=False)
    tags: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.engine = SketchEngine(self.home, scale=self.scale)
        self.folder = Folder(self.home / "sketch")

    def order(self, prompt: str = "waves under a low sun", action: Action = Action.IMAGINE, **more: object) -> str:
        """Submit an order under a tag of its own and return the engine's id."""
        tag = str(more.pop("tag", f"tag {next(self.tags)}"))
        values = {"mode": "fast", **more}
        return self.engine.submit(Order(action=action, prompt=prompt, tag=tag, **values))  # type: ignore[arg-type]

    def row(self, job: str) -> Accept:
        """An order's row."""
        with Accepts(self.folder.log) as accepts:
            accept = accepts.find(job)
        assert accept is not None
        return accept

    def work(self) -> None:
        """Draw everything that waits."""
        with Accepts(self.folder.log) as accepts:
            while accept := accepts.claim("this test", 60):
                text = draw(accept, self.folder, lambda progress, looks=0: None)
                assert accepts.finish(accept.id, "this test", text=text, files=not text)

    def made(self, prompt: str = "waves under a low sun", action: Action = Action.IMAGINE, **more: object) -> str:
        """Submit an order, draw it, and return the engine's id."""
        job = self.order(prompt, action, **more)
        self.work()
        return job

    def report(self, job: str) -> Report:
        """What the engine says of an order."""
        return self.engine.fetch(job)

    def content(self, job: str, index: int) -> bytes:
        """The bytes of a finished picture, by its link."""
        (link,) = [link for link in self.report(job).links if link.index == index]
        with self.engine.open(link.urls[0]) as blocks:
            return b"".join(blocks)

    def pixels(self, job: str, index: int) -> Pixels:
        """A finished picture."""
        self.content(job, index)
        with Image.open(self.folder.picture(job, index)) as image:
            return np.asarray(image.convert("RGB"))


@dataclass
class Shop:
    """The drawing service as a process of its own."""

    home: Path
    drawers: int = 1
    idle: float = 60.0
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        code = (
            "import sys; from pathlib import Path; from jobs.engines.sketch.service import Service;"
            "Service(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])).run()"
        )
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(self.home), str(self.drawers), str(self.idle)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
        )

    def stop(self) -> int:
        """Tell it to stop and return its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """End it without any warning."""
        self.process.kill()
        self.process.wait(PATIENCE)
