"""One job as the wire speaks of it, in the house's words and without a database."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.actions import Step
from jobs.engines.base import Mode
from jobs.wire.names import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of a job, to our callers and by a service.

    `whole` are addresses of the grid or of the single picture, best first (none or one or two); `tiles` those of a
    grid's four tiles in order, "" where one is missing. Pictures, `offered`, `seed` and `text` count only once the
    state is success, `message` (why not) only when it is failed; `progress` is 0 to 99 before success, then 100, and
    0 for a failure. `step` is None where an action has a name that we do not know. `width` and `height` are pixels of
    the whole, 0 when not known. `cost` is in thousandths of a unit. `text` are the words that describe found. `waits`
    says why it does not run yet.
    """

    job_id: str
    step: Step | None
    state: State
    prompt: str = ""
    mode: Mode | None = None
    progress: int = 0
    message: str = ""
    whole: tuple[str, ...] = ()
    tiles: tuple[str, ...] = ()
    offered: tuple[Step, ...] = ()
    seed: int | None = None
    text: str = ""
    hook_url: str = ""
    width: int = 0
    height: int = 0
    cost: int | None = None
    notify_id: str = ""
    waits: str = ""
