"""A studio for every test, and services that end with the test that started them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.jobs.engines.sketch.workshop import Shop, Studio


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    return Studio(tmp_path)


@pytest.fixture
def open_shop(studio: Studio) -> Iterator[Callable[..., Shop]]:
    shops: list[Shop] = []

    def start(drawers: int = 1, idle: float = 60.0) -> Shop:
        shops.append(Shop(studio.home, drawers, idle))
        return shops[-1]

    yield start
    for shop in shops:
        if shop.process.poll() is None:
            shop.kill()
