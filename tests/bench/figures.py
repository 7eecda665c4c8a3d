"""How a bench says what it measured, and what all benches need."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

QUICK = "--quick" in sys.argv


def say(
    figure: str, value: float, unit: str, *, goal: float | None = None, better: Literal["lower", "higher"] = "lower"
) -> None:
    """One figure as one line; `goal` is null where the figure is only there to judge others by."""
    line = {"figure": figure, "value": round(value, 4), "goal": goal, "better": better, "unit": unit}
    print(json.dumps(line), flush=True)


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered) + 0.5) - 1))]


def fsync_milliseconds(home: Path, rounds: int = 50) -> float:
    """What this disk takes for one fsync of a small file: the floor of every commit."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=home) as file:
        for _ in range(rounds):
            file.write(b"x" * 4096)
            file.flush()
            begin = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(1000 * (time.perf_counter() - begin))
    return statistics.median(taken)


def also(*names: str) -> None:
    """Run these benches too, each in a process and a data folder of its own."""
    for name in names:
        home = Path(os.environ["MJWEB_HOME"]) / name
        home.mkdir()
        command = [sys.executable, "-m", f"tests.bench.{name}", *(["--quick"] if QUICK else [])]
        subprocess.run(command, env={**os.environ, "MJWEB_HOME": str(home)}, check=True)
