"""What is known of a picture as an XMP packet, and back: Dublin Core, IPTC, and a few words of our own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mjweb.gallery.handover.facts import Facts

MOST = 1_000_000
"""Bytes of a packet that is read."""
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "mjweb": "urn:mjweb:picture:1",
}
_HEAD = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_TAIL = '<?xpacket end="r"?>'


def packet(facts: Facts, most: int = MOST) -> bytes:
    """UTF-8, no longer than `most` bytes: of a prompt that does not fit its beginning is kept."""
    content = _packet(facts)
    while len(content) > most and (facts.prompt or facts.parameters):
        kept = len(facts.prompt) * 9 // 10
        facts = replace(facts, prompt=facts.prompt[:kept], parameters=facts.parameters[: max(0, kept // 2)])
        content = _packet(facts)
    return content


def _packet(facts: Facts) -> bytes:
    named = " ".join(f'xmlns:{name}="{space}"' for name, space in _NAMES.items())
    inside = "".join(_properties(facts))
    return (
        f'{_HEAD}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" {named}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>{_TAIL}'
    ).encode()


def _properties(facts: Facts) -> Iterator[str]:
    moment = facts.moment.isoformat() if facts.moment else ""
    yield _alternative("dc:description", facts.prompt)
    if facts.author:
        yield f"<dc:creator><rdf:Seq><rdf:li>{escape(facts.author)}</rdf:li></rdf:Seq></dc:creator>"
    yield _alternative("dc:rights", facts.licence)
    yield _alternative("xmpRights:UsageTerms", facts.licence)
    yield _simple("xmp:CreateDate", moment)
    yield _simple("photoshop:DateCreated", moment)
    yield _simple("Iptc4xmpExt:DigitalSourceType", facts.source_type)
    if facts.model:
        yield _simple("Iptc4xmpExt:AIPromptInformation", facts.prompt)
        yield _simple("Iptc4xmpExt:AIPromptWriterName", facts.author)
        yield _simple("Iptc4xmpExt:AISystemUsed", facts.model)
        yield _simple("Iptc4xmpExt:AISystemVersionUsed", facts.version)
    yield _simple("mjweb:Parameters", facts.parameters)
    yield _simple("mjweb:Job", facts.job)
    yield _simple("mjweb:Picture", str(facts.index) if facts.job else "")


def _simple(name: str, text: str) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _alternative(name: str, text: str) -> str:
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt></{name}>' if text else ""


def read(content: bytes) -> Facts:
    """What a packet says; nothing where it is no good XML, is too large or brings entities along. Raises nothing."""
    if len(content) > MOST:
        return Facts()
    try:
        root = fromstring(content.strip(b"\0 \t\r\n"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return Facts()
    said = dict(_said(root))
    index = said.get("mjweb:Picture", "")
    return Facts(
        prompt=said.get("Iptc4xmpExt:AIPromptInformation") or said.get("dc:description", ""),
        parameters=said.get("mjweb:Parameters", ""),
        job=said.get("mjweb:Job", ""),
        index=int(index) if index in ("1", "2", "3", "4") else 0,
        author=said.get("dc:creator", ""),
        date=_date(said.get("xmp:CreateDate") or said.get("photoshop:DateCreated", "")),
        licence=said.get("xmpRights:UsageTerms") or said.get("dc:rights", ""),
        source_type=said.get("Iptc4xmpExt:DigitalSourceType", ""),
        model=said.get("Iptc4xmpExt:AISystemUsed", ""),
        version=said.get("Iptc4xmpExt:AISystemVersionUsed", ""),
    )


def _said(root: Element) -> Iterator[tuple[str, str]]:
    """The properties that we know, by their usual names; the first of several values."""
    known = {f"{{{space}}}": name for name, space in _NAMES.items()}
    for description in root.iter(f"{{{_RDF}}}Description"):
        for tag, text in description.attrib.items():
            space, _brace, name = tag.rpartition("}")
            if f"{space}}}" in known:
                yield f"{known[space + '}']}:{name}", text
        for child in description:
            space, _brace, name = child.tag.rpartition("}")
            if f"{space}}}" in known:
                first = next(child.iter(f"{{{_RDF}}}li"), child)
                yield f"{known[space + '}']}:{name}", first.text or ""


def _date(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
