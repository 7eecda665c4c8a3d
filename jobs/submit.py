"""Asking for pictures: wishes become jobs in line with their cost held, all or none."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from jobs import engines, faults, fitting, once, privacy, queue, strikes, turns, wishes
from jobs.actions import Action, Step
from jobs.engines.base import Mode as EngineMode
from jobs.errors import Contended, IntakeClosed, KeyReused, MayNotCreate, NoRoom, NotOffered, QueueFull, WordsRefused
from jobs.models import Batch, Event, Feed, Input, Intake, Job, Price, Source
from jobs.states import State
from jobs.wire import clamp_timeout
from jobs.wishes import MOST_A_PRESS, Wish
from mjweb.accounts.models import ApiKey, Membership, Project, Right, User
from mjweb.database import has_no_room, waited_in_vain
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models import Window

MOST_WAITING = 200  # jobs of one person waiting at once, asked for on pages

Ended = Callable[[Job], None]


def fingerprint(asked: tuple[Wish, ...]) -> str:
    text = json.dumps([wish.fingerprint() for wish in asked], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def submit(
    user: User,
    source: Source,
    key: str,
    asked: tuple[Wish, ...],
    *,
    api_key: ApiKey | None = None,
    mark: str = "",
) -> Batch:
    """Put the wishes in line with their cost held. The same key gives the same batch and holds nothing again.

    `key` names the press; `api_key` is the key by which a program asks. `mark` tells what was asked from anything else
    (at most 64 characters), where that is not for the wishes to tell.

    Raises KeyReused (same key, other wishes or another mark), MayNotCreate, QueueFull, IntakeClosed, WordsRefused,
    Contended, NoRoom, NotEnough (mjweb.quotas.errors); then nothing is created and nothing is held.
    """
    mark = mark or fingerprint(asked)
    known = Batch.objects.filter(user=user, key=key).first()
    if known is None:
        try:
            with in_time():
                return _create(user, source, key, mark, asked, api_key)
        except (IntegrityError, QueueFull, IntakeClosed, WordsRefused):  # the twin of this press may have been first
            known = Batch.objects.filter(user=user, key=key).first()
            if known is None:
                raise
    if known.fingerprint != mark:
        raise KeyReused(key)
    return known


@contextmanager
def in_time() -> Iterator[None]:
    """Turn what the database could not do into Contended or NoRoom. Go out of it with no transaction."""
    try:
        yield
    except OperationalError as error:
        if waited_in_vain(error):
            raise Contended from error
        if has_no_room(error):
            raise NoRoom from error
        raise


@transaction.atomic
def _create(user: User, source: Source, key: str, mark: str, asked: tuple[Wish, ...], api_key: ApiKey | None) -> Batch:
    part = space(user, api_key)
    team = part.team
    # Programs name theirs.
    project = project_of(asked[0], team.pk, part.project if source == Source.PAGE else None)
    # The rows of those that pay are ours from here on: two presses of one person follow one another.
    windows = Window.objects.paying(user, api_key, team=team, project=project, lock=True)
    room(user, source, len(asked))
    strikes.check(user, (wish.action for wish in asked), source)
    batch = Batch.objects.create(user=user, source=source, key=key, fingerprint=mark, api_key=api_key)
    table, now = Price.objects.table(), timezone.now()
    amounts = [wishes.cost(wish, table) for wish in asked]
    inherited = privacy.Inherited.by(asked)
    for number, (wish, amount) in enumerate(zip(asked, amounts, strict=True)):
        job = Job.objects.create(
            batch=batch,
            number=number,
            user=user,
            team=team,
            project=project,
            parent=wish.parent,
            remix_of=wish.remix_of,
            retry_of=wish.retry_of,
            action=wish.action,
            index=wish.index,
            prompt=wish.prompt,
            text=wish.text,
            facts=wish.facts,
            fingerprint=once.mark_of(wish),
            mode=wish.mode,
            quote=amount,
            timeout=clamp_timeout(wish.timeout, cast(EngineMode, wish.mode)),
            hook_url=wish.hook_url,
            notify_id=wish.notify_id,
            seed=seed_of(wish),
            upstream=wish.parent.upstream if wish.parent else None,
            rank=turns.rank(now, wish.mode),
            **privacy.begins(wish, team, inherited),
        )
        try:
            Window.objects.hold(windows, amount, job.reference, wish.title, job.facets)
        except NotEnough as error:
            # All jobs of a press or none: what is missing is told for all of them.
            raise fitting.refused(error.of_all(sum(amounts), sum(amounts[:number])), asked, table) from error
        roles = wish.roles or ("",) * len(wish.pictures)
        Input.objects.bulk_create(
            Input.of(job, picture, place, role)
            for place, (picture, role) in enumerate(zip(wish.pictures, roles, strict=True), start=1)
        )
        Event.objects.write(job.pk, State.QUEUED)
        Feed.objects.announce(job.pk)
    queue.kick()
    faults.at("holding")
    return batch


def seed_of(wish: Wish) -> int | None:
    """The seed of a job, where it can be known before it is drawn.

    A grid that names none gets one of ours (see `jobs.dispatch`): the picture can be made again, and a lost answer
    can be recognised by it in the engine's list.
    """
    if "seed" in wish.facts:
        return int(wish.facts["seed"])
    return secrets.randbelow(2**32) if wish.action is Action.IMAGINE else None


def space(user: User, api_key: ApiKey | None) -> Membership:
    """The person's part in the space where new jobs go: the one they are in, or that of the key. Raises MayNotCreate.

    Asked of the table and not of the person, who may have been given another role since the request began.
    """
    chosen = api_key.team_id if api_key else user.current_id
    mine = list(Membership.objects.of(user).select_related("team", "project").in_order())
    found = next((one for one in mine if one.team_id == chosen), None if api_key else mine[0])
    if found is None:
        raise MayNotCreate(str(api_key.team if api_key else ""), "none")
    if not found.may(Right.CREATE):
        raise MayNotCreate(str(found.team), found.get_role_display())
    return found


def project_of(wish: Wish, team: int, working: Project | None = None) -> Project | None:
    """What a job is made for: the project named, else that of the earlier job, else the one that its person works for.

    One that has ended, or is another team's, takes no new jobs.
    """
    earlier = wish.retry_of or wish.parent
    found = wish.project or (earlier.project if earlier else working)
    return found if found and found.is_open and found.team_id == team else None


def room(user: User, source: Source, count: int) -> None:
    """Raise QueueFull where `count` more jobs would be too many, IntakeClosed where there may be none."""
    Intake.objects.check_open()
    if source == Source.API:
        limit = most_unfinished(user)
        if Job.objects.of(user).unfinished().filter(batch__source=Source.API).count() + count > limit:
            raise QueueFull(limit)
        return
    if count > MOST_A_PRESS:
        raise QueueFull(MOST_A_PRESS, press=True)
    with connection.cursor() as cursor:  # written out, since each press comes by here
        cursor.execute("SELECT count(*) FROM jobs_job WHERE user_id = %s AND state = %s", [user.pk, State.QUEUED.value])
        (waiting,) = cursor.fetchone()
    if waiting + count > MOST_WAITING:
        raise QueueFull(MOST_WAITING)


def most_unfinished(user: User) -> int:
    """How many jobs a person may have unfinished that programs asked for."""
    return user.max_queue or settings.MAX_QUEUE


def act(user: User, parent: Job, step: Step, key: str, *, source: Source = Source.PAGE, **extra: Any) -> Batch:
    """Ask for an action on a finished job, at the parent's speed. Raises NotOffered and what `submit` raises.

    It takes the words of the parent along, so it is not offered to whoever may not read them.
    """
    if not privacy.tells(parent, user):
        raise NotOffered(step)
    return submit(user, source, key, (wishes.step(parent, step, **extra),))


def retry(user: User, job: Job, key: str) -> Batch:
    """A new job like one that ended badly, tied to it. It is quoted and held anew; the old hold was returned."""
    return submit(user, Source.PAGE, key, (wishes.again(job),))


def cancel(job: Job, ended: Ended | None = None) -> bool:
    """Cancel what was not sent, with a full return; what runs only where the engine confirms. False: too late.

    A job that has a place already loses it; whoever was about to send it finds it gone (see jobs.sending.begin).
    `ended` is for somebody else than the job's person: it is called in the transaction that ends the job.
    """
    if _cancel(job, (State.QUEUED, State.CLAIMED), ended):
        return True
    job.refresh_from_db()
    if job.state != State.RUNNING or job.upstream is None or job.engine_id is None:
        return False
    engine = engines.of(job.upstream)
    if not engine.capabilities().cancel or not engine.cancel(job.engine_id):
        return False
    if _cancel(job, State.RUNNING, ended):
        return True
    job.refresh_from_db()
    return job.state == State.CANCELED  # the follower heard of it before we could write it down


@transaction.atomic
def _cancel(job: Job, sources: State | tuple[State, ...], ended: Ended | None) -> bool:
    reason = "operator" if ended else "canceled"
    if not Job.objects.move(job.pk, sources, State.CANCELED, reason=reason):
        return False
    if ended is not None:
        ended(job)
    queue.kick()  # a place may be free
    return True


@in_time()
@transaction.atomic
def change_speed(job: Job, mode: str) -> bool:
    """Move a waiting job to another speed: return the old hold, hold the new quote, or change nothing at all.

    The timeout that was asked for stays, as far as the new speed knows it; who had the old speed's own gets the new's.

    Raises NotEnough, Contended, NoRoom. False when the job is not waiting any more.
    """
    amount = wishes.price(Action(job.action), mode, job.facts)
    asked = None if job.timeout == clamp_timeout(None, cast(EngineMode, job.mode)) else job.timeout
    changes: dict[str, Any] = {
        "mode": mode,
        "quote": amount,
        "timeout": clamp_timeout(asked, cast(EngineMode, mode)),
        "holds": job.holds + 1,
        # What operators moved to the front stays there.
        "rank": Case(When(rank__lt=0, then=F("rank")), default=Value(turns.rank(job.created_at, mode))),
    }
    if not Job.objects.note(job.pk, State.QUEUED, only=Q(holds=job.holds), seen=True, **changes):
        return False
    windows = Window.objects.paying_for(job.reference)
    Window.objects.give_back(job.reference, "speed")
    job.refresh_from_db()
    Window.objects.hold(windows, amount, job.reference, job.title, job.facets)
    queue.kick()
    return True
