"""Reads requests that bring pictures: blend, describe and inpaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jobs.actions import DIMENSIONS, can_be_blended
from jobs.engines.base import Mode
from jobs.wire.asking import MalformedError, is_address, read_job_id, read_mode, read_text
from jobs.wire.streaming import LongText

# A picture in base64, with or without the prefix of a data URI.
Encoded = str | LongText


@dataclass(frozen=True, slots=True)
class BlendRequest:
    """Two to five pictures to mix; `dimensions` is square, portrait or landscape."""

    pictures: tuple[Encoded, ...]
    dimensions: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """A picture to describe: itself, or (where `picture` is empty) the address it stands at."""

    picture: Encoded = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class InpaintRequest:
    """The white part of `mask` is to be drawn anew, by `prompt` or, where it is empty, by the old words."""

    job_id: str
    mask: Encoded
    prompt: str = ""


def read_blend(body: Mapping[str, object]) -> BlendRequest:
    """The fields of blend. Raises MalformedError."""
    given = body.get("imgBase64Array")
    if not isinstance(given, list) or not can_be_blended(len(given)):
        raise MalformedError("The 'imgBase64Array' array has a length of 2 to 5")
    pictures = []
    for place, value in enumerate(given):
        picture = _encoded(value)
        if not picture:
            raise MalformedError(f"base64 format error: imgBase64Array[{place}] is no text in base64.")
        pictures.append(picture)
    word = str(body.get("dimensions") or "square").strip().lower()
    if word not in DIMENSIONS:
        raise MalformedError('"dimensions" parameter error! Use PORTRAIT, SQUARE or LANDSCAPE.')
    return BlendRequest(tuple(pictures), word, read_mode(body))


def read_describe(body: Mapping[str, object]) -> DescribeRequest:
    """The fields of describe; `base64` wins over `url`. Raises MalformedError."""
    if picture := _encoded(body.get("base64")):
        return DescribeRequest(picture=picture)
    url = body.get("url")
    if url is None or (isinstance(url, str) and not url.strip()):
        raise MalformedError("base64 cannot be empty: send a picture in base64, or the url of one.")
    if not isinstance(url, str) or not is_address(url):
        raise MalformedError("Invalid parameter: url must be an http or https address.")
    return DescribeRequest(url=url.strip())


def read_inpaint(body: Mapping[str, object]) -> InpaintRequest:
    """The fields of inpaint. Raises MalformedError."""
    job_id = read_job_id(body)
    mask = _encoded(body.get("mask"))
    if not mask:
        raise MalformedError("Invalid parameter: mask cannot be empty. It is a black and white picture in base64.")
    return InpaintRequest(job_id, mask, read_text(body, "prompt"))


def _encoded(value: object) -> Encoded:
    """The text as it came, "" for anything that is none."""
    if isinstance(value, LongText):
        return value
    return value if isinstance(value, str) and value.strip() else ""
