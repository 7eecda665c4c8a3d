"""Which image service gets how much of the work that any may do: by weight, by health, by what is left on the account.

Only how much: which jobs those are says the line, and how many fit the places of each. It is read beside the claim, so
two dispatchers at once may share a little unevenly; the limits hold all the same, since each claim locks its row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from django.utils import timezone

from jobs import turns
from jobs.caps import Going
from jobs.models import Job, Upstream

# In thousandths: with less than ten Fast jobs cost, an account is used only where no other has a place.
SHORT = 20_000


def shares(upstreams: Sequence[Upstream]) -> dict[int, int]:
    """How many of the next jobs that may go to any go to each of these with room, by its number.

    Who is full here may have a place in a moment; whoever frees it asks for another dispatch.
    """
    if len(upstreams) == 1:  # no choice, and nothing to ask
        return {upstreams[0].pk: upstreams[0].limit}
    going = Going.now()
    used = {upstream.pk: len(going.slots[upstream.pk]) for upstream in upstreams}
    room = {upstream.pk: upstream.room(used[upstream.pk]) for upstream in upstreams}
    given: Counter[int] = Counter({pk: 0 for pk, most in room.items() if most})
    if len(given) <= 1:
        return {pk: room[pk] for pk in given}
    # Speeds that nobody with room works at do not stand before those that somebody does.
    speeds = {mode for one in upstreams if room[one.pk] for mode in one.speeds}
    free = Job.objects.waiting().filter(upstream=None, due_at__lte=timezone.now(), mode__in=speeds)
    most = sum(room.values())
    for turn in islice(turns.in_turn(free, most), most):
        able = [one for one in upstreams if room[one.pk] > given[one.pk] and one.does(turn.job.limits.mode)]
        if able:
            best = min(able, key=lambda one: (is_doubtful(one), (used[one.pk] + given[one.pk] + 1) / one.weight))
            given[best.pk] += 1
    return given


def is_doubtful(upstream: Upstream) -> bool:
    """Whether others go first: it did not answer lately, or has little left."""
    return bool(upstream.silent) or (upstream.balance is not None and upstream.balance < SHORT)
