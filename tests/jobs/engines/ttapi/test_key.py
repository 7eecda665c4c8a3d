"""The key: where it goes, and how a quotation of it is covered."""

from __future__ import annotations

import json

import pytest

from jobs.engines.ttapi.key import Key
from jobs.http import Reply

KEY = 'b7"c/4e\\9d-55aa'  # with signs that JSON spells otherwise


def hidden(body: bytes, key: str = KEY) -> bytes:
    return Key(key).hidden_in(Reply(200, {}, body)).body


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"message": f"no such key {KEY}"}).encode(),
        json.dumps({"message": f"no such key {KEY.upper()}"}).encode(),
        json.dumps({KEY: 1}).encode(),
        json.dumps({"message": KEY}).replace("/", "\\/").encode(),
        json.dumps({"message": KEY}).replace("b7", "\\u00627").encode(),
        json.dumps({"message": KEY}).encode("utf-16"),
        f"<html>{KEY}</html>".encode(),
        f"<html>{KEY}</html>".encode() + b"\xff",
    ],
)
def test_a_quoted_key_is_covered_however_it_is_spelled(body: bytes) -> None:
    covered = hidden(body)
    assert b"(key)" in covered
    assert b"4e" not in covered
    assert KEY.lower() not in str(json.loads(covered) if covered.startswith(b"{") else covered).lower()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"message": "\\ud800"}', b"[" * 50_000, b"\xff\xfe\x00", b"1" * 9_000])
def test_an_answer_without_it_stays_as_it_came(body: bytes) -> None:
    assert hidden(body) == body


def test_a_key_as_short_as_a_word_covers_no_words() -> None:
    assert hidden(b'{"message": "not found"}', "found") == b'{"message": "not found"}'


def test_nothing_shows_it() -> None:
    assert KEY not in repr(Key(KEY))
