"""A child that is forked: how it begins, what it has, and how it ends, in processes of one thread."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest

from mjweb.env import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="where forks are safe")


def told(body: str) -> Any:
    """What a process prints as JSON that has `Fork`, what a fork of it says, and how that ended."""
    head = """\
        import json, os, signal, sys, time
        from mjweb.fork import Fork
        def forked(main, **environ):
            return Fork("mjweb web", main, {**os.environ, **environ})
        def heard(child):
            said = b"".join(iter(lambda: child.stdout.read(65536), b"")).decode()
            return {"said": said, "status": child.wait()}
        def tell(what): print(json.dumps(what))
        """
    code = textwrap.dedent(head) + textwrap.dedent(body)
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(said.stdout)


def test_both_outputs_of_a_fork_are_heard() -> None:
    heard = told("""
        def main():
            print("two", file=sys.stderr)
            print("one")
        tell(heard(forked(main)))
        """)
    assert sorted(heard["said"].split()) == ["one", "two"]


def test_what_waits_to_be_written_is_written_once() -> None:
    heard = told("""
        sys.stdout.write("[")
        child = heard(forked(lambda: None))
        sys.stdout.write(json.dumps(child) + "]")
        """)
    assert heard == [{"said": "", "status": 0}]


@pytest.mark.parametrize(
    ("end", "status"),
    [("sys.exit()", 0), ("sys.exit(3)", 3), ("sys.exit('no')", 1), ("os.kill(os.getpid(), signal.SIGKILL)", -9)],
)
def test_a_fork_ends_like_a_process(end: str, status: int) -> None:
    assert told(f"tell(heard(forked(lambda: {end}))['status'])") == status


def test_what_goes_wrong_in_a_fork_is_told_by_it_and_ends_it() -> None:
    heard = told("tell(heard(forked(lambda: 1 / 0)))")
    assert heard["status"] == 1
    assert "ZeroDivisionError" in heard["said"]


def test_a_fork_has_a_session_a_name_and_an_environment_of_its_own() -> None:
    assert told("""
        def main():
            tell([os.getsid(0) == os.getpid(), open("/proc/self/comm").read(), os.environ["COLOUR"], sys.stdin.read()])
        tell([json.loads(heard(forked(main, COLOUR="teal"))["said"]), os.environ.get("COLOUR")])
        """) == [[True, "mjweb web\n", "teal", ""], None]


def test_a_fork_holds_open_nothing_of_ours() -> None:
    heard = told("""
        kept = open("/proc/self/status")
        def main():
            print(os.readlink(f"/proc/self/fd/{kept.fileno()}"))
        tell(heard(forked(main)))
        """)
    assert heard == {"said": "/dev/null\n", "status": 0}


def test_what_a_fork_lets_go_of_late_closes_nothing_that_it_opened() -> None:
    heard = told("""
        kept = [open("/proc/self/status") for _ in range(5)]
        def main():
            opened = [open("/proc/self/stat") for _ in range(5)]
            kept.clear()
            for one in opened:
                os.fstat(one.fileno())
            print("all open")
        tell(heard(forked(main)))
        """)
    assert heard == {"said": "all open\n", "status": 0}


def test_a_fork_takes_signals_as_a_new_process_does() -> None:
    assert told("""
        signal.signal(signal.SIGTERM, lambda *_: print("ours"))
        child = forked(lambda: time.sleep(60))
        child.send_signal(signal.SIGTERM)
        tell(heard(child))
        """) == {"said": "", "status": -15}


def test_a_fork_that_has_ended_takes_no_signal() -> None:
    assert told("""
        child = forked(lambda: None)
        tell([child.poll() in (None, 0), child.wait(), child.poll(), child.send_signal(signal.SIGTERM)])
        """) == [True, 0, 0, None]


def test_a_fork_that_shares_memory_of_its_own_closes_nothing_for_it() -> None:
    heard = told("""
        from multiprocessing import Value
        Value("i", 0)  # is let go of, and the memory kept for the next one
        def main():
            ends = [end for _ in range(40) for end in os.pipe()]
            files = [os.fstat(end).st_ino for end in ends]
            ours = Value("i", 0)
            print("as before" if [os.fstat(end).st_ino for end in ends] == files else "another's")
        tell(heard(forked(main)))
        """)
    assert heard == {"said": "as before\n", "status": 0}
