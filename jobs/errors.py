"""Everything that can go wrong with a job, as one family: each error carries the decision its caller needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from jobs.troubles import Trouble

if TYPE_CHECKING:
    from jobs.actions import Step
    from jobs.prompts import Problem


class JobError(Exception):
    """The root of the family. `message` is a sentence for the person who asked."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


# What a person may be told before anything is held ---------------------------------------------------------------


class BadPrompt(JobError):
    """The prompt cannot be sent as it is; `problems` say why (jobs.prompts.Problem)."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(next((problem.message for problem in problems if problem.is_error), ""))
        self.problems = tuple(problems)


class ManyJobs(JobError):
    """The text makes several jobs (braces, --repeat) where there is room for one."""


class HookRefused(JobError):
    """The hookUrl is none that is ever called."""


class TurnedAway(JobError):
    """Nothing wrong with what was asked for, but with who asks, or with how much of theirs waits."""


class MayNotCreate(TurnedAway):
    """The person's part in this space, named by `team` and `role`, does not let them make pictures."""

    def __init__(self, team: str, role: str) -> None:
        super().__init__(f"In {team} your role is {role}, which does not make pictures.")
        self.team, self.role = team, role


class QueueFull(TurnedAway):
    """More jobs would be too many: `limit` of them may wait, or be asked for at one press."""

    def __init__(self, limit: int, *, press: bool = False) -> None:
        super().__init__()
        self.limit, self.press = limit, press


class Contended(TurnedAway):
    """So many ask at once of the same purse that the database did not let us at it in time."""

    retry_after = 1  # seconds

    def __init__(self) -> None:
        super().__init__("Many ask at once right now. Nothing was charged. Try again in a moment.")


class NoRoom(TurnedAway):
    """The disk of the database is full: nothing can be written down."""

    retry_after = 60  # seconds

    def __init__(self) -> None:
        super().__init__("This site’s disk is full. Nothing was charged. Try again later.")


class IntakeClosed(TurnedAway):
    """The site takes no new jobs, because an operator says so for a `reason`; until `until`, None for good."""

    longest = 600  # seconds after which a program may ask again at the latest

    def __init__(self, reason: str, until: datetime | None) -> None:
        when = f"until {until:%Y-%m-%d %H:%M} UTC" if until else "for now"
        super().__init__(
            f"This site takes no new jobs {when}: {reason.rstrip('.')}. Nothing was held; jobs that wait go on."
        )
        self.reason, self.until = reason, until

    @property
    def retry_after(self) -> int:
        """Seconds."""
        if self.until is None:
            return self.longest
        return max(1, min(self.longest, round((self.until - datetime.now(UTC)).total_seconds())))


class WordsRefused(TurnedAway):
    """The image service has refused the words of `count` of the person's prompts lately; `until` they are to wait."""

    def __init__(self, count: int, until: datetime) -> None:
        super().__init__(
            f"The image service refused the words of {count} of your prompts within a day, and may keep money for "
            f"that. Nothing was charged. New prompts are taken from {until:%Y-%m-%d %H:%M} UTC on."
        )
        self.count, self.until = count, until

    @property
    def retry_after(self) -> int:
        """Seconds."""
        return max(1, round((self.until - datetime.now(UTC)).total_seconds()))


class KeyReused(JobError):
    """The same idempotency key came with another request."""


class NotOffered(JobError):
    """The action does not apply to this job now."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step


# What an engine says, or fails to say ------------------------------------------------------------------------------


class EngineError(JobError):
    """`trouble` is the kind, which tells whether the same again would end the same way (`permanent`)."""

    def __init__(self, message: str = "", trouble: Trouble = Trouble.ENGINE) -> None:
        super().__init__(message)
        self.trouble = trouble

    @property
    def permanent(self) -> bool:
        return self.trouble.permanent


# To a submit ------------------------------------------------------------------------------------------------------


class NotSent(EngineError):
    """The request certainly never arrived (no connection): safe to send again later."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message, Trouble.DOWN)


class HeldUp(NotSent):
    """Not sent because of something here: the engine was not even called."""


class Refused(EngineError):
    """The engine looked and said no (bad prompt, banned word): final, the hold is returned."""

    def __init__(self, message: str = "", trouble: Trouble = Trouble.REFUSED) -> None:
        super().__init__(message, trouble)


class Busy(EngineError):
    """The engine does not take it now: the job goes back into line. `retry_after` in seconds, None when not said.

    `full`: because all our places there are in use, and not because we ask too often.
    """

    def __init__(self, message: str = "", retry_after: float | None = None, *, full: bool = True) -> None:
        super().__init__(message, Trouble.FULL)
        self.retry_after, self.full = retry_after, full


class AccountTrouble(EngineError):
    """The account is the problem (key, balance, block), not the job: jobs wait, the account pauses."""

    def __init__(self, message: str = "", trouble: Trouble = Trouble.BLOCKED) -> None:
        super().__init__(message, trouble)


class NoAnswer(EngineError):
    """Nobody can know whether the engine took the job: never send it again by ourselves."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message, Trouble.LOST)


# To a fetch -------------------------------------------------------------------------------------------------------


class NotReachable(EngineError):
    """A fetch or download failed for now; ask again later."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message, Trouble.DOWN)


class Gone(EngineError):
    """The engine does not know the job, or the link is dead for good."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message, Trouble.LOST)


# What may be wrong with a picture ---------------------------------------------------------------------------------


class BadPicture(JobError):
    """The bytes are not a picture we accept (type, size, damage)."""


class Crowded(Exception):
    """Enough pictures are being decoded at this moment."""
