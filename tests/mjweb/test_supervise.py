"""The supervised tree, with real processes that die, dawdle and leave children behind."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30.0  # seconds before a test gives up waiting for something that should happen


def wait_for(fact: Callable[[], bool], what: str) -> None:
    """Return when the fact holds; fail when it does not within PATIENCE."""
    give_up = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < give_up, f"waited in vain: {what}"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie that nobody buried does not."""
    try:
        os.kill(pid, 0)
        return sys.platform != "linux" or Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@dataclass
class Tree:
    """A supervisor in a process of its own; its children write their numbers and last words into `folder`."""

    folder: Path
    forked: bool
    process: subprocess.Popen[bytes] | None = None
    children: list[str] = field(default_factory=list)

    def child(self, name: str, body: str, stage: int = 0, behind: float = 0) -> None:
        """Add a child that runs `body`; it can call note(word), and sleeps for ever afterwards.

        In naps: a signal that comes just before a sleep begins is heard only after it.
        """
        script = self.folder / f"{name}.py"
        head = f"""\
            import os, signal, sys, time
            def note(word):
                with open({str(self.folder / "notes")!r}, "a") as notes:
                    notes.write({name!r} + " " + word + " " + str(os.getpid()) + "\\n")
            """
        script.write_text(textwrap.dedent(head) + textwrap.dedent(body) + "\nwhile True: time.sleep(0.2)\n")
        command = f"[sys.executable, '-S', {str(script)!r}]"
        self.children.append(
            f"Child(name={name!r}, command={command}, stage={stage}, behind={behind}, forked={self.forked})"
        )

    def start(self, times: str = "", until_ready: str = "None") -> None:
        """Run the supervisor; `times` are arguments of Times, `until_ready` is an expression."""
        main = f"""\
            import os, runpy, sys
            from mjweb.supervise import Child, Supervisor, Times
            def run_command(command): runpy.run_path(command[-1], run_name="__main__")
            def say(line): print(line, flush=True)
            children, times, until_ready = [{", ".join(self.children)}], Times({times}), {until_ready}
            tree = Supervisor(
                children=children, say=say, times=times, until_ready=until_ready, run_command=run_command
            )
            sys.exit(tree.run())
            """
        command = [sys.executable, "-c", textwrap.dedent(main)]
        with (self.folder / "out").open("w") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)

    def notes(self, word: str) -> list[tuple[str, int]]:
        """The names and process numbers of those who noted the word, in order."""
        path = self.folder / "notes"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(name, int(pid)) for name, noted, pid in map(str.split, lines) if noted == word]

    def wait_for_notes(self, word: str, count: int) -> list[tuple[str, int]]:
        wait_for(lambda: len(self.notes(word)) >= count, f"{count} x {word}; output: {self.output()}")
        return self.notes(word)

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def status(self) -> int:
        assert self.process is not None
        return self.process.wait(PATIENCE)

    def output(self) -> list[str]:
        return (self.folder / "out").read_text().splitlines()


@pytest.fixture(params=[False, True], ids=["started anew", "forked"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tree]:
    tree = Tree(tmp_path, request.param)
    yield tree
    if tree.process is not None and tree.process.poll() is None:
        tree.process.kill()
        tree.process.wait()


POLITE = """
def leave(*_):
    note("left")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
note("came")
"""
DEAF = """
signal.signal(signal.SIGTERM, lambda *_: note("heard"))
note("came")
"""
WITH_A_FORK = """
if os.fork() == 0:
    signal.signal(signal.SIGTERM, lambda *_: note("heard"))
    note("forked")
else:
    signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.2), sys.exit(0)))
    note("came")
"""


def test_a_dead_child_is_started_again(tree: Tree) -> None:
    tree.child("web", 'note("came")')
    tree.start("first_delay=0.05")
    [(_, first)] = tree.wait_for_notes("came", 1)
    os.kill(first, signal.SIGKILL)
    assert tree.wait_for_notes("came", 2)[1] != ("web", first)
    assert "web was killed by SIGKILL; it starts again in 0.05 s" in tree.output()


def test_the_delay_doubles_up_to_its_longest(tree: Tree) -> None:
    tree.child("web", 'note("came"); sys.exit(3)')
    tree.start("first_delay=0.01, longest_delay=0.03")
    tree.wait_for_notes("came", 5)
    told = [line for line in tree.output() if "starts again" in line][:4]
    assert told == [
        f"web ended with exit status 3; it starts again in {delay} s" for delay in ("0.01", "0.02", "0.03", "0.03")
    ]


def test_a_child_that_lived_long_enough_starts_with_the_first_delay(tree: Tree) -> None:
    tree.child("web", 'note("came"); sys.exit(3)')
    tree.start("first_delay=0.01, healthy_after=0")
    tree.wait_for_notes("came", 4)
    assert {line.rpartition(" in ")[2] for line in tree.output() if "starts again" in line} == {"0.01 s"}


def test_a_command_that_does_not_exist_is_said_and_tried_again(tree: Tree) -> None:
    tree.children.append("Child(name='web', command=['/nonexistent/program'])")
    tree.start("first_delay=0.01")
    wait_for(lambda: sum("web could not start" in line for line in tree.output()) > 1, "two attempts")


def test_a_child_starts_behind_the_others_when_they_are_ready(tree: Tree) -> None:
    tree.child("follow", 'note("came")', behind=600)
    tree.child("web", 'time.sleep(0.2); note("came"); open(os.path.dirname(__file__) + "/ready", "w").close()')
    tree.start(until_ready=f"lambda: os.path.exists({str(tree.folder / 'ready')!r})")
    assert [name for name, _ in tree.wait_for_notes("came", 2)] == ["web", "follow"]


def test_a_child_does_not_wait_for_ever_for_the_others(tree: Tree) -> None:
    tree.child("follow", 'note("came")', behind=0.1)
    tree.child("web", 'note("came")')
    tree.start(until_ready="lambda: False")
    tree.wait_for_notes("came", 2)


def test_stages_stop_one_after_the_other(tree: Tree) -> None:
    slow = POLITE.replace('note("left")', 'time.sleep(0.2); note("left")')
    tree.child("sketch", POLITE, stage=2)
    tree.child("follow", slow, stage=1)
    tree.child("web", slow, stage=0)
    tree.start("stage_patience=60, stop_patience=600")
    tree.wait_for_notes("came", 3)
    tree.signal(signal.SIGTERM)
    assert tree.status() == 0
    assert [name for name, _ in tree.notes("left")] == ["web", "follow", "sketch"]


def test_a_dawdling_stage_does_not_hold_up_the_next_one(tree: Tree) -> None:
    tree.child("web", DEAF, stage=0)
    tree.child("follow", POLITE, stage=1)
    tree.start("stage_patience=0.2, stop_patience=60")
    tree.wait_for_notes("came", 2)
    tree.signal(signal.SIGTERM)
    assert tree.wait_for_notes("left", 1)[0][0] == "follow"


def test_a_child_deaf_to_term_is_killed_with_its_group(tree: Tree) -> None:
    tree.child("web", DEAF)
    tree.start("stop_patience=0.3")
    [(_, pid)] = tree.wait_for_notes("came", 1)
    tree.signal(signal.SIGTERM)
    assert tree.status() == 0
    assert tree.notes("heard") == [("web", pid)]
    assert "killing what did not stop: web" in tree.output()
    assert not is_alive(pid)


def test_term_goes_to_the_child_alone_and_never_to_its_group(tree: Tree) -> None:
    tree.child("media", WITH_A_FORK)
    tree.start("stop_patience=600")
    [(_, fork)] = tree.wait_for_notes("forked", 1)
    tree.wait_for_notes("came", 1)
    tree.signal(signal.SIGTERM)
    assert tree.status() == 0
    assert tree.notes("heard") == []
    assert not is_alive(fork)


def test_what_a_dead_child_forked_dies_before_it_starts_again(tree: Tree) -> None:
    tree.child("media", WITH_A_FORK)
    tree.start("first_delay=0.05")
    [(_, fork)] = tree.wait_for_notes("forked", 1)
    [(_, pid)] = tree.wait_for_notes("came", 1)
    os.kill(pid, signal.SIGKILL)
    tree.wait_for_notes("came", 2)
    assert not is_alive(fork)
    # The second child has forked as well: what it left would outlive the test.
    [_, (_, fork)] = tree.wait_for_notes("forked", 2)
    tree.signal(signal.SIGTERM)
    tree.status()
    assert not is_alive(fork)


def test_one_interrupt_stops_in_order(tree: Tree) -> None:
    tree.child("web", POLITE)
    tree.start("stop_patience=600")
    tree.wait_for_notes("came", 1)
    tree.signal(signal.SIGINT)
    assert tree.status() == 0
    assert tree.output()[-2:] == ["stopping", "stopped"]


def test_a_second_interrupt_kills_at_once(tree: Tree) -> None:
    tree.child("web", DEAF)
    tree.start("stop_patience=600")
    [(_, pid)] = tree.wait_for_notes("came", 1)
    tree.signal(signal.SIGINT)
    tree.wait_for_notes("heard", 1)
    tree.signal(signal.SIGINT)
    assert tree.status() == 130
    assert not is_alive(pid)


def test_lines_carry_the_name_of_their_child(tree: Tree) -> None:
    tree.child(
        "web", 'os.write(1, b"half a "); time.sleep(0.05); os.write(1, b"line\\nand one unfinished"); sys.exit(0)'
    )
    tree.child("follow", "")
    tree.start("first_delay=600")
    wait_for(lambda: any("starts again" in line for line in tree.output()), "the end of web")
    assert tree.output()[:2] == ["web    | half a line", "web    | and one unfinished"]


def test_a_child_that_closes_its_output_keeps_running(tree: Tree) -> None:
    tree.child("web", POLITE + "os.close(1); os.close(2); note('silent')")
    tree.start("stop_patience=600")
    tree.wait_for_notes("silent", 1)
    tree.signal(signal.SIGTERM)
    assert tree.status() == 0
    assert len(tree.notes("left")) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills children with their parent")
def test_a_killed_supervisor_leaves_no_child(tree: Tree) -> None:
    tree.child("web", DEAF)
    tree.child("follow", DEAF)
    tree.start()
    pids = [pid for _, pid in tree.wait_for_notes("came", 2)]
    tree.signal(signal.SIGKILL)
    wait_for(lambda: not any(map(is_alive, pids)), "the end of both")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills children with their parent")
def test_forks_die_with_their_parent_where_it_asked_for_that(tree: Tree) -> None:
    ask = f"""
sys.path.insert(0, {str(ROOT)!r})
from mjweb.supervise import tie_forks
tie_forks()
"""
    grand = (
        "if os.fork() == 0:\n    if os.fork() == 0: note('grandchild')\n    else: note('forked')\nelse: note('came')"
    )
    tree.child("media", ask + grand)
    tree.start()
    pids = [pid for word in ("came", "forked", "grandchild") for _, pid in tree.wait_for_notes(word, 1)]
    tree.signal(signal.SIGKILL)
    wait_for(lambda: not any(map(is_alive, pids)), "the end of all three")
