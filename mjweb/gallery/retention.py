"""Lets go of what nobody keeps, where a team has said after how many days: into the bin, never past it.

Kept is what somebody has marked as favourite, graded or kept, tagged, put into a collection, shared by a link, taken
out of the bin, brought from elsewhere, given to a job as a reference, or gone on with. What lies in the bin can be
restored for thirty days, and then stays.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from jobs import queue
from jobs.actions import Action
from jobs.models import Input, Job, Picture
from jobs.models.picture import PictureQuerySet
from mjweb.accounts.models import Notice, Team, User
from mjweb.accounts.models.notice import Kind
from mjweb.gallery.models import Collection, Item, LinkedPicture, Mark, Retention, Tagging, Verdict

log = logging.getLogger(__name__)

TASK = "mjweb.gallery.tasks.let_go"
SLICE = 1_000  # pictures looked at in one transaction
SECONDS = 20.0  # that a task takes at most, but for the slice it is at
FORESEEN = 5_000  # pictures of which is told what a rule would do


def unkept(pictures: PictureQuerySet, days: int) -> PictureQuerySet:
    """Those that are older and that nobody keeps."""
    marked = Mark.objects.filter(Q(favourite=True) | Q(grade__gt=0) | Q(verdict=Verdict.KEEP))
    this = {"picture": OuterRef("pk")}
    return (
        pictures.shown()
        .filter(created_at__lt=timezone.now() - timedelta(days=days), restored_at=None)
        .exclude(job__action=Action.IMPORT)
        .filter(
            ~Exists(marked.filter(**this)),
            ~Exists(Tagging.objects.filter(**this)),
            ~Exists(Item.objects.filter(**this)),
            ~Exists(Collection.objects.filter(cover=OuterRef("pk"))),
            ~Exists(LinkedPicture.objects.filter(**this)),
            ~Exists(Input.objects.filter(**this)),
            ~Exists(Job.objects.filter(parent=OuterRef("job"), index=OuterRef("index"))),
        )
    )


def foreseen(team: Team, days: int) -> tuple[int, bool]:
    """How many of the team's oldest pictures a pass would put into the bin now; whether these are all of them."""
    old = Picture.objects.filter(team=team).shown().order_by("pk")
    last = list(old.values_list("pk", flat=True)[FORESEEN - 1 : FORESEEN])
    looked_at = Picture.objects.filter(team=team, pk__lte=last[0]) if last else Picture.objects.filter(team=team)
    return unkept(looked_at, days).count(), not last


def sweep() -> None:
    """Ask for passes that are due."""
    for pk in Retention.objects.ask():
        queue.send(queue.MEDIA, TASK, pk)


def run(team: int) -> None:
    """Go on with the pass of a team, as long as a task may take; what is left is for the next hint.

    Two at once do no harm: each step is taken from where the pass is, by one of them.
    """
    retention = Retention.objects.due().filter(pk=team).first()
    until = time.monotonic() + SECONDS
    while retention is not None and time.monotonic() < until:
        retention = look_on(retention)
    Retention.objects.filter(pk=team).update(asked_until=timezone.now())


@transaction.atomic
def look_on(retention: Retention) -> Retention | None:
    """Look at the next pictures; None where the pass is through, or the rule is another one by now."""
    row = Retention.objects.filter(pk=retention.pk, days=retention.days, reached=retention.reached)
    following = Picture.objects.filter(team=retention.pk, pk__gt=retention.reached).order_by("pk")
    slice_ = list(following.values_list("pk", flat=True)[:SLICE])
    if not slice_:
        if row.update(reached=0, passed_at=timezone.now(), binned={}):
            _tell(retention)
        return None
    if not row.update(reached=slice_[-1]):
        return None
    now, looked_at = timezone.now(), Picture.objects.filter(pk__in=slice_)
    unkept(looked_at, retention.days).update(binned_at=now)
    went = Counter(str(user) for user in looked_at.filter(binned_at=now).values_list("user", flat=True))
    retention.reached, retention.binned = slice_[-1], dict(Counter(retention.binned) + went)
    retention.save(update_fields=["binned"])
    return retention


def _tell(retention: Retention) -> None:
    """Let everybody know whose pictures went into the bin."""
    count = sum(retention.binned.values())
    if count:
        log.info("%d pictures of team %d that nobody keeps went into the bin", count, retention.pk)
    team = retention.team
    for user in User.objects.filter(pk__in=retention.binned):
        pieces = {"count": retention.binned[str(user.pk)], "team": team, "days": retention.days}
        Notice.objects.tell(user, Kind.LET_GO, link=reverse("gallery:bin"), **pieces)
