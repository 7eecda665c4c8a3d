"""What every test can rely on: no way out of this machine, and a browser where one is there."""

import ipaddress
import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django.plugin import blocking_manager_key

from tests import postgresql

if TYPE_CHECKING:
    from mjweb.accounts.models import User

# The tables at some migrations, and the models as they are there.
Migrated = Callable[[Sequence[tuple[str, str | None]]], Any]
EMPTY_INDEX = {
    "sqlite": "INSERT INTO gallery_search (gallery_search) VALUES ('delete-all')",
    "postgresql": "TRUNCATE gallery_search",
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class OutsideSocketError(RuntimeError):
    """A test tried to reach another machine; no OSError, so that the code under test cannot swallow it."""


def is_here(host: object) -> bool:
    """Whether a host of a socket call is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_number(host: object) -> bool:
    """Whether a host is written in figures, so that nobody has to be asked for its address."""
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True


def refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Let sockets go to loopback and Unix addresses only, and no name be looked up elsewhere."""
    if event in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        address = arguments[1]
        if isinstance(address, tuple) and not is_here(address[0]):
            raise OutsideSocketError(f"a test may not talk to {address[0]}")
    elif event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = arguments[0]
        if not is_here(host) and not is_number(host):
            raise OutsideSocketError(f"a test may not look up {host!r}")


# Below every library, and once per process: a hook cannot be taken away again.
sys.addaudithook(refuse_outside)


def site_environ(home: Path, **variables: str) -> dict[str, str]:
    """The environment of a process of the site itself, with its data in `home`; pictures are small, so it is quick."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    # Not the settings of the tests, which would make a folder of their own.
    environ["DJANGO_SETTINGS_MODULE"] = "mjweb.settings"
    if environ.get(postgresql.VARIABLE):
        environ["DATABASE_URL"] = postgresql.database(str(home))
    return {**environ, "MJWEB_NO_VENV": "1", "MJWEB_HOME": str(home), "MJWEB_SKETCH_SCALE": "0.1", **variables}


def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as there are processors: those whose site or browser works only wait meanwhile."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the database that this run is not on, and begin with what takes longest."""
    other = "sqlite" if os.environ.get(postgresql.VARIABLE) else "postgresql"
    left = [item for item in items if item.get_closest_marker(other)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture
def migrated(transactional_db: None) -> Iterator[Migrated]:
    """`migrated(targets)`: the models as they are at those migrations, with the tables brought there.

    Afterwards the tables are as the site's models want them.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    yield lambda targets: MigrationExecutor(connection).migrate(list(targets)).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of this machine's Chromium. Skips without one, and fails where MJWEB_REQUIRE_BROWSER=1 asks for it."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    if os.environ.get("MJWEB_REQUIRE_BROWSER") == "1":
        pytest.fail("MJWEB_REQUIRE_BROWSER=1, and this machine has no Chromium")
    pytest.skip("this machine has no Chromium")


@pytest.fixture(scope="session")
def exiftool() -> str:
    """The path of this machine's exiftool, which reads what we write into files; required where Chromium is."""
    if path := shutil.which("exiftool"):
        return path
    if os.environ.get("MJWEB_REQUIRE_BROWSER") == "1":
        pytest.fail("MJWEB_REQUIRE_BROWSER=1, and this machine has no exiftool")
    pytest.skip("this machine has no exiftool")


def commits(item: pytest.Item) -> bool:
    """Whether a test really commits: it says so by its mark, or by what it asks for."""
    marker = item.get_closest_marker("django_db")
    marked = marker is not None and marker.kwargs.get("transaction", False)
    return bool(marked or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """Put back what migrations wrote (the price table): tests that really commit empty every table behind them.

    Not after the last test, with which the database itself goes.
    """
    yield
    if nextitem is not None and commits(item):
        from django.db import connection

        from jobs.models import Price
        from jobs.tariff import DEFAULTS

        with item.config.stash[blocking_manager_key].unblock():
            Price.objects.bulk_create(Price(**cell._asdict(), amount=amount) for cell, amount in DEFAULTS.items())
            with connection.cursor() as cursor:  # which is no table of a model
                cursor.execute(EMPTY_INDEX[connection.vendor])


@pytest.fixture
def alice(db: None) -> "User":
    """She owns things: 100 units a month, in the team Studio."""
    from mjweb.accounts.models import Role, User
    from mjweb.quotas.models import Purse

    user = User.objects.add("alice@example.org", name="Alice Archer", role=Role.OWNER)
    Purse.objects.of(user, 100_000)
    return user


@pytest.fixture
def bob(alice: "User") -> "User":
    """He is on Alice's team."""
    from mjweb.accounts.models import User

    return User.objects.add("bob@example.org", name="Bob Baker", team=alice.team)


@pytest.fixture
def charlie(db: None) -> "User":
    """A stranger, with a team of his own."""
    from mjweb.accounts.models import Team, User

    Team.objects.default()  # Alice's, also where he is asked for before her
    return User.objects.add("charlie@example.org", name="Charlie Cook", team=Team.objects.create(name="Elsewhere"))
