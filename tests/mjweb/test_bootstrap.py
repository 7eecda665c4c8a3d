"""The set-up of a bare machine, in copies of the door with a lock of one tiny wheel and no index to ask."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Goes through the real bootstrap and then shows where it has come to.
DOOR = """\
import sys
from mjweb import bootstrap
bootstrap.enter(sys.argv)
import tiny
print(sys.prefix, tiny.VERSION, *sys.argv[1:])
"""


def make_wheel(folder: Path, version: str) -> str:
    """Build a wheel of the package `tiny`; the answer is its line of a lock."""
    info = f"tiny-{version}.dist-info"
    files = {
        "tiny.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in [*files, f"{info}/RECORD"])
    path = folder / f"tiny-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in {**files, f"{info}/RECORD": record}.items():
            wheel.writestr(name, text)
    return f"tiny=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@dataclass(frozen=True)
class Checkout:
    """A copy of the door in `root`, with wheels of `tiny` 1 and 2 beside it."""

    root: Path
    lines: dict[str, str]

    def lock(self, base: str, dev: str = "", postgresql: str = "", redis: str = "") -> None:
        """Write the locks; what is not named is the smallest."""
        for name, text in {"base": base, "dev": dev, "postgresql": postgresql, "redis": redis}.items():
            (self.root / "requirements" / f"{name}.txt").write_text(text or base)

    def command(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """Start the door with an interpreter that is not its .venv's."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "MJWEB_"))}
        environ |= variables
        environ |= {
            "PATH": os.devnull,  # no uv: what is held here is that nothing but Python is needed
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.root / "wheels"),
        }
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, *words], cwd=self.root, env=environ, stdout=pipe, stderr=pipe, text=True
        )

    def run(self, *words: str, **variables: str) -> tuple[int, str, str]:
        """Exit status, output and messages of the door."""
        process = self.command("manage.py", *words, **variables)
        output, messages = process.communicate()
        return process.returncode, output, messages

    @property
    def venv(self) -> Path:
        return self.root / ".venv"


def make_checkout(root: Path) -> Checkout:
    for name in ("mjweb", "requirements", "wheels"):
        (root / name).mkdir(parents=True)
    for name in ("mjweb/__init__.py", "mjweb/bootstrap.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "manage.py").write_text(DOOR)
    checkout = Checkout(root, {version: make_wheel(root / "wheels", version) for version in ("1", "2")})
    checkout.lock(checkout.lines["1"])
    return checkout


@pytest.fixture
def bare(tmp_path: Path) -> Checkout:
    """A fresh clone."""
    return make_checkout(tmp_path / "clone")


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Checkout, tuple[int, str, str]]:
    """A clone after its first start, and what that start said; only to be looked at and copied."""
    checkout = make_checkout(tmp_path_factory.mktemp("first") / "clone")
    return checkout, checkout.run("up")


@pytest.fixture
def started(first: tuple[Checkout, tuple[int, str, str]], tmp_path: Path) -> Checkout:
    """A clone that has been started once, of the test's own."""
    original, _ = first
    shutil.copytree(original.root, tmp_path / "clone", symlinks=True)
    return Checkout(tmp_path / "clone", original.lines)


def test_a_first_start_makes_the_environment_and_goes_on_inside_it(
    first: tuple[Checkout, tuple[int, str, str]],
) -> None:
    checkout, (status, output, messages) = first
    assert (status, output) == (0, f"{checkout.venv} 1 up\n"), messages
    version = ".".join(map(str, sys.version_info[:3]))
    assert messages.splitlines()[:2] == [
        f"mjweb: making .venv with Python {version}",
        "mjweb: installing 1 packages from requirements/base.txt",
    ]


def test_a_second_start_does_nothing(started: Checkout) -> None:
    before = (started.venv / "mjweb-stamp.json").stat().st_mtime_ns
    assert started.run("up") == (0, f"{started.venv} 1 up\n", "")
    assert (started.venv / "mjweb-stamp.json").stat().st_mtime_ns == before


def test_all_words_of_the_command_arrive(started: Checkout) -> None:
    assert started.run("up", "--port", "8 000")[1] == f"{started.venv} 1 up --port 8 000\n"


def test_the_bytecode_is_there_before_anything_is_imported(started: Checkout) -> None:
    assert list(started.venv.glob("lib/python*/site-packages/__pycache__/tiny.*.pyc"))


def test_a_changed_lock_is_installed(started: Checkout) -> None:
    started.lock(started.lines["2"])
    status, output, messages = started.run("up")
    assert (status, output) == (0, f"{started.venv} 2 up\n")
    assert "making .venv" not in messages


def test_a_wheel_with_another_hash_is_refused(started: Checkout) -> None:
    started.lock("tiny==2 --hash=sha256:" + 64 * "0" + "\n")
    status, output, messages = started.run("up")
    assert (status, output) == (1, "")
    assert "the packages could not be installed" in messages
    assert "run the same command again" in messages


def test_a_failed_set_up_begins_anew_at_the_next_start(started: Checkout) -> None:
    started.lock("tiny==3 --hash=sha256:" + 64 * "0" + "\n")
    assert started.run("up")[0] == 1
    started.lock(started.lines["2"])
    assert started.run("up")[:2] == (0, f"{started.venv} 2 up\n")


def test_an_interrupted_set_up_is_not_trusted(started: Checkout) -> None:
    (started.venv / "mjweb-unfinished").touch()
    for half_written in started.venv.glob("lib/python*/site-packages/tiny.py"):
        half_written.write_text("")
    status, output, messages = started.run("up")
    assert (status, output) == (0, f"{started.venv} 1 up\n")
    assert "making .venv" in messages


def test_an_environment_of_another_python_is_made_anew(started: Checkout) -> None:
    config = started.venv / "pyvenv.cfg"
    config.write_text(config.read_text().replace(f"version = {sys.version_info[0]}.", "version = 2."))
    (started.venv / "mjweb-stamp.json").unlink()
    status, output, messages = started.run("up")
    assert (status, output) == (0, f"{started.venv} 1 up\n")
    assert "making .venv" in messages


def test_a_lost_interpreter_is_replaced(started: Checkout) -> None:
    for name in (started.venv / "bin").glob("python*"):
        name.unlink()
    assert started.run("up")[:2] == (0, f"{started.venv} 1 up\n")


def test_tests_get_the_larger_set(started: Checkout) -> None:
    started.lock(started.lines["1"], started.lines["2"])
    assert started.run("test")[1] == f"{started.venv} 2 test\n"


def test_the_larger_set_does_for_the_site_too(started: Checkout) -> None:
    started.lock(started.lines["1"], started.lines["2"])
    started.run("lint")
    assert started.run("up") == (0, f"{started.venv} 2 up\n", "")


def test_a_site_on_postgresql_gets_what_it_is_reached_by(started: Checkout) -> None:
    started.lock(started.lines["1"], postgresql=started.lines["2"])
    assert started.run("up", DATABASE_URL="postgresql://db.example.org/mjweb")[1] == f"{started.venv} 2 up\n"
    assert started.run("up") == (0, f"{started.venv} 2 up\n", "")


def test_a_site_on_redis_gets_what_it_is_reached_by(started: Checkout) -> None:
    started.lock(started.lines["1"], redis=started.lines["2"])
    assert started.run("up", REDIS_URL="redis://redis.example.org")[1] == f"{started.venv} 2 up\n"
    assert started.run("up") == (0, f"{started.venv} 2 up\n", "")


def test_a_site_on_both_gets_the_larger_set(started: Checkout) -> None:
    started.lock(started.lines["1"], postgresql=started.lines["2"])
    variables = {"DATABASE_URL": "postgresql://db.example.org/mjweb", "REDIS_URL": "redis://redis.example.org"}
    assert started.run("up", **variables)[1] == f"{started.venv} 2 up\n"


def test_two_first_starts_at_once_set_up_once(bare: Checkout) -> None:
    processes = [bare.command("manage.py", "up") for _ in range(2)]
    answers = [process.communicate() for process in processes]
    assert [output for output, _ in answers] == 2 * [f"{bare.venv} 1 up\n"]
    assert sum(messages.count("making .venv") for _, messages in answers) == 1


def test_a_start_from_inside_the_environment_sets_up_too(started: Checkout) -> None:
    started.lock(started.lines["2"])
    environ = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(started.root / "wheels"), "PIP_CONFIG_FILE": os.devnull}
    python = str(started.venv / "bin" / "python")
    done = subprocess.run([python, "manage.py", "up"], cwd=started.root, env=environ, capture_output=True, check=True)
    assert done.stdout.decode() == f"{started.venv} 2 up\n"


def test_a_python_without_venv_is_told_what_is_missing(bare: Checkout) -> None:
    program = """
        import runpy, sys
        sys.modules["ensurepip"] = None
        sys.argv = ["manage.py", "up"]
        runpy.run_path("manage.py", run_name="__main__")
        """
    process = bare.command("-c", textwrap.dedent(program))
    _, messages = process.communicate()
    assert process.returncode == 1
    assert "apt-get install python3-venv" in messages


def test_a_caller_who_brings_an_environment_is_left_alone(bare: Checkout) -> None:
    environ = {**os.environ, "MJWEB_NO_VENV": "1", "PYTHONPATH": str(next((bare.root / "wheels").glob("tiny-2*")))}
    done = subprocess.run(
        [sys.executable, "manage.py", "up"], cwd=bare.root, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{sys.prefix} 2 up\n"
    assert not bare.venv.exists()


def test_a_brought_environment_without_django_is_refused(bare: Checkout) -> None:
    environ = {**os.environ, "MJWEB_NO_VENV": "1"}
    done = subprocess.run(
        [sys.executable, "-S", "manage.py", "up"],
        cwd=bare.root,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Django is not installed in it" in done.stderr


@pytest.mark.parametrize("version", [(2, 7), (3, 10), (3, 14), (4, 0)])
def test_another_python_is_told_which_one_is_needed(version: tuple[int, int]) -> None:
    program = f"""
        import runpy, sys
        sys.version_info = {(*version, 0, "final", 0)}
        sys.argv = ["manage.py", "up"]
        runpy.run_path("manage.py", run_name="__main__")
        """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"mjweb needs Python 3.11, 3.12 or 3.13, and this is Python {version[0]}.{version[1]}."
    )


def test_the_door_itself_can_be_read_by_an_old_python() -> None:
    source = (ROOT / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 4))
    assert source.isascii()  # Python 2 would stop at the first other sign


def test_the_stamp_names_the_locks_by_their_hash(started: Checkout) -> None:
    stamp = json.loads((started.venv / "mjweb-stamp.json").read_text())
    expected = hashlib.sha256((started.root / "requirements" / "base.txt").read_bytes()).hexdigest()
    assert stamp["locks"] == {"base": expected}
