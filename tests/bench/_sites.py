"""Sites of one bench, each in a process and a data folder of its own, that take turns."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from django.conf import settings

Turn = Callable[[], list[float]]


@contextmanager
def sites(
    module: str, words: Mapping[str, Sequence[str]], *, database: Callable[[str], str] | None = None
) -> Iterator[dict[str, Turn]]:
    """Start `python -m MODULE --child WORDS…` under each name; yields what lets one of them do its turn.

    A child says "ready", and answers each line on its input with one line of figures. `database` gives the address of
    one for each data folder; without it each site has SQLite.
    """
    with ExitStack() as stack:
        children = {}
        for number, (name, given) in enumerate(words.items()):
            home = settings.HOME / f"site{number}{'-other' if database else ''}"
            home.mkdir()
            where = {"DATABASE_URL": database(str(home))} if database else {}
            children[name] = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", module, "--child", *given],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env={**os.environ, "MJWEB_HOME": str(home), **where},
                    text=True,
                )
            )
        for child in children.values():
            assert child.stdout is not None
            if child.stdout.readline() != "ready\n":
                raise SystemExit("a site did not come up")
        yield {name: _turn(child) for name, child in children.items()}
        for child in children.values():
            assert child.stdin is not None
            child.stdin.close()


def _turn(child: subprocess.Popen[str]) -> Turn:
    def turn() -> list[float]:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("\n")
        child.stdin.flush()
        return [float(word) for word in child.stdout.readline().split()]

    return turn
