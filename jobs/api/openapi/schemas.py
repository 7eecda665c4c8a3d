"""The shapes of all answers, as JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from jobs import wire
from jobs.actions import ASKED, Step
from jobs.engines import base

Schema = dict[str, Any]

STATES = ["PENDING_QUEUE", "ON_QUEUE", "SUCCESS", "FAILED"]
MODES = list(base.MODES)
ACTIONS = [
    wire.action_name(Step(action, index))
    for action, rule in ASKED.items()
    for index in ((1, 2, 3, 4) if rule.indexed else (0,))
]

UID: Schema = {"type": "string", "format": "uuid"}
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$", "description": "UTC"}
ADDRESS: Schema = {"type": ["string", "null"], "format": "uri"}
SEED: Schema = {"type": ["string", "null"], "pattern": r"^\d+$"}
PROGRESS: Schema = {"type": ["string", "null"], "pattern": r"^\d{1,3}$"}
STEPS: Schema = {"type": "array", "items": {"enum": ACTIONS}}


def named(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def shape(properties: Schema, *, optional: Iterable[str] = (), **more: Any) -> Schema:
    """An object whose keys are always there but for those named."""
    required = [name for name in properties if name not in set(optional)]
    return {"type": "object", "properties": properties, "required": required, **more}


def envelope(data: Schema, *, message: Schema | None = None) -> Schema:
    """An answer that went well."""
    return shape({"status": {"const": "SUCCESS"}, "message": message or {"const": "success"}, "data": data})


_IDS: Schema = {"jobId": UID, "job_id": UID}

SCHEMAS: Schema = {
    "Refusal": shape(
        {"status": {"const": "FAILED"}, "message": {"type": "string", "minLength": 1}, "data": {"type": "null"}}
    ),
    "Accepted": envelope(shape(_IDS)),
    "Priced": envelope(
        shape(
            {
                "dry_run": {"const": True},
                "action": {"enum": ACTIONS},
                "mode": {"enum": MODES},
                "prompt": TEXT,
                "quota": NUMBER,
                "balance": NUMBER,
                "left": NUMBER,
            }
        ),
        message=TEXT,
    ),
    "Job": shape(
        {
            "status": {"enum": STATES},
            "message": TEXT,
            "jobId": UID,
            "data": shape(
                {
                    "actions": {"enum": ACTIONS},
                    "action": {"enum": ACTIONS},
                    **_IDS,
                    "progress": PROGRESS,
                    "prompt": TEXT,
                    "prompts": {"type": "array", "items": TEXT, "description": "Of a description: each by itself."},
                    "discordImage": ADDRESS,
                    "cdnImage": ADDRESS,
                    "hookUrl": TEXT,
                    "components": STEPS,
                    "seed": SEED,
                    "images": {"type": ["array", "null"], "items": ADDRESS, "minItems": 4, "maxItems": 4},
                    "width": {"type": ["integer", "null"]},
                    "height": {"type": ["integer", "null"]},
                    "quota": {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
                    "mode": {"enum": MODES},
                    "waiting": {"type": "string", "description": "Of a job in line: why it waits."},
                    "notify_id": TEXT,
                    "notifyId": TEXT,
                },
                optional=("prompts", "waiting", "notify_id", "notifyId"),
            ),
        }
    ),
    "Row": shape(
        {
            "job_id": UID,
            "model": {"enum": MODES},
            "action": {"enum": ACTIONS},
            "quota": NUMBER,
            "status": {"enum": [0, 1, 2, 3]},
            "progress": PROGRESS,
            "prompt": TEXT,
            "discord_image": ADDRESS,
            "cdn_image": ADDRESS,
            "hook_url": TEXT,
            "components": STEPS,
            "message": TEXT,
            "seed": SEED,
            "created_at": MOMENT,
            "updated_at": MOMENT,
        }
    ),
    "List": envelope({"type": "array", "items": named("Row"), "maxItems": 100}),
    "Info": envelope(
        shape(
            {
                "email": TEXT,
                "email_verified_at": {"anyOf": [MOMENT, {"type": "null"}]},
                "balance": NUMBER,
                "freeze_balance": NUMBER,
                "max_queue": {"type": "integer"},
                "created_at": MOMENT,
            }
        )
    ),
    "Checked": {"anyOf": [envelope({"const": "Prompt verification successful."}), named("Refusal")]},
    "Served": shape(
        {
            "status": {"enum": [200, 503]},
            "runningMessage": TEXT,
            "averageExecute": {"type": ["number", "null"], "description": "seconds"},
        }
    ),
    "Status": envelope(shape(dict.fromkeys(MODES, named("Served")))),
    "Canceled": envelope(shape({**_IDS, "returned": NUMBER})),
}
