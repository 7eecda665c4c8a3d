"""Private jobs: only their person sees them, their pictures and their words, and whatever is made of them begins so.

`private_at` stands on a job and on each of its pictures, since both are asked for by themselves. It is written here,
where a job is asked for (jobs.submit), where its pictures come home (jobs.collect) and where some come as files
(jobs.importing), and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import renewal
from jobs.models import Input, Job, Picture, Upload
from jobs.models.job import JobQuerySet
from jobs.models.picture import PictureQuerySet
from jobs.references import Source
from jobs.wishes import Wish
from mjweb.accounts.models import Team, User

# Who is told ----------------------------------------------------------------------------------------------------------


def untold(user: User) -> Q:
    """The jobs of whose words the person is not told, whatever else they may know of them."""
    return Q(private_at__isnull=False) & ~Q(user_id=user.pk)


def sees(job: Job, user: User) -> bool:
    """Whether the person may see a job of a team whose pictures they see."""
    return job.user_id == user.pk or job.private_at is None


def tells(job: Job, user: User) -> bool:
    """Whether they may read its words, too: the same rule as `untold`, of a job that is here."""
    return sees(job, user)


def title(job: Job, user: User) -> str:
    """What the job is called to this person."""
    return job.title if tells(job, user) else instead(job)


def instead(_job: Job) -> str:
    """What stands in the place of a title that is not told."""
    return _("Private job")


def shows(source: Source, user: User) -> bool:
    """Whether the person may see a picture that another job brings along; an upload is a part of that job."""
    return isinstance(source, Upload) or source.user_id == user.pk or source.private_at is None


# How a job begins -----------------------------------------------------------------------------------------------------


def inherited(asked: Iterable[Wish]) -> set[int]:
    """Which of the jobs that these are made from are private; whoever does not know asks in one question."""
    origins = {pk for wish in asked for pk in _origins(wish)}
    if not origins:
        return set()
    return set(Job.objects.filter(pk__in=origins, private_at__isnull=False).values_list("pk", flat=True))


def begins(wish: Wish, team: Team, private: set[int]) -> datetime | None:
    """Since when the job of a wish is private: it says so itself, its team has it so, or it is made of such a one."""
    return usual(team, wish.is_private if private.isdisjoint(_origins(wish)) else True)


def usual(team: Team, said: bool | None) -> datetime | None:
    """Since when a new job is private that comes of no other: as is said of it, else as its team has it."""
    return timezone.now() if (team.makes_private if said is None else said) else None


def _origins(wish: Wish) -> set[int]:
    """The jobs that it follows, and those whose pictures it brings along."""
    followed = {one.pk for one in (wish.parent, wish.remix_of, wish.retry_of) if one}
    return followed | {source.job_id for source in wish.pictures if isinstance(source, Picture)}


# Hiding and showing ---------------------------------------------------------------------------------------------------


def under_way(user: User, jobs: list[int]) -> JobQuerySet:
    """What the person has in progress that is made of these: when they become private, it becomes so with them."""
    made = Q(parent__in=jobs) | Q(remix_of__in=jobs) | Q(retry_of__in=jobs) | Q(inputs__picture__job__in=jobs)
    return Job.objects.of(user).unfinished().filter(made, private_at=None)


@transaction.atomic
def hide(user: User, jobs: list[int]) -> None:
    """Let only the person see these jobs of theirs. Addresses that others know are dead: of their pictures, and of
    uploads that no other job brings along.
    """
    # Jobs first: whoever brings a picture home locks its job, and asks it (jobs.collect).
    _set(jobs, timezone.now())
    _renew(user, Picture.objects.filter(job__in=jobs))
    private = Job.objects.of(user).exclude(private_at=None)
    elsewhere = Input.objects.filter(upload=OuterRef("pk")).exclude(job__in=private)
    brought = Upload.objects.of(user).filter(inputs__job__in=jobs).distinct()
    renewal.renew(brought.exclude(Exists(elsewhere)), private)


@transaction.atomic
def show(user: User, jobs: list[int]) -> None:
    """Let the team see these jobs again. What stays private of that which their prompts name gets other addresses."""
    _set(jobs, None)
    named = Picture.objects.filter(user=user, inputs__job__in=jobs).exclude(private_at=None)
    _renew(user, named.distinct())


def _set(jobs: list[int], moment: datetime | None) -> None:
    Job.objects.filter(pk__in=jobs).update(private_at=moment)
    Picture.objects.filter(job__in=jobs).update(private_at=moment)


def _renew(user: User, pictures: PictureQuerySet) -> None:
    """Of what the person sees alone only prompts that they see alone may say where it is."""
    renewal.renew(pictures, Job.objects.of(user).exclude(private_at=None))
