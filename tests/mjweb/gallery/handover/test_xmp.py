"""XMP says what is known and nothing else, however a prompt is written; a hostile packet says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mjweb.gallery.handover import xmp
from mjweb.gallery.handover.facts import ALGORITHMIC, Facts
from mjweb.gallery.handover.plain import plain
from tests.mjweb.gallery.handover.samples import FACTS


def test_what_is_written_is_read() -> None:
    assert xmp.read(xmp.packet(FACTS)) == FACTS


def test_markup_in_a_prompt_is_text() -> None:
    words = '</rdf:li><evil xmlns="x"/> &amp; <![CDATA[ ]]>'
    assert xmp.read(xmp.packet(replace(FACTS, prompt=words))).prompt == words


def test_what_rules_drew_is_no_work_of_a_model() -> None:
    content = xmp.packet(replace(FACTS, source_type=ALGORITHMIC, model="", version=""))
    assert b"AISystemUsed" not in content
    assert b"digitalsourcetype/algorithmicMedia<" in content


def test_characters_that_xml_cannot_say_leave_a_mark() -> None:
    assert plain("a\0b\x1b[31mc\ud800d\uffff\r\ne") == "a\ufffdb\ufffd[31mc\ufffdd\ufffd\ne"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b"<a>" * 20_000,
        b"\xff\xfe<",
    ],
)
def test_a_packet_that_is_no_good_says_nothing(content: bytes) -> None:
    assert xmp.read(content) == Facts()
