"""What `up` does before it starts anything: folder, port, tables, static files, first owner."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import socket
from importlib.metadata import version
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from mjweb.accounts.models import SignInLink, User
from mjweb.database import one_at_a_time
from mjweb.quotas.models import Purse


def claim(home: Path) -> IO[str]:
    """Make the data folder and keep other starts off it while the answer stays open. Raises CommandError."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (home / "up.lock").open("w")
    except OSError as error:
        raise CommandError(
            f"The data folder {home} cannot be written to ({error.strerror}). MJWEB_HOME names another one."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise CommandError(
            f"mjweb already runs with the data folder {home}. Stop it first, or name another folder with MJWEB_HOME."
        ) from None
    return lock


def free_port(host: str, port: int) -> int:
    """The port, when a server could listen there; a free one for 0. Raises CommandError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # What a server that has just stopped leaves behind is no obstacle; a server that listens is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} on {host} is taken by another program. "
                    f"Name a free one with --port, for example: python3 manage.py up --port {port % 65535 + 1}"
                ) from error
            raise CommandError(
                f"mjweb cannot listen on {host} port {port} ({error.strerror}). --host and --port name another place."
            ) from error
        return int(probe.getsockname()[1])


def migrate() -> bool:
    """Bring the tables up to date; False when they were. Raises CommandError when the database does not answer."""
    try:
        with one_at_a_time(connection):
            executor = MigrationExecutor(connection)
            if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return False
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            return True
    except OperationalError as error:
        raise CommandError(f"The database cannot be used: {str(error).strip()}") from error


def collect_static(home: Path) -> bool:
    """Collect and compress the static files; False when nothing has changed since they last were."""
    stamp, current = home / "static.stamp", _static_inputs()
    if _is_collected() and stamp.exists() and stamp.read_text() == current:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    stamp.write_text(current)
    return True


def _is_collected() -> bool:
    return (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def _static_inputs() -> str:
    """One hash over all that decides what collectstatic would make."""
    rules = [settings.STORAGES["staticfiles"], settings.STATIC_URL, str(settings.STATIC_ROOT), version("whitenoise")]
    found = hashlib.sha256(json.dumps(rules, default=str).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            found.update(f"{name}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return found.hexdigest()


def sign_in_address(base: str) -> str | None:
    """A single-use address under `base` for the first owner, who is made if there is none; None once they signed in."""
    owner = User.objects.first_owner()
    Purse.objects.of(owner, settings.FIRST_ALLOWANCE)
    return None if owner.last_login else SignInLink.objects.issue(owner).url(base)
