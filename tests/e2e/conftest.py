"""A real site, a real browser, and people who sign in by their links."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from mjweb.trial import Trial
from tests.blank import blank, furnish
from tests.e2e.console import ConsoleTrial
from tests.e2e.visitor import FLAGS, PATIENCE, Visitor
from tests.mjweb.accounts.mailbox import Mailbox

Enter = Callable[..., Visitor]
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where all mail of the site arrives."""
    with Mailbox() as made:
        yield made


@pytest.fixture(scope="session")
def site(chromium: str, mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """The whole site as `manage.py up` runs it, with small pictures and one drawer, so that jobs can be watched.

    Whoever ends it sees that it ends in time and leaves no process behind.
    """
    folder = Path(tempfile.mkdtemp(prefix="mjweb-e2e-"))
    variables = {"MJWEB_SKETCH_SCALE": "0.1", "MJWEB_SKETCH_DRAWERS": "1"}
    variables["MJWEB_ONCE_DAYS"] = "0"  # all tests are one team, and prompts come again
    variables["MJWEB_SMTP_URL"] = f"smtp+plain://127.0.0.1:{mailbox.port}"
    site = ConsoleTrial(folder=folder, variables=variables)
    furnish(site.home, blank(tmp_path_factory))
    try:
        site.start()
        yield site
        assert site.stop() == []
    finally:
        site.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium; for one module only, since Playwright's event loop would bar other tests from the database."""
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=FLAGS)


@pytest.fixture
def enter(site: Trial, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Enter]:
    """`enter("alice")`: adds a person and signs them in by the link; what their browser complains of fails the test.

    More words are options of `manage.py adduser`, keywords those of a browser context; `allowance` is in units.
    """
    visitors: list[Visitor] = []

    def enter(name: str, *options: str, allowance: int = 200, **context: object) -> Visitor:
        # Everyone of every test is a person of their own, so that no test sees another's pictures.
        email = f"{name}.{len(visitors)}.{request.node.name.partition('[')[0].replace('_', '-')}@example.org"
        link = site.command("adduser", email, "--name", name.title(), "--allowance", str(allowance), *options)
        visitor = Visitor.open(browser, site.address, **context)
        visitor.email = email
        visitors.append(visitor)
        visitor.sign_in(link)
        return visitor

    yield enter
    for visitor in visitors:
        visitor.close()
