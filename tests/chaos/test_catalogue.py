"""The table of faults in docs/job-lifecycle.md names tests and points that there are."""

from __future__ import annotations

import re

from jobs import faults
from mjweb.env import ROOT

TEXT = (ROOT / "docs" / "job-lifecycle.md").read_text()
TABLE = TEXT[TEXT.index("### Fault by fault") : TEXT.index("## Times")]


def test_every_test_that_the_table_names_is_there() -> None:
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", TABLE)
    assert named
    lost = [
        f"{path}::{name}" for path, name in named if f"\ndef test_{name}(" not in (ROOT / "tests" / path).read_text()
    ]
    assert lost == []


def test_every_point_at_which_a_process_may_die_stands_in_the_table() -> None:
    assert [point for point in faults.POINTS if f"`{point}`" not in TABLE] == []
