"""What all calls that make a job share: their terms, the dry run, the same key twice, and the answer."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict, cast

from django.http import JsonResponse

from jobs import hooks, submit, wire, wishes
from jobs.actions import Step
from jobs.api.access import Call, Fields
from jobs.api.pictures import Brought
from jobs.engines.base import Mode
from jobs.errors import KeyReused
from jobs.models import Batch, Source
from jobs.wishes import Wish
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.models import Window


class Terms(TypedDict):
    """What every job-making call may say beside what it wants."""

    timeout: int | None
    hook_url: str
    notify_id: str


def terms(fields: Fields) -> Terms:
    """Read them. Raises MalformedError, HookRefused."""
    hook = wire.read_hook(fields)
    if hook:
        hooks.check(hook)
    return Terms(timeout=wire.read_timeout(fields), hook_url=hook, notify_id=wire.read_notify(fields))


def order(call: Call, wish: Wish, brought: Sequence[Brought] = ()) -> JsonResponse:
    """Put the wish in line and answer with its job's id; for a dry run only say what it would cost.

    `brought` are the pictures of the wish, not kept yet: they are, once all is checked that can be. Raises whatever
    `jobs.submit.submit` does; then nothing is held and nothing was made.
    """
    if wire.read_dry_run(call.fields):
        return JsonResponse(priced(call, wish))
    press = press_of(call)
    if brought:
        if not _is_known(call, press, wish):
            afford(call, wish)
        wish = replace(wish, pictures=tuple(picture.keep(call.user) for picture in brought))
    batch = submit.submit(call.user, Source.API, press, (wish,), api_key=call.key)
    return JsonResponse(wire.accepted(str(batch.jobs.get().uid)))


def press_of(call: Call) -> str:
    """The caller's Idempotency-Key, of any length, in a form of its own; a fresh one where the caller gives none."""
    given = call.repeat
    return f"api:{hashlib.sha256(given.encode()).hexdigest() if given else secrets.token_urlsafe(16)}"


def priced(call: Call, wish: Wish) -> dict[str, object]:
    """The answer to a dry run. Raises QueueFull, NotEnough: what the call itself would be refused for."""
    amount, left = afford(call, wish)
    facts = wire.Facts(
        job_id="",
        step=Step(wish.action, wish.index),
        state="waiting",
        prompt=wish.prompt,
        mode=cast(Mode, wish.mode),
        cost=amount,
    )
    return wire.priced(facts, balance=left)


def afford(call: Call, wish: Wish) -> tuple[int, int]:
    """What the wish costs and what is left now, in thousandths. Raises QueueFull, NotEnough."""
    submit.room(call.user, Source.API, 1)
    amount, window = wishes.cost(wish), narrowest(call)
    if amount > window.left:
        raise NotEnough(amount, window.left, window.ends, of_key=window.purse.api_key_id is not None)
    return amount, window.left


def narrowest(call: Call) -> Window:
    """Of the windows that a job of this call draws on the one with the least left."""
    return min(Window.objects.paying(call.user, call.key), key=lambda window: window.left)


def _is_known(call: Call, press: str, wish: Wish) -> bool:
    """Whether this very call was made before. Raises KeyReused where another one had its key."""
    known = Batch.objects.filter(user=call.user, key=press).first()
    if known is not None and known.fingerprint != submit.fingerprint((wish,)):
        raise KeyReused(press)
    return known is not None
