"""One scripted service for all recorded answers: none of them leaves anything behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.jobs.upstream import Upstream


@pytest.fixture(scope="module")
def service() -> Iterator[Upstream]:
    """A TT API that this module shares."""
    with Upstream() as upstream:
        upstream.seconds, upstream.limit = 0, 1_000_000
        yield upstream
