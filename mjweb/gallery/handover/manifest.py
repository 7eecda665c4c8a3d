"""What an archive says of its pictures, as JSON: all that is needed to import them again."""

from __future__ import annotations

import base64
import json
from typing import Any

from jobs.models import Picture
from mjweb.gallery.handover.facts import IMPORTED, Facts, without_addresses
from mjweb.gallery.handover.plain import plain
from mjweb.gallery.handover.splice import Range

NAME = "manifest.json"
FORMAT = "mjweb-pictures"
VERSION = 1
HEAD = json.dumps({"format": FORMAT, "version": VERSION})[:-1] + ', "pictures": [\n'
MOST_DAMAGED = 200
"""Files that are found damaged while the archive is written and are named at its end."""
_ROOM = 100  # characters of one name


def entry(picture: Picture, said: Facts, file: str, recipe: list[Range | bytes], more: dict[str, Any]) -> str:
    """One picture as a line of JSON. `recipe` makes the original of the file in the archive again, `more` is added.

    Of a picture that was imported it says what its first archive said.
    """
    job = picture.job
    origin: dict[str, Any] = job.facts.get(IMPORTED) or {}
    row = {
        "file": file,
        "sha256": picture.sha256,
        "size": picture.size,
        "original": [list(one) if isinstance(one, tuple) else base64.b64encode(one).decode() for one in recipe],
        "width": picture.width,
        "height": picture.height,
        "job": said.job,
        "index": picture.index,
        "action": str(origin.get("action") or "") if origin else job.action,
        "parent": _parent(picture, origin),
        "prompt": said.prompt,
        "text": plain(without_addresses(job.text)) if job.is_told else "",
        "parameters": said.parameters,
        "facts": _facts(picture),
        "seed": job.seed,
        "is_private": picture.private_at is not None,
        "author": said.author,
        "date": _moment(said),
        "source_type": said.source_type,
        "model": said.model,
        "version": said.version,
        "licence": said.licence,
        **more,
    }
    return json.dumps(row, ensure_ascii=False)


def foot(damaged: list[str]) -> str:
    """The end, always of the same length: names of files whose original was found to be another than it was."""
    named = json.dumps(damaged[:MOST_DAMAGED])
    return f'\n], "damaged": {named}}}'.ljust(_foot_length() - 1) + "\n"


def _foot_length() -> int:
    return MOST_DAMAGED * _ROOM + 40


def _parent(picture: Picture, origin: dict[str, Any]) -> dict[str, Any] | None:
    """The job that it was made from and which of its pictures; as it was written where that is not here."""
    job = picture.job
    if job.parent is not None:
        first: dict[str, Any] = job.parent.facts.get(IMPORTED) or {}
        return {"job": str(first.get("job") or job.parent.uid), "index": job.index}
    parent = origin.get("parent")
    return parent if isinstance(parent, dict) else None


def _facts(picture: Picture) -> dict[str, Any]:
    """What the prompt asked for, as the job keeps it."""
    kept = {name: value for name, value in picture.job.facts.items() if name != IMPORTED}
    if origin := picture.job.facts.get(IMPORTED):
        kept = origin.get("facts") or {}
    found: dict[str, Any] = json.loads(without_addresses(json.dumps(kept)))
    return found


def _moment(said: Facts) -> str:
    return said.moment.isoformat() if said.moment else ""
