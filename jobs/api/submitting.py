"""What all calls that make a job share: their terms, the same call twice, the dry run, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypedDict, cast

from django.http import JsonResponse

from jobs import faults, fitting, hooks, submit, wire, wishes
from jobs.actions import Step
from jobs.api.access import Call, Fields
from jobs.api.pictures import Brought
from jobs.api.refusals import Refusal
from jobs.api.repeats import Press
from jobs.engines.base import Mode
from jobs.errors import JobError
from jobs.models import Batch, Price, Source
from jobs.wishes import Wish
from mjweb.accounts.models import Project
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models import Window

Request = wire.ImagineRequest | wire.ActionRequest | wire.BlendRequest | wire.DescribeRequest | wire.InpaintRequest


class Terms(TypedDict):
    """What every job-making call may say beside what it wants."""

    timeout: int | None
    hook_url: str
    notify_id: str


# What a request wishes for, its pictures left out, and those pictures, looked at and not kept.
Make = Callable[[Terms], Wish]
Bring = Callable[[], Sequence[Brought]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A wish that can be fulfilled, with its cost and what is left now, in thousandths, and its pictures."""

    wish: Wish
    cost: int
    left: int
    brought: Sequence[Brought]


def terms(fields: Fields) -> Terms:
    """Read them; nothing that they name is looked for yet. Raises MalformedError."""
    return Terms(timeout=wire.read_timeout(fields), hook_url=wire.read_hook(fields), notify_id=wire.read_notify(fields))


def order(call: Call, request: Request, make: Make, bring: Bring = tuple) -> JsonResponse:
    """Put what a request wishes for in line and answer with its job's id; for a dry run only say what it would cost.

    The same call again gets the same answer, whatever has become of its parent, project, hook or pictures since.
    Raises whatever `make`, `bring`, `judged` and `jobs.submit.submit` do; then nothing is held and nothing was made.
    """
    said, project = terms(call.fields), wire.read_project(call.fields)
    if wire.read_dry_run(call.fields):
        return JsonResponse(priced(judged(call, said, make, bring)))
    press = Press.of(call, request, said, *filter(None, [project]))
    batch = press.known() or _made(press, said, make, bring)
    faults.at("accepted")
    return JsonResponse(wire.accepted(str(batch.jobs.get().uid)))


def _made(press: Press, said: Terms, make: Make, bring: Bring) -> Batch:
    call = press.call
    try:
        found = judged(call, said, make, bring)
        wish = found.wish
        if found.brought:
            wish = wish.bringing(tuple(picture.keep(call.user) for picture in found.brought))
        return submit.submit(call.user, Source.API, press.key, (wish,), api_key=call.key, mark=press.mark)
    except (JobError, NotEnough, Refusal):  # the twin of this call may have been first, and have taken the last place
        batch = press.known()
        if batch is None:
            raise
        return batch


def judged(call: Call, said: Terms, make: Make, bring: Bring) -> Judged:
    """Check all that can be checked, what is near at hand before anything outside is asked or looked at.

    Raises IntakeClosed, QueueFull, NotEnough, HookRefused, and what `make` and `bring` do.
    """
    wish = replace(make(said), project=_named(call))
    cost, left = afford(call, wish)
    if said["hook_url"]:
        hooks.check(said["hook_url"])
    return Judged(wish, cost, left, bring())


def _named(call: Call) -> Project | None:
    """The open project of the key's team that the call names; None where it names none. Raises Refusal."""
    name = wire.read_project(call.fields)
    found = Project.objects.named(call.key.team_id, name) if name else None
    if name and found is None:
        raise Refusal(400, "Invalid parameter: project must be the name of an open project of the key's team.")
    return found


def priced(found: Judged) -> dict[str, object]:
    """The answer to a dry run."""
    wish = found.wish
    facts = wire.Facts(
        job_id="",
        step=Step(wish.action, wish.index),
        state="waiting",
        prompt=wish.prompt,
        mode=cast(Mode, wish.mode),
        cost=found.cost,
    )
    return wire.priced(facts, balance=found.left)


def afford(call: Call, wish: Wish) -> tuple[int, int]:
    """What the wish costs and what is left now, in thousandths. Raises IntakeClosed, QueueFull, NotEnough."""
    submit.room(call.user, Source.API, 1)
    table = Price.objects.table()
    amount, window = wishes.cost(wish, table), narrowest(call, submit.project_of(wish, call.key.team_id))
    if amount > window.left and not window.is_soft:
        raise fitting.refused(window.refusal(amount, window.left), (wish,), table)
    return amount, window.left


def narrowest(call: Call, project: Project | None = None) -> Window:
    """Of the windows that a job of this call draws on the one with the least left."""
    return Window.objects.narrowest(call.user, call.key, team=call.key.team_id, project=project)
