"""Looks at a picture's bytes: is it one, how large, what colour; and makes the small ones. Nothing here knows jobs."""

from __future__ import annotations

import hashlib
import io
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, Self

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from PIL import Image

from jobs.errors import BadPicture, Crowded
from jobs.models.picture import WIDTHS, original_name, thumbnail_name

FORMATS = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}
# A JPEG with further pictures behind it, as phones write it for a wide range of light, opens under a name of its own.
_EXTENSIONS = {**FORMATS, "MPO": "jpg"}
MOST_PIXELS = 64_000_000
"""Of a result."""
MOST_BROUGHT = 25_000_000
"""Pixels of what a person brings: a phone's 24 megapixels fit. A file of some hundred kB can claim more than memory."""
AT_ONCE = 2
"""So many pictures of people are decoded at once in a process, whoever else waits: each may take some 200 MB."""
MOST_BYTES = 256 * 1024 * 1024
_IN_MEMORY = 16 * 1024 * 1024
# A thumbnail of a very tall picture is bounded by its height instead.
_TALLEST = 4
_decoders = threading.BoundedSemaphore(AT_ONCE)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# Once for the process: the filters of warnings belong to all of its threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it came, open; nobody has looked at it yet."""

    file: IO[bytes]
    sha256: str
    size: int

    def store(self, extension: str) -> None:
        """Put the bytes into the vault as they are."""
        self.file.seek(0)
        default_storage.save(original_name(self.sha256, extension), File(self.file))


@dataclass(slots=True)
class Look:
    """A good picture: its bytes as they came until it is stored, and what was found out about it."""

    file: IO[bytes]
    sha256: str
    extension: str
    size: int
    width: int
    height: int
    colour: str
    thumbhash: str
    thumbnails: dict[int, bytes]

    def store(self) -> Self:
        """Put the original and the thumbnails into the vault, the original last, and let go of the bytes."""
        with self.file:
            for width, data in self.thumbnails.items():
                default_storage.save(thumbnail_name(self.sha256, width), ContentFile(data))
            self.file.seek(0)
            default_storage.save(original_name(self.sha256, self.extension), File(self.file))
        return self


def receive(chunks: Iterable[bytes]) -> Received:
    """Read a stream to its end; the file is the caller's to close. Raises BadPicture when it is too large."""
    with ExitStack() as stack:
        file: IO[bytes] = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise BadPicture(f"the file is larger than {MOST_BYTES // 1024 // 1024} MB")
            digest.update(chunk)
            file.write(chunk)
        stack.pop_all()  # it is the caller's from here on
    return Received(file, digest.hexdigest(), size)


def take(chunks: Iterable[bytes], most: int = MOST_BROUGHT) -> Look:
    """Read a stream to its end and look at it; its file is open until it is stored.

    `most` bounds its pixels. Raises BadPicture, and nothing else, for any bytes that are no good picture.
    """
    received = receive(chunks)
    with ExitStack() as stack:
        stack.enter_context(received.file)
        with decoded(received.file, most) as (extension, image):
            look = of(received, extension, image)
        stack.pop_all()  # it is the look's from here on
    return look


@contextmanager
def _turn(*, waits: bool) -> Iterator[None]:
    """One of the places of those that decode. Raises Crowded where none is free and `waits` is not set."""
    if not _decoders.acquire(blocking=waits):
        raise Crowded
    try:
        yield
    finally:
        _decoders.release()


@contextmanager
def decoded(file: IO[bytes], most: int = MOST_BROUGHT, *, waits: bool = True) -> Iterator[tuple[str, Image.Image]]:
    """The picture in a file with its extension; what goes wrong with it inside of the `with` is BadPicture as well.

    Decoded wholly: a header alone proves nothing, a cut file is only found by reading all of it. But whether it has
    more than `most` pixels is judged by the header. Raises Crowded where it would have to wait for others and may not.
    """
    too_many = f"it has more than the {most // 1_000_000} million pixels that a picture may have"
    with _turn(waits=waits):
        try:
            file.seek(0)
            image: Image.Image = Image.open(file, formats=list(FORMATS))
            extension = _EXTENSIONS[str(image.format)]
            if image.width * image.height > most:
                raise BadPicture(too_many)
            image.load()
            if extension == "webp":
                image = image.copy()  # the other one keeps three of its size for a next frame
            yield extension, image
        except BadPicture:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise BadPicture(too_many) from error
        except Exception as error:  # Pillow has no family of errors: damage may come out as any
            raise BadPicture(f"the file is not a whole PNG, JPEG or WebP picture ({error})") from error


def of(received: Received, extension: str, image: Image.Image) -> Look:
    """The look of a file whose picture is decoded already."""
    from jobs import placeholder  # noqa: PLC0415  # numpy is not loaded where it is not needed

    small = reduced(image)
    return Look(
        received.file,
        received.sha256,
        extension,
        received.size,
        image.width,
        image.height,
        placeholder.colour_of(small),
        placeholder.thumbhash(small),
        thumbnails(small, image.width, image.height),
    )


def reduced(image: Image.Image, width: int = WIDTHS[0]) -> Image.Image:
    """The picture brought near a width by whole-number steps, which cost almost nothing; on white."""
    factor = max(1, min(image.width // width, image.height))
    mode = "RGBA" if image.has_transparency_data else "RGB"
    picture = image.convert(mode) if image.mode != mode else image
    small = picture.reduce(factor) if factor > 1 else picture
    if mode == "RGB":
        return small.copy() if small is image else small
    ground = Image.new("RGB", small.size, "white")
    ground.paste(small, mask=small.getchannel("A"))
    return ground


def thumbnails(small: Image.Image, width: int, height: int) -> dict[int, bytes]:
    """Those of every picture: 640 and 320 px wide."""
    return {most: thumbnail(small, width, height, most) for most in WIDTHS}


def thumbnail(small: Image.Image, width: int, height: int, most: int) -> bytes:
    """A WebP file, so wide and in the picture's own ratio; never larger than the picture.

    Four times as tall as wide at most, if need be by leaving the ratio: a line of one pixel would have no end.
    """
    wide = max(1, min(most, width, round(most * _TALLEST * width / height)))
    tall = max(1, min(round(wide * height / width), most * _TALLEST))
    out = io.BytesIO()
    small.resize((wide, tall), Image.Resampling.LANCZOS).save(out, "WEBP", quality=82, method=2)
    return out.getvalue()
