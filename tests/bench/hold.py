"""Holding credits for a job beside the one guarded UPDATE that it cannot do without, each committed by itself.

The two take turns in blocks, so that whatever else the machine does falls on both. The hold is what a submit calls: the
guard and the move in one statement, and the ledger line in another.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import django
from django.conf import settings

django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.db import connection, transaction  # noqa: E402

from mjweb.accounts.models import User  # noqa: E402
from mjweb.quotas.models import Purse, Window  # noqa: E402
from tests.bench.figures import QUICK, fsync_milliseconds, say  # noqa: E402

BLOCKS = 40 if QUICK else 200
BLOCK = 25  # of a kind in a row
WARM = 50
AMOUNT = 2_000
GUARDED = 'UPDATE quotas_window SET held = held + %s WHERE id = %s AND "limit" >= used + held + %s'


def prepare() -> tuple[Window, Window]:
    """A window for each of the two, both with more than enough."""
    call_command("migrate", verbosity=0)
    people = [User.objects.add(f"{name}@example.org") for name in ("alice", "bob")]
    first, second = (Window.objects.current(Purse.objects.of(user, 10_000_000_000)) for user in people)
    return first, second


def rate(work: Callable[[int], None], first: int, count: int) -> float:
    """How many in a second, each in a transaction of its own."""
    begin = time.perf_counter()
    for number in range(first, first + count):
        with transaction.atomic():
            work(number)
    return count / (time.perf_counter() - begin)


def main() -> None:
    held, bare = prepare()

    def hold(number: int) -> None:
        Window.objects.hold([held], AMOUNT, f"{number:032x}.1", "a lighthouse on a basalt cliff, dusk light")

    def guard(_number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(GUARDED, [AMOUNT, bare.pk, AMOUNT])
            assert cursor.rowcount == 1

    rate(hold, 0, WARM)
    rate(guard, 0, WARM)
    holds, guards, ratios = [], [], []
    for block in range(BLOCKS):
        holds.append(rate(hold, WARM + block * BLOCK, BLOCK))
        guards.append(rate(guard, 0, BLOCK))
        ratios.append(holds[-1] / guards[-1])
    assert Window.objects.get(pk=held.pk).held == AMOUNT * (WARM + BLOCKS * BLOCK)
    say("hold.fsync", fsync_milliseconds(settings.HOME), "ms")
    say("hold.guarded_update", statistics.median(guards), "/s", better="higher")
    say("hold.hold", statistics.median(holds), "/s", better="higher")
    say("hold.ratio", statistics.median(ratios), "", goal=0.5, better="higher")


if __name__ == "__main__":
    main()
