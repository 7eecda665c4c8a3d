"""TT API's words, in both directions: theirs are read tolerantly, ours are written exactly. Pure Python.

`names` has the words for actions, states and speeds; `facts` is one job in the house's words; `reading` understands
what a service says of a job, `troubles` the reasons that it gives; `writing` says it to our own callers; `asking`
reads what they ask of us, `bringing` what they ask with pictures, `streaming` bodies too large for memory.
"""

from jobs.wire.asking import (
    ActionRequest,
    ImagineRequest,
    ListRequest,
    MalformedError,
    clamp_timeout,
    read_action_request,
    read_body,
    read_dry_run,
    read_hook,
    read_imagine,
    read_job_id,
    read_list,
    read_mode,
    read_notify,
    read_project,
    read_prompt,
    read_timeout,
)
from jobs.wire.bringing import (
    BlendRequest,
    DescribeRequest,
    Encoded,
    InpaintRequest,
    read_blend,
    read_describe,
    read_inpaint,
)
from jobs.wire.facts import Facts
from jobs.wire.names import action_name, read_action, read_state, seen_state, state_code, state_name
from jobs.wire.reading import NotUnderstoodError, accepted_id, clean, parse_account, parse_facts, parse_report
from jobs.wire.streaming import LongText, TooLargeError, streamed
from jobs.wire.troubles import is_not_now, read_trouble
from jobs.wire.writing import (
    accepted,
    amount,
    canceled,
    checked,
    listed,
    priced,
    rejected,
    render_fetch,
    render_info,
    render_row,
    render_status,
)

__all__ = [
    "ActionRequest",
    "BlendRequest",
    "DescribeRequest",
    "Encoded",
    "Facts",
    "ImagineRequest",
    "InpaintRequest",
    "ListRequest",
    "LongText",
    "MalformedError",
    "NotUnderstoodError",
    "TooLargeError",
    "accepted",
    "accepted_id",
    "action_name",
    "amount",
    "canceled",
    "checked",
    "clamp_timeout",
    "clean",
    "is_not_now",
    "listed",
    "parse_account",
    "parse_facts",
    "parse_report",
    "priced",
    "read_action",
    "read_action_request",
    "read_blend",
    "read_body",
    "read_describe",
    "read_dry_run",
    "read_hook",
    "read_imagine",
    "read_inpaint",
    "read_job_id",
    "read_list",
    "read_mode",
    "read_notify",
    "read_project",
    "read_prompt",
    "read_state",
    "read_timeout",
    "read_trouble",
    "rejected",
    "render_fetch",
    "render_info",
    "render_row",
    "render_status",
    "seen_state",
    "state_code",
    "state_name",
    "streamed",
]
