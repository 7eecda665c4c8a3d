"""Why an engine would not or could not draw: the few kinds that a person or an operator must be able to tell apart.

Whatever the kind, a job that ends with one returns its hold in full (jobs.models.job). The kind is what a failed job
keeps as its `reason`; jobs.endings says it to a person.
"""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    # Something about the job
    PARAMETER = "parameter"  # a setting or a field that the engine does not understand
    BANNED = "banned"  # words that it does not allow
    DENIED = "denied"  # a picture that it does not allow, brought or drawn
    LINK = "link"  # an address in the prompt that it could not open
    PARENT = "parent"  # the earlier job is unknown there, unfinished, or does not offer the action
    REFUSED = "refused"  # a no of a kind that we do not know
    # Something about the account there
    FULL = "full"  # no room now
    BALANCE = "balance"  # not enough credit
    KEY = "key"  # the key is not accepted
    BLOCKED = "blocked"  # the account may not be used
    # Something about the engine
    DOWN = "down"  # not there, or not at this address
    TIMEOUT = "timeout"  # its own timer ran out
    LOST = "deadline"  # it never said what became of the job
    INTERNAL = "internal"  # a fault of its own
    ENGINE = "engine"  # a failure of a kind that we do not know

    @property
    def permanent(self) -> bool:
        """Whether the same job, asked again, ends the same way: something about it has to change."""
        return self in _ABOUT_THE_JOB

    @property
    def of_the_account(self) -> bool:
        """Whether every job would meet it until an operator acts."""
        return self in _ABOUT_THE_ACCOUNT


_ABOUT_THE_JOB = frozenset(
    {Trouble.PARAMETER, Trouble.BANNED, Trouble.DENIED, Trouble.LINK, Trouble.PARENT, Trouble.REFUSED}
)
_ABOUT_THE_ACCOUNT = frozenset({Trouble.BALANCE, Trouble.KEY, Trouble.BLOCKED})
