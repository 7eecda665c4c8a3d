"""The protocol that every engine keeps: submit, fetch, cancel, pictures; in the house's own words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, get_args, runtime_checkable

from jobs.actions import Action, Step
from jobs.troubles import Trouble

Mode = Literal["relax", "fast", "turbo"]
MODES: tuple[Mode, ...] = get_args(Mode)


@dataclass(frozen=True, slots=True)
class Order:
    """One job as asked of an engine.

    `prompt` is the text as the person wrote it, but for a seed of ours at its end; `tag` is random and new for each
    attempt, so that an engine can be asked later whether it took it; `parent` is the engine's own id of the job that
    the action applies to (empty when it stands alone) and `index` the tile of it (1 to 4, 0 for the whole);
    `pictures` are the inputs of blend, describe and region (there: the mask); those of an imagine are reference images
    whose links stand in the prompt, and `roles` say what each is for ("image", "style", "character", "omni").
    `timeout` is in seconds. From the moment `before` of the monotonic clock on no engine begins to hand the order over:
    it raises NotSent.
    """

    action: Action
    prompt: str
    mode: Mode
    tag: str
    index: int = 0
    parent: str = ""
    timeout: int = 300
    hook_url: str = ""
    pictures: tuple[bytes, ...] = ()
    roles: tuple[str, ...] = ()
    dimensions: str = ""
    before: float = math.inf


@dataclass(frozen=True, slots=True)
class Link:
    """Where one finished picture can be had: `index` 1 to 4 is a tile, 0 the grid or a single picture.

    `urls` are the sources to try, best first; their form is the engine's own affair.
    """

    index: int
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """By what an engine knows a job, so that we can tell ours: what it repeats of the order; "" or None: it does not.

    Only the embedded engine keeps the order's `tag` itself.
    """

    tag: str = ""
    hook_url: str = ""
    prompt: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What an engine says of a job.

    `canceled` is a job that `cancel` stopped, where the engine tells it from a failed one. `progress` is 0 to 100 and
    never 100 before `success`; `preview` grows with each new look that is ready (0: none yet). `links` is empty until
    `success`; a grid gives its tiles (1 to 4) and, where it has one, the grid itself (0). `offered` are the steps that
    the engine will accept next, None when it does not say. `cost` is what the engine says it took, in its own units,
    and is only kept. `trouble` is the kind of a failure, None for one of a kind that we do not know.
    """

    state: Literal["waiting", "running", "success", "failed", "canceled"]
    progress: int = 0
    preview: int = 0
    message: str = ""
    links: tuple[Link, ...] = ()
    seed: int | None = None
    text: str = ""
    offered: tuple[Step, ...] | None = None
    cost: str = ""
    trouble: Trouble | None = None
    mark: Mark = Mark()


@dataclass(frozen=True, slots=True)
class Listed:
    """A job as it stands in an engine's list, with its progress of 0 to 100; `begun_at` is None where not said."""

    engine_id: str
    mark: Mark
    begun_at: datetime | None = None
    is_in_progress: bool = False
    progress: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """What an engine says of our account there; None is what it does not say.

    `balance` can still be spent and `frozen` is held for jobs in progress, both in thousandths of the engine's own
    unit; `most` is the number of jobs that it lets us have unfinished at once.
    """

    balance: int | None
    frozen: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do, and how it likes to be asked.

    `first_poll` and `poll` are seconds after acceptance and between questions; gaps grow up to `poll_max`.
    `links_live` is how long links are good, in seconds, from the moment a job is done.
    """

    actions: frozenset[Action]
    cancel: bool
    previews: bool
    first_poll: float
    poll: float
    poll_max: float
    links_live: float


class Engine(Protocol):
    """Who draws. Every call is short, blocks, and is safe in any process; none touches mjweb's database."""

    name: str

    def capabilities(self) -> Capabilities: ...

    def submit(self, order: Order) -> str:
        """Hand the order over and return the engine's id for it.

        Raises NotSent, Refused, Busy, AccountTrouble, NoAnswer (jobs.errors).
        """

    def fetch(self, engine_id: str) -> Report:
        """Ask how a job is doing. Raises NotReachable, Gone, AccountTrouble."""

    def cancel(self, engine_id: str) -> bool:
        """Try to stop a job; True only when the engine confirms that it will not be drawn or charged."""

    def preview(self, engine_id: str, index: int) -> bytes | None:
        """The present look of a tile as a small WebP, None when there is none yet."""

    def open(self, url: str) -> AbstractContextManager[Iterator[bytes]]:
        """The bytes of a finished picture, as a stream. Raises NotReachable, Gone."""


@runtime_checkable
class Metered(Protocol):
    """An engine at which we have an account. The embedded one has none."""

    def account(self) -> Account:
        """Ask what the account holds; it costs nothing. Raises NotReachable, AccountTrouble."""


@runtime_checkable
class Listing(Protocol):
    """An engine that can say which jobs it has taken lately."""

    def listed(self, since: datetime, known: Mapping[str, datetime]) -> tuple[Listed, ...]:
        """All jobs that it took since then, whatever became of them; older ones may be among them.

        `known` are jobs of ours and when they were sent, by which the engine's side can tell how far back it has come.
        Raises NotReachable or AccountTrouble rather than leave one out.
        """


@runtime_checkable
class Rolled(Protocol):
    """An engine that can say at once how far all its jobs are that it has not ended."""

    def roll(self) -> tuple[Listed, ...]:
        """These jobs, in no order; one that begins or ends meanwhile may be missing.

        Raises NotReachable, AccountTrouble.
        """
