"""What tests of jobs share: a scripted TT API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.jobs.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A TT API of this test's own, on a free loopback port."""
    with Upstream() as service:
        yield service
