"""Where a process dies when a test says so, and that it dies nowhere else."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from jobs import faults
from mjweb.env import ROOT
from tests.conftest import site_environ

DYING = "import django; django.setup(); from jobs import faults; faults.at('claimed'); print('alive')"


def child(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environ = site_environ(tmp_path / "home", MJWEB_PACE="chaos", **variables)
    environ.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-c", DYING], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )


def test_who_comes_to_a_named_point_dies_there_as_by_a_kill(tmp_path: Path) -> None:
    (tmp_path / "claimed").touch()
    died = child(tmp_path, MJWEB_FAULTS=str(tmp_path))
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, "")


def test_who_is_to_stop_there_stands_still_and_goes_on_when_it_is_let(tmp_path: Path) -> None:
    (tmp_path / "claimed").write_text(faults.STOP)
    environ = site_environ(tmp_path / "home", MJWEB_PACE="chaos", MJWEB_FAULTS=str(tmp_path))
    environ.pop("DATABASE_URL", None)
    process = subprocess.Popen([sys.executable, "-c", DYING], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True)
    _pid, status = os.waitpid(process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    process.send_signal(signal.SIGCONT)
    assert process.communicate()[0] == "alive\n"


def test_only_the_first_who_comes_dies(tmp_path: Path) -> None:
    (tmp_path / "claimed").touch()
    child(tmp_path, MJWEB_FAULTS=str(tmp_path))
    assert child(tmp_path, MJWEB_FAULTS=str(tmp_path)).stdout == "alive\n"


def test_a_point_that_was_not_named_lets_everybody_pass(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "claimed").touch()
    settings.FAULTS = tmp_path
    faults.at("sending")
    assert (tmp_path / "claimed").exists()


def test_without_a_folder_no_file_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("claimed").touch()
    faults.at("claimed")
    assert Path("claimed").exists()


def test_every_point_is_at_one_place_of_the_code() -> None:
    code = "".join(path.read_text() for path in (ROOT / "jobs").rglob("*.py"))
    assert sorted(re.findall(r"\bfaults\.at\(\"(\w+)\"\)", code)) == sorted(faults.POINTS)
