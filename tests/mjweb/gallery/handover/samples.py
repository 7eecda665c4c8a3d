"""What tests of handing over share: a prompt that spares nobody, small pictures, and what exiftool says of a file."""

from __future__ import annotations

import io
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from mjweb.gallery.handover.facts import TRAINED, Facts
from mjweb.gallery.handover.splice import Splice

_WORDS = "富士山のふもと, тихое утро, ضوء الفجر, 🏔 & <b>\"quoted\"</b> ]]> 'so' \\ "
PROMPT = (_WORDS * 100)[:3990] + " --ar 3:2"
FACTS = Facts(
    prompt=PROMPT,
    parameters="--ar 3:2",
    job="0f0e0d0c-0000-4000-8000-000000000001",
    index=2,
    author="Zoë Ж 山田",
    date=datetime(2026, 11, 30, 12, 5, 6, tzinfo=UTC),
    licence="Für drinnen. Ask first.",
    source_type=TRAINED,
    model="Midjourney",
    version="7",
)
KINDS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}


def picture(extension: str = "png", **options: Any) -> io.BytesIO:
    """A picture of 24 x 16 with something to see in it."""
    image = Image.radial_gradient("L").resize((24, 16))
    out = io.BytesIO()
    Image.merge("RGB", (image, image.rotate(90), image.rotate(180))).save(out, KINDS[extension], **options)
    return out


def written(made: Splice, original: io.BytesIO) -> bytes:
    return b"".join(made.stream(original))


def told(exiftool: str, path: Path) -> dict[str, Any]:
    """What an independent reader finds, by group and name."""
    command = [exiftool, "-json", "-G1", "-struct", "-charset", "UTF8", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found[0]
