"""What a whole site takes of the machine while nobody does anything: processor and memory of all its processes.

`manage.py up` on an empty data folder, as it comes: the embedded engine, SQLite, as many processes as it starts by
itself. Memory is the sum of their proportional set sizes, in which what they share counts once. Linux only.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

from mjweb.trial import Trial
from tests.bench._tree import below, memory, processor
from tests.bench.figures import QUICK, say

SETTLE = 10 if QUICK else 30  # seconds
SECONDS = 20 if QUICK else 60


def main() -> None:
    with Trial(folder=Path(os.environ["MJWEB_HOME"])) as site:
        time.sleep(SETTLE)
        before, begun = processor(below(site.pid)), time.monotonic()
        time.sleep(SECONDS)
        spent, span = processor(below(site.pid)) - before, time.monotonic() - begun
        pids = below(site.pid)
        say("idle.processes", len(pids), "processes")
        say("idle.processor", 100 * spent / span, "% of a core", goal=8)
        say("idle.memory", memory(pids), "MiB", goal=400)


if __name__ == "__main__":
    main()
