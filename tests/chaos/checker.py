"""What a run of kills left, judged: by what callers were told, the image service's own log, the database, the vault.

It changes nothing and asks nobody. Every figure but the first two is a promise broken (see docs/job-lifecycle.md).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from PIL import Image

from jobs.actions import Shape
from jobs.models import Attempt, Delivery, Job, Picture
from jobs.models.delivery import Fate
from jobs.states import FINAL, State
from mjweb.quotas.models import Line, Tally, Window
from mjweb.quotas.models.line import Kind
from tests.chaos.simulator import Taken


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`accepted` orders, those of them that `finished`, and eight figures that are to be 0."""

    accepted: int
    finished: int
    vanished: int  # jobs, and cancellations, that were said to be taken; jobs at the service that no row knows
    submitted_twice: int  # jobs that the service has more than once, and orders of which more than one job was made
    over_limit: int  # jobs in progress at the service beyond the limit, and orders that it refused for that
    charged_twice: int  # settlements beyond the one of each done job
    ledger_drift: int  # balances that are not their lines, holds without their one end, settlements that are no quote
    pictures_missing: int  # places of done jobs without a whole file that is what its row says
    stuck: int  # jobs that did not end, and ends that nobody is told

    @property
    def is_clean(self) -> bool:
        told = {"accepted", "finished"}
        return all(getattr(self, field.name) == 0 for field in fields(self) if field.name not in told)


def judge(
    answers: Mapping[str, Iterable[str]],
    log: Sequence[Taken],
    limit: int,
    vault: Path,
    canceled: Collection[str] = (),
) -> Verdict:
    """`answers` are the ids that callers were given, by the key of their order; `vault` is the folder of pictures.

    `canceled` are those ids of which a caller was told that the job is cancelled.
    """
    told = {key: set(ids) for key, ids in answers.items()}
    uids = {uid for ids in told.values() for uid in ids}
    jobs = {str(job.uid): job for job in Job.objects.filter(uid__in=uids)}
    everything = list(Job.objects.all())
    return Verdict(
        accepted=len(told),
        finished=finished(jobs.values()),
        vanished=len(uids - jobs.keys()) + strangers(log) + orphans(log) + uncanceled(canceled, jobs, log),
        submitted_twice=twice(log) + sum(len(ids) - 1 for ids in told.values()),
        over_limit=over(log, limit),
        charged_twice=charged(everything),
        ledger_drift=drift(everything),
        pictures_missing=sum(missing(job, vault) for job in everything if job.state == State.DONE),
        stuck=sum(job.state not in FINAL for job in everything) + Delivery.objects.filter(state=Fate.WAITING).count(),
    )


def finished(jobs: Iterable[Job]) -> int:
    """Jobs that have ended; one that was cancelled only when all that it held was returned, and once."""
    held, returned = lines_by_job(Kind.HOLD), lines_by_job(Kind.RETURN)
    return sum(
        job.state in FINAL and (job.state != State.CANCELED or held[job.uid.hex] == returned[job.uid.hex])
        for job in jobs
    )


def uncanceled(canceled: Collection[str], jobs: Mapping[str, Job], log: Sequence[Taken]) -> int:
    """Cancellations that did not hold: the job is in another state, or the service has it."""
    tags = {taken.tag for taken in log if not taken.over}
    taken = {str(uid) for uid in Attempt.objects.filter(tag__in=tags).values_list("job__uid", flat=True)}
    return sum(uid in taken or uid not in jobs or jobs[uid].state != State.CANCELED for uid in canceled)


def strangers(log: Sequence[Taken]) -> int:
    """Orders that the service has taken and of which no intent to send them was written down."""
    tags = {taken.tag for taken in log if not taken.over}
    return len(tags - set(Attempt.objects.filter(tag__in=tags).values_list("tag", flat=True)))


def orphans(log: Sequence[Taken]) -> int:
    """Orders that came to the service when their job had ended already: nobody waits for what it draws."""
    attempts = Attempt.objects.filter(tag__in={taken.tag for taken in log if not taken.over})
    ended = {tag: at.timestamp() for tag, at in attempts.values_list("tag", "job__finished_at") if at}
    return sum(taken.begun > ended.get(taken.tag, taken.begun) for taken in log if not taken.over)


def twice(log: Sequence[Taken]) -> int:
    """Orders that were taken beyond the first of each job, whichever attempt brought them."""
    jobs = dict(Attempt.objects.values_list("tag", "job_id"))
    taken = Counter(jobs[one.tag] for one in log if not one.over and one.tag in jobs)
    return sum(count - 1 for count in taken.values())


def over(log: Sequence[Taken], limit: int) -> int:
    """How many more than `limit` were in progress at the worst moment, and how often one more was offered."""
    # Of two things in one instant the end comes first: its place is free then.
    steps = sorted([(one.begun, 1) for one in log if not one.over] + [(one.ended, -1) for one in log if not one.over])
    now = most = 0
    for _at, step in steps:
        now += step
        most = max(most, now)
    return max(most - limit, 0) + sum(one.over for one in log)


def lines_by_job(kind: Kind) -> dict[str, Counter[int]]:
    """The lines of one kind by the job that their reference names, and of it by window."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for reference, window in Line.objects.filter(kind=kind).exclude(reference="").values_list("reference", "window_id"):
        found[reference.partition(".")[0]][window] += 1
    return found


def charged(jobs: Sequence[Job]) -> int:
    """Settlements that a job has beyond one in each window; any at all where it was not done or is not there."""
    done = {job.uid.hex for job in jobs if job.state == State.DONE}
    settled = lines_by_job(Kind.SETTLE)
    return sum(count - (uid in done) for uid, windows in settled.items() for count in windows.values())


def drift(jobs: Sequence[Job]) -> int:
    """Balances that their lines do not make, and jobs of which hold and settlement do not belong together."""
    held, settled, returned = (lines_by_job(kind) for kind in (Kind.HOLD, Kind.SETTLE, Kind.RETURN))
    quotes = set(Line.objects.filter(kind=Kind.SETTLE).values_list("reference", "amount"))
    wrong = len(Window.objects.wrong()) + len(Tally.objects.wrong())
    for job in jobs:
        uid = job.uid.hex
        ended = settled[uid] + returned[uid]
        wrong += not held[uid]
        wrong += job.state in FINAL and held[uid] != ended
        # At another speed it was held anew: what is settled is the last hold, and as much as was quoted for that.
        wrong += job.state == State.DONE and (job.reference, job.quote) not in quotes
    return wrong + len((held.keys() | settled.keys() | returned.keys()) - {job.uid.hex for job in jobs})


def missing(job: Job, vault: Path) -> int:
    """Places of a done job that show nothing; a job that says itself that some are missing has to have one."""
    if job.shape is Shape.TEXT:
        return 0
    have = {picture.index for picture in Picture.objects.filter(job=job) if is_whole(picture, vault)}
    empty = [place for place in job.places if place not in have]
    return 0 if job.notice == "partial" and len(empty) < len(job.places) else len(empty)


def is_whole(picture: Picture, vault: Path) -> bool:
    """Whether the file is there, is what the row says by its hash, and is a picture to its last byte."""
    path = vault / picture.sha256[:2] / picture.sha256[2:4] / f"{picture.sha256}.{picture.extension}"
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != picture.sha256:
        return False
    try:
        with Image.open(path) as image:
            image.load()
            return image.size == (picture.width, picture.height)
    except OSError:
        return False
