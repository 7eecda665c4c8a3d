"""What an archive's manifest, or a file itself, says of a picture: read as something that anybody may have written."""

from __future__ import annotations

import base64
import binascii
import json
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from mjweb.gallery.handover import arrived, manifest
from mjweb.gallery.handover.arrived import Refused
from mjweb.gallery.handover.facts import IMPORTED
from mjweb.gallery.handover.plain import line, plain
from mjweb.gallery.handover.reading import MOST_WORDS, Found
from mjweb.gallery.handover.splice import stretch

MOST_MANIFEST = 128_000_000
_HASH = re.compile(r"[0-9a-f]{64}")
_UID = re.compile(r"[0-9a-f-]{1,40}")
_MOST_SEED = 2**63 - 1
_LINES = ("action", "author", "source_type", "model", "version", "date")
_MARKS = ("favourite", "grade", "verdict", "tags", "collections")
_MOST_PIECES = 1000


def by_manifest(archive: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """What ours says of each file; nothing where there is none, or one that is not ours."""
    try:
        entry = archive.getinfo(manifest.NAME)
        if entry.file_size > MOST_MANIFEST:
            return {}
        with arrived.unpacked(archive, entry) as chunks:
            said = json.loads(b"".join(chunks))
    except (KeyError, ValueError, RecursionError, Refused):
        return {}
    rows = said.get("pictures") if isinstance(said, dict) and said.get("format") == manifest.FORMAT else None
    found = {}
    for row in rows if isinstance(rows, list) else []:
        if isinstance(row, dict) and isinstance(row.get("file"), str) and row["file"]:
            found[row["file"]] = _row(row)
    return found


def by_file(found: Found) -> dict[str, Any]:
    """What the file itself says, in the same words."""
    said = found.facts
    return {
        "prompt": said.prompt,
        "text": _words(said.prompt, said.parameters),
        # In the words of other programs they are no part of the prompt.
        "parameters": "" if said.prompt.endswith(said.parameters) else said.parameters,
        "job": said.job,
        "index": said.index,
        "author": said.author,
        "date": said.moment.isoformat() if said.moment else "",
        "licence": said.licence,
        "source_type": said.source_type,
        "model": said.model,
        "version": said.version,
        "program": found.program,
    }


def facts(told: dict[str, Any]) -> dict[str, Any]:
    """What is kept of it with the job."""
    names = (*_LINES, "job", "parent", "facts", "parameters", "licence", "program")
    return {IMPORTED: {name: told[name] for name in names if told.get(name)}}


def original(told: dict[str, Any], file: IO[bytes]) -> Iterator[bytes]:
    """The original as the manifest says that the file was made of it; the end is nigh where it says too much."""
    left = told.get("size", 0)
    for piece in told.get("original", ()):
        if isinstance(piece, str):
            try:
                content = base64.b64decode(piece, validate=True)
            except (binascii.Error, ValueError):
                return
            chunks: Iterator[bytes] = iter((content,))
        else:
            chunks = stretch(file, *piece)
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                return
            yield chunk


def _words(prompt: str, parameters: str) -> str:
    return prompt.removesuffix(parameters).strip() if parameters else prompt


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """Only what we know, each of its kind."""
    kept: dict[str, Any] = {name: line(str(row.get(name) or "")) for name in _LINES}
    for name in ("prompt", "text", "parameters"):
        kept[name] = plain(str(row.get(name) or ""), 2 * MOST_WORDS)
    kept["licence"] = plain(str(row.get("licence") or ""), 2000)
    kept["job"] = _uid(row.get("job"))
    kept["index"] = _index(row.get("index"))
    kept["parent"] = _parent(row.get("parent"))
    kept["facts"] = _small(row.get("facts"))
    kept["is_private"] = row.get("is_private") is True
    seed = row.get("seed")
    kept["seed"] = seed if isinstance(seed, int) and 0 <= seed <= _MOST_SEED else None
    sha256 = row.get("sha256")
    kept["sha256"] = sha256 if isinstance(sha256, str) and _HASH.fullmatch(sha256) else ""
    size = row.get("size")
    kept["size"] = size if isinstance(size, int) and size >= 0 else 0
    kept["original"] = _pieces(row.get("original"))
    kept["marks"] = _small(
        {name: row[name] for name in ("favourite", "grade", "verdict", "tags", "collections") if name in row}
    )
    return kept


def _pieces(said: object) -> list[Any]:
    if not isinstance(said, list) or len(said) > _MOST_PIECES:
        return []
    good = [
        isinstance(one, str)
        or (isinstance(one, list) and len(one) == 2 and all(isinstance(part, int) and part >= 0 for part in one))
        for one in said
    ]
    return said if all(good) else []


def _uid(said: object) -> str:
    return said if isinstance(said, str) and _UID.fullmatch(said) else ""


def _index(said: object) -> int:
    return said if isinstance(said, int) and said in (0, 1, 2, 3, 4) else 0


def _parent(said: object) -> dict[str, Any] | None:
    if not isinstance(said, dict) or not _uid(said.get("job")):
        return None
    return {"job": said["job"], "index": _index(said.get("index"))}


def _small(said: object) -> dict[str, Any]:
    """Something that is not looked into, of no great length."""
    if not isinstance(said, dict):
        return {}
    # PostgreSQL keeps neither a zero nor half of a character in JSON.
    text = json.dumps(said, ensure_ascii=False)
    return said if len(text) <= 50_000 and text == plain(text, len(text)) and "\\u0000" not in text else {}
