"""The time from a press of Create to the engine's call while ten jobs of others run and a thousand of theirs wait.

As `submit` measures it, on two sites that take turns: one with the crowd, one without. The crowd is twenty people who
want what only one account can give (they go on from results that lie there); its ten places are taken and none becomes
free. The person who presses asks for a grid, which may go anywhere, and another account has places. So what is measured
is all that a thousand rows in line cost on the way: the bill and the place in line that the press answers with, the
choice of the next job among all that are due, the looks of the cluster in between. A press that had to wait until a
place is free would measure how long jobs take.
"""

from __future__ import annotations

import statistics
import sys

from tests.bench import submit as pressing  # isort: skip  # first: it sets Django up
from jobs import submit, wishes
from jobs.models import Job, Source, Upstream
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse
from tests.bench._sites import sites
from tests.bench.figures import QUICK, percentile, say

ROUNDS = 40 if QUICK else 200
PEOPLE, PRESSES, TEN = 20, 5, 10


def crowd() -> None:
    """A full account, ten jobs that run there and a thousand that wait for it."""
    full = Upstream.objects.create(name="full", engine="sketch", limit=TEN)
    asked = wishes.checked(f"a red kite above the dunes --repeat {TEN}", "fast").wishes
    people = [User.objects.add(f"person{number}@example.org", name=f"Person {number}") for number in range(PEOPLE)]
    for user in people:
        Purse.objects.of(user, 1_000_000_000)
        for press in range(PRESSES):
            submit.submit(user, Source.PAGE, f"waits-{press}", asked)
    Job.objects.waiting().update(upstream=full)
    going = submit.submit(people[0], Source.PAGE, "runs", asked).jobs.values_list("pk", flat=True)
    for slot, pk in enumerate(going):
        Job.objects.move(pk, State.QUEUED, State.CLAIMED, upstream=full, slot=slot)
        Job.objects.move(pk, State.CLAIMED, State.SENDING)
        Job.objects.move(pk, State.SENDING, State.RUNNING, engine_id=f"running-{slot}")


def child(*, crowded: bool) -> None:
    """A site: for each line on the input one press, and the seconds until the engine was called."""
    page = pressing.warmed(pressing.Page(pressing.prepare()))
    if crowded:
        crowd()
    waiting = Job.objects.waiting().count()
    with pressing.accept_log() as accepts, pressing.cluster():
        print("ready", flush=True)
        for number, _line in enumerate(sys.stdin):
            scene = pressing.SCENES[number % len(pressing.SCENES)]
            key, at, took = page.press(f"{scene} --seed {number}")
            print(took, pressing.called(key, accepts) - at, flush=True)
            if Job.objects.waiting().count() != waiting:
                raise SystemExit("the crowd does not wait any more")


def main() -> None:
    request: dict[str, list[float]] = {"alone": [], "crowded": []}
    engine: dict[str, list[float]] = {"alone": [], "crowded": []}
    with sites("tests.bench.crowd", {name: [name] for name in engine}) as turns:
        for _ in range(ROUNDS):
            for name, turn in turns.items():
                pressing.pause()
                took, until = turn()
                request[name].append(took)
                engine[name].append(until)
    say("crowd.request.p50, nobody waits", 1000 * statistics.median(request["alone"]), "ms")
    say("crowd.request.p50", 1000 * statistics.median(request["crowded"]), "ms")
    say("crowd.to_engine.p50, nobody waits", 1000 * statistics.median(engine["alone"]), "ms")
    say("crowd.to_engine.p50", 1000 * statistics.median(engine["crowded"]), "ms", goal=50)
    say("crowd.to_engine.p99", 1000 * percentile(engine["crowded"], 99), "ms", goal=300)


if __name__ == "__main__":
    if "--child" in sys.argv:
        child(crowded=sys.argv[-1] == "crowded")
    else:
        main()
