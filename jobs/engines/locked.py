"""The engine of an account that cannot be called, for want of a key: every call says so, and nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import NoReturn

from jobs.engines.base import Account, Capabilities, Order, Report
from jobs.errors import AccountTrouble, NotReachable

GONE = "The key of this service cannot be read: it was sealed with a key that this site has no more. Enter it again."


class LockedEngine:
    """Keeps the protocol, so that pages and the follower need not know of it. `why` is for operators."""

    name = "locked"

    def __init__(self, why: str) -> None:
        self._why = why

    def capabilities(self) -> Capabilities:
        return Capabilities(
            actions=frozenset(), cancel=False, previews=False, first_poll=10.0, poll=10.0, poll_max=60.0, links_live=0.0
        )

    def submit(self, order: Order) -> str:
        """Raises AccountTrouble."""
        self._refuse()

    def fetch(self, engine_id: str) -> Report:
        """Raises AccountTrouble."""
        self._refuse()

    def account(self) -> Account:
        """Raises AccountTrouble."""
        self._refuse()

    def cancel(self, engine_id: str) -> bool:
        return False

    def preview(self, engine_id: str, index: int) -> bytes | None:
        return None

    def open(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """Raises NotReachable."""
        raise NotReachable(self._why)

    def _refuse(self) -> NoReturn:
        raise AccountTrouble(self._why)
