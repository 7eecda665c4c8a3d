"""TT API's words, in both directions: theirs are read tolerantly, ours are written exactly. Pure Python.

`names` has the words for actions, states and speeds; `facts` is one job in the house's words; `reading` understands
what a service says of a job, `troubles` the reasons that it gives; `writing` says it to our own callers; `asking`
reads what they ask of us.
"""

from jobs.wire.asking import (
    ActionRequest,
    ImagineRequest,
    MalformedError,
    clamp_timeout,
    read_action_request,
    read_body,
    read_hook,
    read_imagine,
    read_job_id,
    read_mode,
    read_notify,
)
from jobs.wire.facts import Facts
from jobs.wire.names import action_name, read_action, read_state, seen_state, state_code, state_name
from jobs.wire.reading import NotUnderstoodError, accepted_id, clean, parse_account, parse_facts, parse_report
from jobs.wire.troubles import is_not_now, read_trouble
from jobs.wire.writing import accepted, amount, rejected, render_fetch, render_row

__all__ = [
    "ActionRequest",
    "Facts",
    "ImagineRequest",
    "MalformedError",
    "NotUnderstoodError",
    "accepted",
    "accepted_id",
    "action_name",
    "amount",
    "clamp_timeout",
    "clean",
    "is_not_now",
    "parse_account",
    "parse_facts",
    "parse_report",
    "read_action",
    "read_action_request",
    "read_body",
    "read_hook",
    "read_imagine",
    "read_job_id",
    "read_mode",
    "read_notify",
    "read_state",
    "read_trouble",
    "rejected",
    "render_fetch",
    "render_row",
    "seen_state",
    "state_code",
    "state_name",
]
