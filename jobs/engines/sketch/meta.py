"""What a picture says of itself: text chunks of the PNG, among them that rules drew it and no model."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from PIL import Image, PngImagePlugin

SOFTWARE = "mjweb sketch"
COMMENT = "Drawn by rules by mjweb's embedded sketch engine; no model was used."
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"
"""IPTC's word for media made by an algorithm alone, without training data."""
_XMP = "XML:com.adobe.xmp"
_LONGEST_SEED = 20  # digits


def facts_of(*, prompt: str, seed: int, plate: str) -> dict[str, str]:
    """The facts that go into a picture; `plate` is its drawing as JSON."""
    return {
        "Software": SOFTWARE,
        "Description": prompt,
        "Comment": COMMENT,
        "Seed": str(seed),
        "Recipe": plate,
        _XMP: _packet(prompt),
    }


def text_chunks(facts: Mapping[str, str]) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the chunks: tEXt where Latin-1 without line breaks says it, else UTF-8 in an iTXt.

    Source: PNG specification (third edition), 11.3.3.
    """
    for keyword, text in facts.items():
        key = keyword.encode("latin-1")
        if keyword != _XMP and text.isascii() and text.isprintable() and len(text) < 1024:
            yield b"tEXt", key + b"\0" + text.encode("ascii")
        elif keyword == _XMP or len(text) < 1024:
            yield b"iTXt", key + b"\0\0\0\0\0" + _utf8(text)
        else:
            yield b"iTXt", key + b"\0\x01\0\0\0" + zlib.compress(_utf8(text), 1)


def _utf8(text: str) -> bytes:
    # A lone surrogate cannot be said in UTF-8, and a zero byte may not stand in a text chunk.
    return text.encode("utf-8", "replace").replace(b"\0", b"")


def read(content: bytes) -> dict[str, str]:
    """The text chunks of a PNG of ours; empty for any other picture. Raises nothing."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as image:
            return told(image)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return {}


def told(image: Image.Image) -> dict[str, str]:
    """The same of a picture that is open. Raises what Pillow does for damage after its pixels."""
    if not isinstance(image, PngImagePlugin.PngImageFile):
        return {}
    facts = {str(key): str(value) for key, value in image.text.items()}
    return facts if facts.get("Software") == SOFTWARE else {}


def ours(facts: Mapping[str, str]) -> dict[str, str]:
    """What `facts_of` writes of these facts, and as it writes it: whatever else stands there is somebody else's."""
    if not facts:
        return {}
    said = facts_of(prompt=facts.get("Description", ""), seed=0, plate=facts.get("Recipe", ""))
    seed = facts.get("Seed", "")
    said["Seed"] = seed if seed.isascii() and seed.isdigit() and len(seed) <= _LONGEST_SEED else ""
    return {key: text for key, text in said.items() if text and key in facts}


def written(facts: Mapping[str, str]) -> PngImagePlugin.PngInfo:
    """The facts for a picture that Pillow writes."""
    info = PngImagePlugin.PngInfo()
    for kind, content in text_chunks(facts):
        info.add(kind, content)
    return info


def _packet(prompt: str) -> str:
    # XML 1.0 has no way to say the others.
    legal = "".join(c for c in prompt if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<xmp:CreatorTool>{SOFTWARE}</xmp:CreatorTool>"
        f"<Iptc4xmpExt:DigitalSourceType>{SOURCE_TYPE}</Iptc4xmpExt:DigitalSourceType>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{escape(legal)}</rdf:li></rdf:Alt></dc:description>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    )
