"""What a picture's file says of itself when it leaves the house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from jobs import references
from jobs.models import Job, Picture
from jobs.views import parameters
from mjweb.gallery.handover.plain import line, plain

_IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
TRAINED = f"{_IPTC}trainedAlgorithmicMedia"
ALGORITHMIC = f"{_IPTC}algorithmicMedia"
"""Made by rules, by no model that was trained."""
_ADDRESS = re.compile(r"(/[pu]/)[A-Za-z0-9_-]{43}\b")
MODELS = {"ttapi": "Midjourney"}
IMPORTED = "imported"
"""The key in a job's facts under which stands what was known of a picture that was imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it is text that XML, EXIF and PNG can carry; what is not known is empty.

    `index` is the place among the pictures of its job, 0 for one alone. `source_type` is IPTC's word for how it was
    made, `model` who made it where that was a model, `date` when.
    """

    prompt: str = ""
    parameters: str = ""
    job: str = ""
    index: int = 0
    author: str = ""
    date: datetime | None = None
    licence: str = ""
    source_type: str = ""
    model: str = ""
    version: str = ""

    @property
    def moment(self) -> datetime | None:
        """The date in UTC, without the part of a second."""
        return self.date.astimezone(UTC).replace(microsecond=0) if self.date else None


def of(picture: Picture) -> Facts:
    """Reads the picture's job, its person and its image service."""
    job = picture.job
    known: dict[str, Any] = job.facts.get(IMPORTED) or {}
    engine = job.upstream.engine if job.upstream else ""
    made_by_model = engine in MODELS
    return Facts(
        prompt=plain(without_addresses(references.found(job.prompt)[1])),
        parameters=_parameters(job, known),
        job=line(str(known.get("job") or "") if known else str(job.uid)),
        index=picture.index,
        author=line(str(known.get("author") or "") if known else picture.user.name),
        date=_date(known.get("date")) if known else picture.created_at,
        licence=plain(str(known.get("licence") or settings.LICENCE_NOTE), 2000),
        source_type=line(str(known.get("source_type") or "") if known else source_type(engine)),
        model=line(str(known.get("model") or "") if known else MODELS.get(engine, "")),
        version=_version(job) if made_by_model else line(str(known.get("version") or "")),
    )


def _parameters(job: Job, known: dict[str, Any]) -> str:
    """Of what other programs made they are no part of the prompt."""
    said = str(known.get("parameters") or "")
    return plain(said or without_addresses(parameters.written(job)))


def holds_addresses(text: str) -> bool:
    """Whether text has addresses of our pictures in it."""
    return _ADDRESS.search(text) is not None


def without_addresses(text: str) -> str:
    """The text without the addresses of our pictures: they are rights to see these, which no file takes along."""
    return _ADDRESS.sub(r"\1…", text)


def source_type(engine: str) -> str:
    """How the pictures of an engine are made, in IPTC's word; of one that nobody knows as a model would."""
    if not engine:
        return ""
    return ALGORITHMIC if engine == "sketch" else TRAINED


def _version(job: Job) -> str:
    version = str(job.facts.get("version", settings.DEFAULT_VERSION))
    return line(f"niji {version}" if job.facts.get("niji") else version)


def _date(written: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(written)) if written else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)
