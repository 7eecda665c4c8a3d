"""The whole site under `up`, as a person starts it: real processes, a folder of its own, a free port."""

import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.blank import blank, furnish
from tests.conftest import site_environ

ROOT = Path(__file__).resolve().parents[4]
PATIENCE = 120.0  # seconds before a test gives up waiting for something that should happen


def wait_for(fact: Callable[[], bool], what: Callable[[], str]) -> None:
    """Return when the fact holds; fail when it does not within PATIENCE."""
    give_up = time.monotonic() + PATIENCE
    while not fact():
        assert time.monotonic() < give_up, f"waited in vain: {what()}"
        time.sleep(0.05)


def members(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = stat.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of) == session and state != "Z":
            found.append(int(stat.parent.name))
    return found


@dataclass
class Site:
    """A site of its own in `home`."""

    home: Path
    out: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, *words: str, **variables: str) -> None:
        environ = site_environ(self.home, **variables)
        command = [sys.executable, str(ROOT / "manage.py"), "up", "--no-browser", *words]
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(command, env=environ, stdout=out, stderr=subprocess.STDOUT)

    def output(self) -> list[str]:
        return self.out.read_text().splitlines()

    def wait_until_ready(self) -> str:
        """The address that the site says it is ready at."""
        assert self.process is not None
        process, said = self.process, re.compile(r"^mjweb is ready at (http://localhost:\d+)$", re.MULTILINE)
        wait_for(lambda: bool(said.search(self.out.read_text())) or process.poll() is not None, self.out.read_text)
        found = said.search(self.out.read_text())
        assert found, self.out.read_text()
        return found[1]

    def children(self) -> list[int]:
        """The processes that `up` has started itself, each the head of a session."""
        assert self.process is not None
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def get(address: str) -> int:
    """The status of a GET."""
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return int(answer.status)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "home", tmp_path / "out")
    yield site
    if site.process is not None and site.process.poll() is None:
        site.stop(signal.SIGKILL)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that runs while the tests of this module look at it."""
    folder = tmp_path_factory.mktemp("up")
    site = Site(folder / "home", folder / "out")
    furnish(site.home, blank(tmp_path_factory))
    site.start("--port", "0")
    site.wait_until_ready()
    yield site
    assert site.stop(signal.SIGTERM) == 0


def test_the_site_answers_when_it_says_that_it_is_ready(running: Site) -> None:
    assert get(running.wait_until_ready() + "/health/live") == 200


def test_the_sign_in_link_stands_on_a_line_of_its_own_and_opens(running: Site) -> None:
    base = running.wait_until_ready()
    [link] = [line for line in running.output() if line.startswith(base)]
    assert get(link) == 200


def test_a_second_start_with_the_same_folder_is_refused(running: Site, tmp_path: Path) -> None:
    second = Site(running.home, tmp_path / "out")
    second.start("--port", "0")
    assert second.process is not None
    assert second.process.wait(PATIENCE) == 1
    assert "already runs with the data folder" in second.output()[-1]


def test_a_taken_port_is_refused_before_anything_is_done(running: Site, site: Site) -> None:
    port = running.wait_until_ready().rpartition(":")[2]
    site.start("--port", port)
    assert site.process is not None
    assert site.process.wait(PATIENCE) == 1
    assert f"Port {port} on 127.0.0.1 is taken" in site.output()[-1]
    assert not (site.home / "mjweb.sqlite3").exists()


def test_a_database_that_does_not_answer_ends_the_start_with_a_sentence(site: Site, tmp_path: Path) -> None:
    site.start("--port", "0", DATABASE_URL=f"postgresql://mjweb:hunter2@/mjweb?host={tmp_path}")
    assert site.process is not None
    assert site.process.wait(PATIENCE) == 1
    said = "\n".join(site.output())
    assert "The database cannot be used: " in said
    assert "Traceback" not in said
    assert "hunter2" not in said
    assert not (site.home / "mjweb.sqlite3").exists()


@pytest.mark.postgresql
def test_a_site_on_postgresql_makes_no_file_for_rows(running: Site) -> None:
    running.wait_until_ready()
    assert not list(running.home.glob("*.sqlite3*"))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
def test_an_interrupt_stops_every_process_in_order(site: Site) -> None:
    site.start("--port", "0")
    site.wait_until_ready()
    wait_for(lambda: len(site.children()) == 5, site.out.read_text)
    sessions = site.children()
    assert site.stop(signal.SIGINT) == 0
    assert site.output()[-2:] == ["stopping", "stopped"]
    assert [pid for session in sessions for pid in members(session)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills children with their parent")
def test_a_killed_site_leaves_no_process(site: Site, tmp_path_factory: pytest.TempPathFactory) -> None:
    furnish(site.home, blank(tmp_path_factory))
    site.start("--port", "0")
    site.wait_until_ready()
    wait_for(lambda: len(site.children()) == 5, site.out.read_text)
    sessions = site.children()
    # A cluster of the queue is a guard with a sentinel and at least three processes below it.
    wait_for(lambda: sum(len(members(session)) >= 5 for session in sessions) == 2, site.out.read_text)
    site.stop(signal.SIGKILL)
    wait_for(lambda: not any(members(session) for session in sessions), lambda: str(list(map(members, sessions))))
