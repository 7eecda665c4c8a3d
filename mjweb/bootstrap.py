"""Makes .venv, installs the locked packages into it and goes on inside it. Standard library only."""

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "mjweb-stamp.json"
# There from the first file of a .venv of ours to its stamp: what an interrupted start left cannot be trusted.
UNFINISHED = VENV / "mjweb-unfinished"
LOCK = ROOT / ".venv.lock"

# Each set holds those before it, with the same pins.
SETS = ("base", "redis", "postgresql", "dev")
LOCKS = {name: ROOT / "requirements" / f"{name}.txt" for name in SETS}
VERSIONS = {"3.11", "3.12", "3.13"}
DEV_COMMANDS = {"test", "lint", "bench", "chaos", "screenshots"}

NO_VENV_MODULE = (
    "this Python cannot make a virtual environment, because its venv module is not complete. "
    "On Debian and Ubuntu: apt-get install python3-venv. Then run the same command again."
)


class SetUpError(Exception):
    """The set-up cannot go on; the text says what is missing and what to do."""


def enter(argv: list[str]) -> None:
    """Return only when this process runs inside .venv with the locked packages that the command needs.

    Outside .venv, and after a set-up, the process is replaced by the same command inside it. With MJWEB_NO_VENV=1 the
    caller's own environment is used as it is.
    """
    try:
        if os.environ.get("MJWEB_NO_VENV") == "1":
            require_packages()
            return
        wanted = wanted_set(argv)
        ready = is_current(wanted)
        if not ready:
            prepare(wanted)
        if not ready or Path(sys.prefix).resolve() != VENV.resolve():
            os.execv(PYTHON, [str(PYTHON), *argv])  # noqa: S606 - the same command, one door further
    except SetUpError as error:
        sys.exit(f"mjweb: {error}")
    except KeyboardInterrupt:
        sys.exit("mjweb: set-up stopped; the next start begins it anew.")


def wanted_set(argv: list[str]) -> str:
    """The set of packages that a command needs; a site takes those by which the servers that it names are reached."""
    if len(argv) > 1 and argv[1] in DEV_COMMANDS:
        return "dev"
    if os.environ.get("DATABASE_URL", "").strip():
        return "postgresql"
    return "redis" if os.environ.get("REDIS_URL", "").strip() else "base"


def require_packages() -> None:
    """Check that the environment the caller vouches for has Django. Raises SetUpError."""
    if importlib.util.find_spec("django") is None:
        raise SetUpError(
            "MJWEB_NO_VENV=1 says to use this Python as it is, but Django is not installed in it. "
            "Install requirements/base.txt, or leave MJWEB_NO_VENV out."
        )


def fingerprint(name: str) -> str:
    """The SHA-256 of a lock, in hex."""
    return hashlib.sha256(LOCKS[name].read_bytes()).hexdigest()


def is_current(wanted: str) -> bool:
    """Whether .venv holds just what the lock says, for the Python it was made with. Costs two small reads."""
    try:
        stamp = json.loads(STAMP.read_text())
        if not os.access(PYTHON, os.X_OK) or UNFINISHED.exists():
            return False
        return bool(stamp["locks"].get(wanted) == fingerprint(wanted) and stamp["python"] == venv_version())
    except (OSError, ValueError, KeyError, AttributeError):
        return False


def venv_version() -> str:
    """The minor version whose library folder the interpreter of .venv would use, such as "3.12".

    A system upgrade moves what .venv/bin/python points to and leaves the packages of the old version behind.
    """
    name = PYTHON.resolve().name.removeprefix("python")
    return name if name.startswith("3.") else pyvenv_version()


def pyvenv_version() -> str:
    """The minor version .venv was made with, from its pyvenv.cfg ("version" by venv, "version_info" by uv)."""
    for line in (VENV / "pyvenv.cfg").read_text().splitlines():
        key, _, value = line.partition("=")
        if key.strip() in {"version", "version_info"}:
            return ".".join(value.strip().split(".")[:2])
    return ""


def prepare(wanted: str) -> None:
    """Make .venv if needed and install the wanted lock; several starts at once do it once. Raises SetUpError."""
    with only_one_start():
        if is_current(wanted):
            return
        began = time.monotonic()
        if not is_usable():
            make_venv()
        install(wanted)
        names = SETS[: SETS.index(wanted) + 1]
        stamp = {"python": venv_version(), "locks": {name: fingerprint(name) for name in names}}
        part = STAMP.with_suffix(".part")
        part.write_text(json.dumps(stamp) + "\n")
        part.replace(STAMP)
        UNFINISHED.unlink(missing_ok=True)
        say(f"set up in {time.monotonic() - began:.0f} s")


@contextlib.contextmanager
def only_one_start() -> Iterator[None]:
    """Hold the lock file of the set-up; the kernel frees it when its holder dies."""
    try:
        # Never removed: a start that came between would lock a second file.
        lock = LOCK.open("w")
    except OSError as error:
        raise SetUpError(f"{ROOT} cannot be written to ({error.strerror}), and .venv has to be made there.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another start is setting up; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_usable() -> bool:
    """Whether .venv can be installed into: nothing interrupted, an interpreter of a right version, an installer."""
    if UNFINISHED.exists() or not os.access(PYTHON, os.X_OK):
        return False
    probe = "import sys; print('%d.%d' % sys.version_info[:2])" + ("" if uv() else "; import pip")
    answer = subprocess.run([PYTHON, "-c", probe], capture_output=True, text=True, check=False)
    version = answer.stdout.strip()
    return answer.returncode == 0 and version in VERSIONS and version == pyvenv_version()


def uv() -> str | None:
    """The path of uv, when the machine has it: the same result in less time."""
    return shutil.which("uv")


def make_venv() -> None:
    """Make .venv anew. Raises SetUpError when this Python cannot."""
    version = ".".join(map(str, sys.version_info[:3]))
    say(f"making .venv with Python {version}")
    shutil.rmtree(VENV, ignore_errors=True)
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    # Not sys.executable, which may lie in the .venv that has just gone.
    base = str(getattr(sys, "_base_executable", sys.executable))
    if installer := uv():
        complaint = run([installer, "venv", "--quiet", "--allow-existing", "--python", base, str(VENV)])
        if complaint is None:
            return
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        raise SetUpError(NO_VENV_MODULE)
    complaint = run([base, "-m", "venv", str(VENV)])
    if complaint is not None:
        raise SetUpError(f"{NO_VENV_MODULE}\n{complaint}")


def install(wanted: str) -> None:
    """Install a lock: wheels only, each checked against its hash, bytecode compiled. Raises SetUpError."""
    lock = LOCKS[wanted]
    count = sum("==" in line for line in lock.read_text().splitlines())
    say(f"installing {count} packages from {lock.relative_to(ROOT)}")
    UNFINISHED.touch()
    rules = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--requirement", str(lock)]
    complaint = None
    if installer := uv():
        # Missing bytecode costs seconds at every process start until somebody has written it.
        complaint = run([installer, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON), *rules])
        if complaint is None:
            return
        say("uv could not install them; trying pip")
    pip = [str(PYTHON), "-m", "pip"]
    if run([*pip, "--version"]) is not None and (missing := run([str(PYTHON), "-m", "ensurepip"])) is not None:
        raise SetUpError(f"the packages could not be installed.\n{complaint or missing}")
    complaint = run([*pip, "install", "--quiet", "--disable-pip-version-check", "--no-input", "--compile", *rules])
    if complaint is not None:
        raise SetUpError(
            f"the packages could not be installed.\n{complaint}\n"
            "Nothing outside .venv was changed. Check the network and run the same command again."
        )


def run(command: list[str]) -> str | None:
    """Run a step quietly; None when it went well, else the last lines of what it said."""
    # A user's own pip settings about where to install do not hold inside .venv.
    dropped = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "__PYVENV_LAUNCHER__"}
    environ = {name: value for name, value in os.environ.items() if name not in dropped} | {"PIP_USER": "0"}
    pipe = subprocess.PIPE
    done = subprocess.run(
        command, env=environ, stdin=subprocess.DEVNULL, stdout=pipe, stderr=subprocess.STDOUT, text=True, check=False
    )
    return None if done.returncode == 0 else "\n".join(done.stdout.strip().splitlines()[-12:])


def say(line: str) -> None:
    """One calm line of progress, on standard error so that a command's own output stays clean."""
    print(f"mjweb: {line}", file=sys.stderr, flush=True)
