"""What an order brings along (pictures, masks), checked and made small enough to keep for good."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps

from jobs.engines.sketch import meta
from jobs.engines.sketch.files import Folder
from jobs.engines.sketch.lending import Lender
from jobs.engines.sketch.plates import LARGEST
from jobs.engines.sketch.png import Png
from jobs.engines.sketch.view import View
from jobs.errors import Refused

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
EDGE = 1024
"""Longer side at which inputs of a blend are kept."""
DESCRIBED_EDGE = 256
"""Longer side at which a picture to be described is kept."""
MASK_EDGE = 2048


def keep_picture(folder: Folder, content: bytes) -> str:
    """Keep a picture that is to be mixed; returns its name. Raises Refused."""
    small = io.BytesIO()
    _opened(content, EDGE).save(small, "WEBP", quality=92, method=2)
    return folder.keep_input(small.getvalue(), "webp")


def keep_reference(folder: Folder, content: bytes, role: str) -> Lender:
    """Keep a reference image: an image prompt to lay into the art, others for their colours. Raises Refused."""
    kept = keep_picture(folder, content) if role == "image" else keep_described(folder, content)
    return Lender(role, kept)


def keep_described(folder: Folder, content: bytes) -> str:
    """Keep a small copy of a picture with what it says of itself, if it is one of ours. Raises Refused."""
    pixels = np.asarray(_opened(content, DESCRIBED_EDGE))
    small = io.BytesIO()
    with Png(small, pixels.shape[1], pixels.shape[0], meta.read(content)) as png:
        png.add(pixels)
    return folder.keep_input(small.getvalue(), "png")


def keep_mask(folder: Folder, content: bytes) -> str:
    """Keep a mask in pure black and white. Raises Refused, also where nothing is white."""
    mask = _opened(content, MASK_EDGE, Image.Resampling.NEAREST).convert("L").point(lambda value: 255 * (value >= 128))
    if mask.getbbox() is None:
        raise Refused("The mask has no white part, so there is nothing to redraw. Paint the part to redraw white.")
    small = io.BytesIO()
    mask.convert("1").save(small, "PNG")
    return folder.keep_input(small.getvalue(), "png")


def bounds(folder: Folder, mask: str) -> View:
    """The rectangle of a kept mask's white part, in shares of its width and height."""
    with Image.open(folder.input(mask)) as image:
        left, top, right, bottom = image.getbbox() or (0, 0, *image.size)
        width, height = image.size
    return View(left / width, top / height, (right - left) / width, (bottom - top) / height)


def _opened(content: bytes, edge: int, resampling: Image.Resampling = Image.Resampling.LANCZOS) -> Image.Image:
    """The picture in RGB on white, upright, no larger than `edge`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > LARGEST:
                    raise Refused(f"A picture has more than {LARGEST // 1_000_000} million pixels. Send a smaller one.")
                image.draft("RGB", (edge, edge))
                upright = ImageOps.exif_transpose(image)
                if upright.mode != "RGB":
                    clear = upright.convert("RGBA")
                    upright = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear).convert("RGB")
                upright.thumbnail((edge, edge), resampling)
                return upright
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise Refused("One of the pictures cannot be read. Send PNG, JPEG, WebP or GIF.") from error
