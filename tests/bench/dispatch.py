"""What it costs to choose the next jobs, as finished and waiting ones pile up, and whether turns are fair.

Each size is a site and a process of its own; they take turns, and each says how much processor one claim of all places
took. A hundred people in ten teams have asked for all of it. What was claimed goes back into line.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.utils import timezone  # noqa: E402

from jobs import dispatch  # noqa: E402
from jobs.models import Batch, Job, Source, Upstream  # noqa: E402
from jobs.sending import Sending  # noqa: E402
from jobs.states import State  # noqa: E402
from mjweb.accounts.models import Team, User  # noqa: E402
from tests.bench._sites import sites  # noqa: E402
from tests.bench.figures import QUICK, also, say  # noqa: E402

ROUNDS = 15 if QUICK else 60
WARM = 3
PLACES = 10
COST = 2000
PLAIN = "1000 finished, 1000 waiting"
MANY = 10_000 if QUICK else 100_000
SIZES = {  # finished, waiting
    PLAIN: (1_000, 1_000),
    f"{MANY} finished": (MANY, 1_000),
    "10000 waiting": (1_000, 10_000),
}
CHUNK = 2_000
PEOPLE, TEAMS = 100, 10


def person(name: str, team: Team | None = None) -> User:
    return User.objects.add(f"{name}@example.org", name=name.title(), team=team)


def hundred() -> list[User]:
    """A hundred, in ten teams."""
    teams = [Team.objects.create(name=f"Team {number}") for number in range(TEAMS)]
    return [person(f"person{number}", teams[number % TEAMS]) for number in range(PEOPLE)]


def jobs(user: User, count: int, state: State) -> None:
    """So many jobs of one person, each with its turn in line."""
    batch = Batch.objects.create(user=user, source=Source.PAGE, key=f"{state}{count}", fingerprint="bench")
    facts = {"batch": batch, "user": user, "team": user.team, "action": "imagine", "mode": "fast", "quote": COST}
    ended = {"finished_at": timezone.now()} if state is State.DONE else {}
    for first in range(0, count, CHUNK):
        Job.objects.bulk_create(
            Job(
                number=number,
                prompt=f"a lighthouse, number {number}",
                text="a lighthouse",
                timeout=300,
                state=state,
                rank=number,
                **facts,
                **ended,
            )
            for number in range(first, min(first + CHUNK, count))
        )


def back(sending: Sending) -> None:
    Job.objects.move(sending.job.pk, State.CLAIMED, State.QUEUED, tries=0)


def child(finished: int, waiting: int) -> None:
    """A site of that size: for each line on the input one claim, and how long it took."""
    call_command("migrate", verbosity=0)
    Upstream.objects.filter(pk=Upstream.objects.seed().pk).update(limit=PLACES)
    for user in hundred():
        jobs(user, finished // PEOPLE, State.DONE)
        jobs(user, waiting // PEOPLE, State.QUEUED)
    print("ready", flush=True)
    for _line in sys.stdin:
        begin = time.process_time()
        taken = dispatch.claim()
        seconds = time.process_time() - begin
        if len(taken) != PLACES:
            raise SystemExit(f"{len(taken)} jobs were claimed")
        for sending in taken:
            back(sending)
        print(seconds, flush=True)


def choosing() -> None:
    """The sizes beside one another."""
    taken: dict[str, list[float]] = {name: [] for name in SIZES}
    words = {name: list(map(str, size)) for name, size in SIZES.items()}
    with sites("tests.bench.dispatch", words) as turns:
        for number in range(WARM + ROUNDS):
            for name, turn in turns.items():
                (seconds,) = turn()
                if number >= WARM:
                    taken[name].append(seconds)
    plain = statistics.median(taken[PLAIN])
    say(f"dispatch.choose, {PLAIN}", 1000 * plain, "ms CPU")
    for name in list(SIZES)[1:]:
        say(f"dispatch.choose, {name}", statistics.median(taken[name]) / plain, "x", goal=1.5)


def served(count: int) -> list[int]:
    """Who got the next places, one becoming free after the other."""
    going = dispatch.claim()
    starts = [sending.job.pk for sending in going]
    while len(starts) < count:
        Job.objects.move(going.pop(0).job.pk, State.CLAIMED, State.CANCELED, reason="canceled")
        more = dispatch.claim()
        going += more
        starts += [sending.job.pk for sending in more]
    who = dict(Job.objects.filter(pk__in=starts).values_list("pk", "user_id"))
    return [who[pk] for pk in starts[:count]]


def fairness() -> None:
    """A newcomer behind a hundred jobs of somebody else, and five who all want more than there is."""
    call_command("migrate", verbosity=0)
    Upstream.objects.filter(pk=Upstream.objects.seed().pk).update(limit=PLACES)
    alice, bob = person("alice"), person("bob")
    jobs(alice, 100, State.QUEUED)
    served(PLACES)
    jobs(bob, 2, State.QUEUED)
    going = Job.objects.filter(state=State.CLAIMED)
    place = 0
    while not going.filter(user=bob).exists():
        place += 1
        Job.objects.move(going.order_by("pk")[0].pk, State.CLAIMED, State.CANCELED, reason="canceled")
        dispatch.claim()
    say("dispatch.newcomer: free places until their first job has one", place, "places", goal=2)
    for pk in Job.objects.unfinished().values_list("pk", flat=True):
        Job.objects.move(pk, (State.QUEUED, State.CLAIMED), State.CANCELED, reason="canceled")
    people = [person(name) for name in ("dora", "emil", "fritz", "gerda", "hanna")]
    for user in people:
        jobs(user, 60, State.QUEUED)
    got = Counter(served(150))
    counts = [got[user.pk] for user in people]
    jain = sum(counts) ** 2 / (len(counts) * sum(count**2 for count in counts))
    say("dispatch.jain: five people with equal demand", jain, "", goal=0.95, better="higher")


if __name__ == "__main__":
    if "--child" in sys.argv:
        child(*map(int, sys.argv[-2:]))
    else:
        choosing()
        fairness()
        also("makespan", "crowd", "following", "idle")
