"""Somebody's work in a team goes over to another: jobs, pictures, uploads, presets and wildcard lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Q

from jobs import queue, renewal
from jobs.models import Batch, Delivery, Feed, Input, Job, Picture, Preset, Upload, Wildcard
from jobs.models.delivery import Fate
from jobs.models.picture import new_token
from jobs.states import State
from mjweb.accounts.models import Team, User
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models import Window

PIECES = (Preset, Wildcard)
PASSED_ON = "passed_on"  # why a hold was returned, or a job that nobody could pay for ended


@dataclass(frozen=True, slots=True)
class Estate:
    """How much of somebody's is in a team. `waiting` and `running` are among the jobs; `canceled` among the waiting."""

    pictures: int
    jobs: int
    waiting: int
    running: int
    uploads: int
    pieces: int
    canceled: int = 0


def survey(user: User, team: Team) -> Estate:
    """What would go over."""
    jobs = Job.objects.of(user).filter(team=team)
    waiting = jobs.waiting().count()
    return Estate(
        pictures=Picture.objects.filter(user=user, team=team).shown().count(),
        jobs=jobs.count(),
        waiting=waiting,
        running=jobs.unfinished().count() - waiting,
        uploads=Upload.objects.of(user).filter(team=team).count(),
        pieces=sum(model.objects.of(user).filter(team=team).here().count() for model in PIECES),
    )


@transaction.atomic
def pass_on(user: User, heir: User, team: Team) -> Estate:
    """Let everything of `user` in `team` be the heir's.

    Waiting jobs are held anew, on the heir's purses, or cancelled where those do not suffice; running ones settle
    where they were held and finish for the heir. The programs of `user` hear nothing more, and the addresses that
    `user` knew are dead.
    """
    before = survey(user, team)
    # Jobs first: whoever brings pictures home asks the job whose they are, while it is theirs alone.
    _batches(user, heir, team)
    canceled = _waiting(user, heir, team)
    mine = Job.objects.of(user).filter(team=team)
    alive = list(mine.unfinished().values_list("pk", flat=True))
    # Versions are numbers of the old person's feed: in the heir's they would be news for ever.
    mine.update(user=heir, person_version=0)
    Job.objects.filter(pk__in=alive).update(hook_url="")
    for job in Job.objects.filter(pk__in=alive).only("user_id", "team_id"):
        Feed.objects.announce(job.pk)
    untold = Delivery.objects.of(user).filter(job__team=team)
    untold.filter(state=Fate.WAITING).update(state=Fate.FAILED)
    untold.update(user=heir)
    pictures = Picture.objects.filter(user=user, team=team)
    renewal.renew(pictures, Job.objects.exclude(user=user))
    pictures.update(user=heir)
    _uploads(user, heir, team)
    _pieces(user, heir, team)
    queue.kick()
    return replace(before, canceled=canceled)


def _batches(user: User, heir: User, team: Team) -> None:
    mine = Batch.objects.filter(user=user, jobs__team=team).distinct()
    for batch in mine.filter(key__in=Batch.objects.filter(user=heir).values("key")):
        # A word of the caller's that the heir's programs have used too: it repeats nothing any more.
        Batch.objects.filter(pk=batch.pk).update(key=f"{batch.key[:50]}~{batch.pk}")
    Batch.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(user=heir)


def _waiting(user: User, heir: User, team: Team) -> int:
    """Hold what waits anew for the heir, who stands in line with it; how many had to be cancelled."""
    canceled = 0
    for job in Job.objects.of(user).filter(team=team).waiting().order_by("rank", "pk"):
        try:
            with transaction.atomic():
                _hold_anew(job, heir)
        except NotEnough:
            moved = Job.objects.move(job.pk, State.QUEUED, State.CANCELED, reason=PASSED_ON, hook_url="")
            canceled += moved
    return canceled


def _hold_anew(job: Job, heir: User) -> None:
    windows = Window.objects.paying(heir, team=job.team_id, project=job.project, lock=True)
    changes: dict[str, Any] = {"holds": job.holds + 1, "user": heir, "hook_url": ""}
    if not Job.objects.note(job.pk, State.QUEUED, only=Q(holds=job.holds), seen=True, **changes):
        return  # it was sent this moment, and settles where it was held
    Window.objects.give_back(job.reference, PASSED_ON)
    job.refresh_from_db()
    Window.objects.hold(windows, job.quote, job.reference, job.title, job.facets)


# Uploads: one row for each picture of a person, whatever team's jobs bring it along -----------------------------------


def _uploads(user: User, heir: User, team: Team) -> None:
    going = Upload.objects.of(user).filter(team=team)
    renewal.renew(going, Job.objects.exclude(user=user))
    for upload in going:
        stays = Input.objects.filter(upload=upload, job__user=user).select_related("job").first()
        twin = Upload.objects.of(heir).filter(sha256=upload.sha256).first()
        if twin is not None:
            Input.objects.filter(upload=upload, job__user=heir).update(upload=twin)
        if twin is None and stays is None:
            Upload.objects.filter(pk=upload.pk).update(user=heir)
        elif twin is None:
            assert stays is not None
            Upload.objects.filter(pk=upload.pk).update(team=stays.job.team_id)
            _give_twin(upload, heir, team)
        elif stays is not None:
            Upload.objects.filter(pk=upload.pk).update(team=stays.job.team_id)
        else:
            Upload.objects.filter(pk=upload.pk).delete()
    # Brought in another space of theirs, and used here.
    for upload in Upload.objects.of(user).filter(inputs__job__user=heir).distinct():
        _give_twin(upload, heir, team)


def _give_twin(upload: Upload, heir: User, team: Team) -> None:
    """The same picture as one of the heir's, for the heir's jobs."""
    twin = Upload.objects.of(heir).filter(sha256=upload.sha256).first()
    if twin is None:
        twin = Upload.objects.get(pk=upload.pk)
        twin.pk, twin.user, twin.team, twin.token = None, heir, team, new_token()
        twin._state.adding = True
        twin.save(force_insert=True)
    mine = Input.objects.filter(upload=upload, job__user=heir)
    jobs = list(mine.values_list("job_id", flat=True))
    mine.update(upload=twin)
    for job in Job.objects.filter(pk__in=jobs).only("prompt", "text"):
        prompt, text = (words.replace(upload.token, twin.token) for words in (job.prompt, job.text))
        Job.objects.filter(pk=job.pk).update(prompt=prompt, text=text)


# Presets and wildcard lists: names differ within what one person keeps and a team shares ------------------------------


def _pieces(user: User, heir: User, team: Team) -> None:
    for model in PIECES:
        longest = model._meta.get_field("name").max_length or 0
        for piece in model.objects.of(user).filter(team=team):
            taken = model.objects.here().exclude(pk=piece.pk).filter(Q(user=heir) | Q(team=team, is_shared=True))
            name = piece.name
            for number in count(2):
                if piece.removed_at or not taken.filter(name__iexact=name).exists():
                    break
                name = f"{piece.name[: longest - 4]}-{number}"
            model.objects.filter(pk=piece.pk).update(user=heir, name=name)
