"""What can be asked of the API: each operation with its fields, its answer and its refusals."""

from __future__ import annotations

from dataclasses import dataclass, field

from jobs.actions import DIMENSIONS, FEWEST_BLENDED, MOST_BLENDED
from jobs.api.openapi.schemas import MODES, STATES, TEXT, Schema, named

_ANY = frozenset({400, 401, 413, 429, 500})
_SUBMIT = _ANY | {402, 403, 409, 499}
_BASE64 = "base64, with or without a data URI's prefix"

_JOB: Schema = {"type": "string", "format": "uuid", "description": "A job of the key's person."}
_MODE: Schema = {"enum": MODES, "default": "fast", "description": "The speed."}
_PROMPT: Schema = {"type": "string", "minLength": 1, "maxLength": 6000, "description": "The whole prompt."}
_TERMS: Schema = {
    "timeout": {"type": "integer", "description": "Seconds, drawn into 300 to 1200, in Relax into 600 to 1200."},
    "hookUrl": {"type": "string", "maxLength": 2000, "description": "Called when the job ends; empty: nobody is."},
    "notify_id": {"type": "string", "maxLength": 200, "description": "Your own reference; comes back in fetch."},
    "project": {"type": "string", "maxLength": 80, "description": "An open project of the key's team, by its name."},
    "dry_run": {"type": "boolean", "default": False, "description": "Only tell the price: nothing is made or held."},
}
_ACCEPTED: Schema = {"anyOf": [named("Accepted"), named("Priced")]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address. Of several `methods` the first is the usual one; `fields` are JSON Schemas by their names."""

    name: str
    path: str
    methods: tuple[str, ...]
    tag: str
    summary: str
    description: str
    answers: str
    answer: Schema
    fields: Schema = field(default_factory=dict)
    required: tuple[str, ...] = ()
    refusals: frozenset[int] = _ANY

    @property
    def submits(self) -> bool:
        return self.tag == "Make"


def _submit(name: str, summary: str, description: str, fields: Schema, *required: str) -> Operation:
    return Operation(
        name=name,
        path=f"/midjourney/v1/{name}",
        methods=("post",),
        tag="Make",
        summary=summary,
        description=description,
        answers="Accepted, not done; or, for a dry run, the price.",
        answer=_ACCEPTED,
        fields=fields | _TERMS,
        required=required,
        refusals=_SUBMIT,
    )


OPERATIONS: tuple[Operation, ...] = (
    _submit(
        "imagine",
        "A prompt becomes a grid of four pictures.",
        "Braces and --repeat are refused, since one jobId cannot name several jobs.",
        {
            "prompt": _PROMPT,
            "mode": _MODE,
            "getUImages": {"type": "boolean", "description": "Accepted; every grid has four anyway."},
        },
        "prompt",
    ),
    _submit(
        "action",
        "One of the actions that a finished job offers becomes a new job.",
        "It runs at the speed of its parent.",
        {"jobId": _JOB, "action": {"type": "string", "description": "One of the job's components, such as upsample1."}},
        "jobId",
        "action",
    ),
    _submit(
        "blend",
        "Two to five pictures become one grid.",
        "PNG, JPEG or WebP. The body may have 70 MB.",
        {
            "imgBase64Array": {
                "type": "array",
                "items": TEXT,
                "minItems": FEWEST_BLENDED,
                "maxItems": MOST_BLENDED,
                "description": f"Pictures in {_BASE64}.",
            },
            "dimensions": {"enum": [word.upper() for word in DIMENSIONS], "default": "SQUARE", "description": "Shape."},
            "mode": _MODE,
        },
        "imgBase64Array",
    ),
    _submit(
        "describe",
        "Four prompts that fit a picture.",
        "One of base64 and url is needed; base64 wins. The body may have 70 MB.",
        {
            "base64": {"type": "string", "description": f"The picture in {_BASE64}."},
            "url": {"type": "string", "maxLength": 2048, "description": "Its address, fetched at once."},
        },
    ),
    _submit(
        "inpaint",
        "A part of a single picture is drawn anew.",
        "Offered by jobs whose components list inpaint. The body may have 70 MB.",
        {
            "jobId": _JOB,
            "mask": {"type": "string", "minLength": 1, "description": f"White is drawn anew; {_BASE64}."},
            "prompt": {"type": "string", "maxLength": 6000, "description": "Empty: that of the parent."},
        },
        "jobId",
        "mask",
    ),
    _submit("seed", "A job that finds the seed of a finished one.", "Both jobs tell it.", {"jobId": _JOB}, "jobId"),
    Operation(
        name="fetch",
        path="/midjourney/v1/fetch",
        methods=("get", "post"),
        tag="Ask",
        summary="How a job is doing, and its pictures once it is done.",
        description="Free. A job that ended badly is a 200, too.",
        answers="The job.",
        answer=named("Job"),
        fields={"jobId": _JOB},
        required=("jobId",),
    ),
    Operation(
        name="fetch_list",
        path="/midjourney/v1/fetch-list",
        methods=("get", "post"),
        tag="Ask",
        summary="One's own jobs in one state, page by page.",
        description="Free.",
        answers="Rows.",
        answer=named("List"),
        fields={
            "page": {"type": "integer", "default": 1, "minimum": 1, "maximum": 1_000_000, "description": "From 1."},
            "limit": {"type": "integer", "default": 10, "minimum": 1, "maximum": 100, "description": "Rows a page."},
            "status": {"enum": STATES, "default": "SUCCESS", "description": "Also 0 to 3, in this order."},
            "order": {"enum": ["asc", "desc"], "default": "desc", "description": "desc is the newest first."},
        },
    ),
    Operation(
        name="info",
        path="/midjourney/v1/info",
        methods=("get", "post"),
        tag="Ask",
        summary="What is left, what is held, and how many jobs may be unfinished.",
        description="Free.",
        answers="The account.",
        answer=named("Info"),
    ),
    Operation(
        name="prompt_check",
        path="/midjourney/v1/promptCheck",
        methods=("post",),
        tag="Ask",
        summary="Whether imagine would take a prompt.",
        description="Free. Always 200; status tells.",
        answers="The finding.",
        answer=named("Checked"),
        fields={"prompt": _PROMPT},
        required=("prompt",),
    ),
    Operation(
        name="status",
        path="/midjourney/status",
        methods=("get",),
        tag="Ask",
        summary="For each speed whether jobs are taken, and how long they took lately.",
        description="Free.",
        answers="The speeds.",
        answer=named("Status"),
    ),
    Operation(
        name="cancel",
        path="/midjourney/v1/job",
        methods=("delete",),
        tag="Cancel",
        summary="Takes a job out of the line, or stops it where its engine can.",
        description="What was held is returned. A second time tells the same.",
        answers="What was returned.",
        answer=named("Canceled"),
        fields={"jobId": _JOB},
        required=("jobId",),
        refusals=_ANY | {403, 409},
    ),
)
