"""What a person keeps to themselves: a private job with all its pictures, or the words alone of one that is seen.

`private_at` stands on a job and on each of its pictures, since both are asked for by themselves. It is written here,
where a job is asked for (jobs.submit), where its pictures come home (jobs.collect) and where some come as files
(jobs.importing), and nowhere else. `hidden_at` stands on the job; whatever shows words to somebody goes by `told`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs import renewal
from jobs.models import Input, Job, Picture, Upload
from jobs.models.job import JobQuerySet
from jobs.models.picture import PictureQuerySet
from jobs.models.upload import UploadQuerySet
from jobs.references import Source
from jobs.wishes import Wish
from mjweb.accounts.models import Team, User

# Of the facts of a job what tells no words.
_PLAIN = ("aspect", "version", "niji", "pictures")

# Who is told ----------------------------------------------------------------------------------------------------------


def untold(user: User, job: str = "") -> Q:
    """The jobs of whose words the person is not told, whatever else they may know of them; `job` leads to them."""
    kept = Q(**{f"{job}private_at__isnull": False}) | Q(**{f"{job}hidden_at__isnull": False})
    return kept & ~Q(**{f"{job}user_id": user.pk})


def sees(job: Job, user: User | None) -> bool:
    """Whether the person may see a job of a team whose pictures they see; None is a guest."""
    return job.private_at is None or (user is not None and job.user_id == user.pk)


def tells(job: Job, user: User | None) -> bool:
    """Whether they may read its words, too: the same rule as `untold`, of a job that is here."""
    return (job.hidden_at is None and sees(job, user)) or (user is not None and job.user_id == user.pk)


def told(job: Job, user: User | None) -> Job:
    """The job as this person is told of it, words taken out where they are not for them: to be shown, never saved."""
    if not tells(job, user):
        job.prompt, job.text, job.words, job.message, job.seed = "", instead(job), "", "", None
        job.facts = {name: job.facts[name] for name in _PLAIN if name in job.facts}
        job.is_told = False
    return job


def instead(job: Job) -> str:
    """What stands in the place of a title that is not told."""
    return _("Private job") if job.private_at else _("Prompt hidden")


def shows(source: Source, user: User) -> bool:
    """Whether the person may see a picture that another job brings along; an upload is a part of that job."""
    return isinstance(source, Upload) or source.user_id == user.pk or source.private_at is None


# How a job begins -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Inherited:
    """The jobs that some wishes are made from which are private, and those whose words are hidden."""

    private: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()

    @classmethod
    def by(cls, asked: Iterable[Wish]) -> Self:
        """In one question, and in none where all begin anew."""
        origins = {pk for wish in asked for pk in _origins(wish)}
        if not origins:
            return cls()
        rows = Job.objects.filter(pk__in=origins).values_list("pk", "private_at", "hidden_at")
        found = list(rows.exclude(private_at=None, hidden_at=None))
        private = frozenset(pk for pk, private_at, _hidden_at in found if private_at)
        return cls(private, frozenset(pk for pk, _private_at, hidden_at in found if hidden_at))


def begins(wish: Wish, team: Team, inherited: Inherited) -> dict[str, datetime | None]:
    """Private where it says so itself, its team has it so, or it is made of such a one; its words hidden where it has
    them of such a one.
    """
    is_private = wish.is_private if inherited.private.isdisjoint(_origins(wish)) else True
    is_hidden = not inherited.hidden.isdisjoint(_followed(wish))
    return {"private_at": usual(team, is_private), "hidden_at": timezone.now() if is_hidden else None}


def usual(team: Team, said: bool | None) -> datetime | None:
    """Since when a new job is private that comes of no other: as is said of it, else as its team has it."""
    return timezone.now() if (team.makes_private if said is None else said) else None


def _origins(wish: Wish) -> set[int]:
    """The jobs that it follows, and those whose pictures it brings along."""
    return _followed(wish) | {source.job_id for source in wish.pictures if isinstance(source, Picture)}


def _followed(wish: Wish) -> set[int]:
    return {one.pk for one in (wish.parent, wish.remix_of, wish.retry_of) if one}


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
    elsewhere = Input.objects.filter(upload=OuterRef("pk")).exclude(job__user=user, job__private_at__isnull=False)
    brought = Upload.objects.of(user).filter(inputs__job__in=jobs).distinct()
    _renew(user, brought.exclude(Exists(elsewhere)))


@transaction.atomic
def show(user: User, jobs: list[int]) -> None:
    """Let the team see these jobs again. What stays private of that which their prompts name gets other addresses."""
    _set(jobs, None)
    named = Picture.objects.filter(user=user, inputs__job__in=jobs).exclude(private_at=None)
    _renew(user, named.distinct())


def same_words(user: User, jobs: list[int], *, hidden: bool) -> list[int]:
    """The person's jobs that have the words of these, with those hidden or not: hidden, they are nowhere to be read."""
    texts = Job.objects.of(user).filter(pk__in=jobs).exclude(text="").values("text")
    same = Job.objects.of(user).filter(Q(pk__in=jobs) | Q(text__in=texts)).exclude(hidden_at__isnull=hidden)
    return sorted(same.values_list("pk", flat=True))


def set_words(user: User, jobs: list[int], *, hidden: bool) -> None:
    """Let only the person read the words of these jobs of theirs, or the team again."""
    Job.objects.of(user).filter(pk__in=jobs).update(hidden_at=timezone.now() if hidden else None)


def _set(jobs: list[int], moment: datetime | None) -> None:
    Job.objects.filter(pk__in=jobs).update(private_at=moment)
    Picture.objects.filter(job__in=jobs).update(private_at=moment)


def _renew(user: User, rows: PictureQuerySet | UploadQuerySet) -> None:
    """Of what the person sees alone only prompts that they see alone may say where it is."""
    renewal.renew(rows, Job.objects.of(user).exclude(private_at=None))
