"""Asking for pictures: from a text to jobs in line with their cost held, all or none."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from jobs import engines, prompts, queue
from jobs.actions import Action, Step
from jobs.engines.base import Mode as EngineMode
from jobs.errors import BadPrompt, KeyReused, NotOffered, QueueFull
from jobs.models import Batch, Event, Job, Lane, Price, Source
from jobs.states import State
from jobs.wire import clamp_timeout
from mjweb.accounts.models import User
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models import Purse, Window

MOST_WAITING = 200  # jobs of one person waiting at once, asked for on pages
MOST_A_PRESS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One job as somebody asks for it; `facts` are what the prompt says (see jobs.prompts)."""

    prompt: str
    mode: str
    text: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    action: Action = Action.IMAGINE
    parent: Job | None = None
    index: int = 0
    retry_of: Job | None = None
    timeout: int | None = None
    hook_url: str = ""
    notify_id: str = ""

    def at(self, mode: str) -> Wish:
        """The same wish at another speed."""
        return replace(self, mode=mode)

    def fingerprint(self) -> list[Any]:
        parent = self.parent.pk if self.parent else None
        return [self.prompt, self.mode, self.action, parent, self.index, self.timeout, self.hook_url]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text would become: its wishes, what is wrong with it, and what it would cost (thousandths)."""

    wishes: tuple[Wish, ...]
    problems: tuple[prompts.Problem, ...]
    total: int
    costs: tuple[int, ...]

    @property
    def errors(self) -> tuple[prompts.Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)


SPEEDS = ("relax", "fast", "turbo")


def plan(text: str, mode: str, **extra: Any) -> Plan:
    """Read a text as a person wrote it: braces and repeats become several wishes. Never raises.

    A speed written in the text wins over `mode`; it travels in its own field and not in the prompt. Everything else
    reaches the engine as it was written. The cost is that of the price table now.
    """
    reading = prompts.read(text, context(mode))
    alone = not reading.has_braces and not reading.repeats
    wishes = []
    for prompt in reading.jobs() if reading.is_valid else reading.prompts:
        facts = prompt.facts()
        verbatim = alone and not any(prompt.has(speed) for speed in SPEEDS)
        wishes.append(
            Wish(
                prompt=text.strip() if verbatim else prompts.serialise(prompt.without(*SPEEDS)),
                text=prompt.text,
                facts=kept(prompt),
                mode=facts.mode or mode,
                **extra,
            )
        )
    table = Price.objects.table()
    costs = tuple(cost(wish, table) for wish in wishes)
    return Plan(tuple(wishes), reading.problems, sum(costs), costs)


def context(mode: str) -> prompts.Context:
    """What prompts are judged against on this site."""
    return prompts.Context(version=settings.DEFAULT_VERSION, mode=mode, most_jobs=MOST_A_PRESS)


def kept(prompt: prompts.Prompt) -> dict[str, Any]:
    """What is kept of a prompt with its job: what pages and prices need, and how its parameters read."""
    facts = prompt.facts()
    found: dict[str, Any] = {
        "aspect": list(facts.aspect),
        "version": facts.version,
        "niji": facts.niji,
        "parameters": prompts.serialise_parameters(prompt.without(*SPEEDS)),
    }
    given = {"stylize": facts.stylize, "chaos": facts.chaos, "weird": facts.weird, "quality": facts.quality}
    found |= {name: value for name, value in given.items() if prompt.has(name)}
    if facts.no:
        found["no"] = list(facts.no)
    if facts.seed is not None:
        found["seed"] = facts.seed
    return found


def cost(wish: Wish, table: dict[tuple[str, str], int] | None = None) -> int:
    """The quote of one wish in thousandths."""
    version = str(wish.facts.get("version", settings.DEFAULT_VERSION)) if not wish.facts.get("niji") else ""
    return Price.objects.quote(wish.action, wish.mode, version, table)


def fingerprint(wishes: tuple[Wish, ...]) -> str:
    text = json.dumps([wish.fingerprint() for wish in wishes], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def submit(user: User, source: Source, key: str, wishes: tuple[Wish, ...]) -> Batch:
    """Put the wishes in line with their cost held. The same key gives the same batch and holds nothing again.

    Raises KeyReused (same key, other wishes), QueueFull, NotEnough (mjweb.quotas.errors); then nothing is
    created and nothing is held.
    """
    mark = fingerprint(wishes)
    known = Batch.objects.filter(user=user, key=key).first()
    if known is None:
        try:
            return _create(user, source, key, mark, wishes)
        except IntegrityError:  # the twin of this press was first
            known = Batch.objects.filter(user=user, key=key).first()
            if known is None:
                raise
    if known.fingerprint != mark:
        raise KeyReused(key)
    return known


@transaction.atomic
def _create(user: User, source: Source, key: str, mark: str, wishes: tuple[Wish, ...]) -> Batch:
    # The first write takes the person's purse: two presses of one person follow one another from here on.
    window = Window.objects.current(Purse.objects.of(user))
    Window.objects.lock(window)
    _room(user, source, len(wishes))
    batch = Batch.objects.create(user=user, source=source, key=key, fingerprint=mark)
    table = Price.objects.table()
    amounts = [cost(wish, table) for wish in wishes]
    team = user.team
    for number, (wish, amount) in enumerate(zip(wishes, amounts, strict=True)):
        job = Job.objects.create(
            batch=batch,
            number=number,
            user=user,
            team=team,
            parent=wish.parent,
            retry_of=wish.retry_of,
            action=wish.action,
            index=wish.index,
            prompt=wish.prompt,
            text=wish.text,
            facts=wish.facts,
            mode=wish.mode,
            quote=amount,
            timeout=clamp_timeout(wish.timeout, cast(EngineMode, wish.mode)),
            hook_url=wish.hook_url,
            notify_id=wish.notify_id,
            seed=seed_of(wish),
            upstream=wish.parent.upstream if wish.parent else None,
            turn=Lane.objects.next_turn(user.pk, amount),
        )
        try:
            Window.objects.hold(window, amount, job.reference, wish.text or wish.prompt)
        except NotEnough as error:
            # All jobs of a press or none: what is missing is told for all of them.
            raise NotEnough(sum(amounts), error.left + sum(amounts[:number]), error.resets) from error
        Event.objects.create(job=job, state=State.QUEUED)
        Job.objects.announce(job)
    queue.kick()
    return batch


def seed_of(wish: Wish) -> int | None:
    """The seed of a job, where it can be known before it is drawn.

    A grid that names none gets one of ours (see `jobs.dispatch`): the picture can be made again, and a lost answer
    can be recognised by it in the engine's list.
    """
    if "seed" in wish.facts:
        return int(wish.facts["seed"])
    return secrets.randbelow(2**32) if wish.action is Action.IMAGINE else None


def _room(user: User, source: Source, count: int) -> None:
    """Raise QueueFull where `count` more jobs would be too many."""
    mine = Job.objects.of(user)
    if source == Source.API:
        limit = user.max_queue or settings.MAX_QUEUE
        if mine.unfinished().filter(batch__source=Source.API).count() + count > limit:
            raise QueueFull(limit)
        return
    if count > MOST_A_PRESS:
        raise QueueFull(MOST_A_PRESS, press=True)
    if mine.waiting().count() + count > MOST_WAITING:
        raise QueueFull(MOST_WAITING)


def checked(text: str, mode: str, **extra: Any) -> Plan:
    """A plan without errors. Raises BadPrompt with every problem otherwise."""
    found = plan(text, mode, **extra)
    if found.errors:
        raise BadPrompt(found.problems)
    return found


def act(user: User, parent: Job, step: Step, key: str, *, source: Source = Source.PAGE, **extra: Any) -> Batch:
    """Ask for an action on a finished job, at the parent's speed. Raises NotOffered and what `submit` raises."""
    if step not in parent.steps():
        raise NotOffered(step)
    wish = Wish(
        prompt=parent.prompt,
        text=parent.text,
        facts=facts_after(parent, step),
        mode=parent.mode,
        action=step.action,
        parent=parent,
        index=step.index,
        **extra,
    )
    return submit(user, source, key, (wish,))


def facts_after(parent: Job, step: Step) -> dict[str, Any]:
    """The facts of a child: those of its parent, with the shape that zoom and pan give and without the old seed."""
    facts = {name: value for name, value in parent.facts.items() if name != "seed"}
    width, height = parent.aspect
    if step.action in (Action.PAN_LEFT, Action.PAN_RIGHT):
        facts["aspect"] = list(prompts.reduced(width * 3, height * 2))
    elif step.action in (Action.PAN_UP, Action.PAN_DOWN):
        facts["aspect"] = list(prompts.reduced(width * 2, height * 3))
    elif step.action is Action.MAKE_SQUARE:
        facts["aspect"] = [1, 1]
    return facts


def retry(user: User, job: Job, key: str) -> Batch:
    """A new job like one that ended badly, tied to it. It is quoted and held anew; the old hold was returned."""
    wish = Wish(
        prompt=job.prompt,
        text=job.text,
        facts=job.facts,
        mode=job.mode,
        action=Action(job.action),
        parent=job.parent,
        index=job.index,
        retry_of=job,
        timeout=job.timeout,
    )
    return submit(user, Source.PAGE, key, (wish,))


def cancel(job: Job) -> bool:
    """Cancel what still waits, with a full return; what runs only where the engine confirms. False: too late."""
    if Job.objects.move(job.pk, State.QUEUED, State.CANCELED, reason="canceled"):
        return True
    job.refresh_from_db()
    if job.state != State.RUNNING or job.upstream is None or job.engine_id is None:
        return False
    engine = engines.of(job.upstream)
    if not engine.capabilities().cancel or not engine.cancel(job.engine_id):
        return False
    return Job.objects.move(job.pk, State.RUNNING, State.CANCELED, reason="canceled")


@transaction.atomic
def change_speed(job: Job, mode: str) -> bool:
    """Move a waiting job to another speed: return the old hold, hold the new quote, or change nothing at all.

    Raises NotEnough. False when the job is not waiting any more.
    """
    version = "" if job.facts.get("niji") else str(job.facts.get("version", settings.DEFAULT_VERSION))
    amount = Price.objects.quote(Action(job.action), mode, version)
    changes: dict[str, Any] = {
        "mode": mode,
        "quote": amount,
        "timeout": clamp_timeout(None, cast(EngineMode, mode)),
        "holds": job.holds + 1,
    }
    if not Job.objects.note(job.pk, State.QUEUED, only=Q(holds=job.holds), seen=True, **changes):
        return False
    window = Window.objects.current(Purse.objects.of(job.user))
    Window.objects.give_back(job.reference, "speed")
    job.refresh_from_db()
    Window.objects.hold(window, amount, job.reference, job.text or job.prompt)
    queue.kick()
    return True
