"""Who may be killed or stopped in a run: processes of the tree, and no other."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from tests.chaos import hunter
from tests.chaos.hunter import Prey

SLEEP = "import time; time.sleep(600)"
WEB = "open('/proc/self/comm', 'w').write('mjweb web')"
# A tree as `up` has it: below it the head of a part, below that one worker.
TREE = (
    "import subprocess, sys\n"
    f'inner = """{WEB}; import subprocess, sys; subprocess.run([sys.executable, "-c", "{SLEEP}"])"""\n'
    "subprocess.run([sys.executable, '-c', inner])\n"
)


@pytest.fixture
def root() -> Iterator[int]:
    """The top of a tree of three processes."""
    top = subprocess.Popen([sys.executable, "-c", TREE], start_new_session=True)
    end = time.monotonic() + 30
    while len(hunter.tree(top.pid)) < 2:
        assert time.monotonic() < end
        time.sleep(0.01)
    yield top.pid
    for prey in hunter.tree(top.pid):
        hunter.kill(prey, top.pid)
    top.kill()
    top.wait()


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", f"{WEB}; {SLEEP}"])
    yield process
    process.kill()
    process.wait()


def goes_on(pid: int) -> bool:
    return not hunter.stands_still(pid)


def until(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not fact():
        assert time.monotonic() < end


def test_a_tree_is_its_parts_and_what_hangs_below_them(root: int) -> None:
    assert sorted(str(prey) for prey in hunter.tree(root)) == ["web+0", "web+1"]


def test_one_of_the_tree_is_killed(root: int) -> None:
    prey = hunter.kill_one(root, random.Random(1))
    assert prey is not None
    end = time.monotonic() + 30
    while prey in hunter.tree(root):
        assert time.monotonic() < end


def test_one_that_stands_still_is_not_chosen_and_goes_on_when_it_is_let(root: int) -> None:
    stopped = []
    for _ in hunter.tree(root):
        prey = hunter.stop_one(root, random.Random(1))
        assert prey is not None
        stopped.append(prey)
        until(partial(hunter.stands_still, prey.pid))
    assert hunter.stop_one(root, random.Random(1)) is None
    for prey in stopped:
        assert hunter.go_on(prey, root)
        until(partial(goes_on, prey.pid))


def test_a_process_beside_the_tree_is_never_killed(root: int, stranger: subprocess.Popen[bytes]) -> None:
    assert not hunter.kill(Prey(stranger.pid, "web", 0), root)
    assert stranger.poll() is None


def test_a_process_that_is_gone_is_not_killed(root: int, stranger: subprocess.Popen[bytes]) -> None:
    stranger.send_signal(signal.SIGKILL)
    stranger.wait()
    assert not hunter.kill(Prey(stranger.pid, "web", 0), root)


def test_nothing_is_found_below_a_process_without_children(stranger: subprocess.Popen[bytes]) -> None:
    assert hunter.kill_one(stranger.pid, random.Random(1)) is None
