"""`manage.py test`: every test on SQLite, and those on PostgreSQL too that a database could answer otherwise."""

import os
import subprocess
import sys

ON_POSTGRESQL = "--postgresql"  # all that is asked for on PostgreSQL instead
# Migrations from nothing are part of every run. Money, turns, hints, search: what holds them lies in the database.
CHOSEN = (
    "tests/mjweb/test_database.py",
    "tests/mjweb/test_prepare.py",
    "tests/mjweb/quotas/migrations",
    "tests/mjweb/quotas/models",
    "tests/mjweb/gallery/test_family.py",
    "tests/mjweb/gallery/test_search.py",
    "tests/mjweb/gallery/test_tokens.py",
    "tests/mjweb/gallery/test_choosing.py",
    "tests/mjweb/gallery/test_ledger.py",
    "tests/mjweb/gallery/demo/test_library.py",
    "tests/jobs/migrations",
    "tests/jobs/test_broker.py",
    "tests/jobs/test_courier.py",
    "tests/jobs/test_once.py",
    "tests/jobs/test_queue.py",
    "tests/jobs/test_rounds.py",
    "tests/jobs/test_dispatch.py",
    "tests/jobs/test_turns.py",
    "tests/jobs/test_caps.py",
    "tests/jobs/test_submit.py",
    "tests/chaos/test_race.py",
    "tests/chaos/test_statements.py",
    "tests/chaos/test_deadlock.py",
)


def main(words: list[str]) -> int:
    """Run what is asked for; a run of everything is followed by one of the chosen tests on PostgreSQL."""
    asked = [word for word in words if word != ON_POSTGRESQL]
    if len(asked) < len(words):
        return _run(asked, MJWEB_TEST_DATABASE="postgresql")
    code = _run(words)
    if all(word.startswith("-") for word in words):
        code = _run([*words, *CHOSEN], MJWEB_TEST_DATABASE="postgresql") or code
    return code


def _run(words: list[str], **variables: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words], env={**os.environ, **variables}, check=False
    ).returncode
