"""Large bodies: read in any pieces they are the same fields as read at once, and never too large."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import wire
from jobs.wire import streaming
from jobs.wire.streaming import LONG, LongText

Read = Callable[[int], bytes]
MUCH = 10**8


def in_pieces(body: bytes, size: int) -> Read:
    """A stream that gives at most `size` bytes at a time."""
    stream = io.BytesIO(body)
    return lambda most: stream.read(min(size, most))


def whole(value: object) -> object:
    """A value with its long texts read back."""
    if isinstance(value, LongText):
        return b"".join(value.chunks()).decode()
    return [whole(each) for each in value] if isinstance(value, list) else value


def fields(body: bytes, size: int = 65_536, *, most: int = MUCH, most_plain: int = MUCH) -> dict[str, Any]:
    with wire.streamed(in_pieces(body, size), most=most, most_plain=most_plain) as found:
        return {name: whole(value) for name, value in found.items()}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
bodies = st.dictionaries(texts, st.one_of(texts, st.integers(), st.none(), st.lists(texts, max_size=3)), max_size=5)


@given(bodies, st.integers(1, 40), st.booleans())
def test_a_body_in_any_pieces_is_the_body(body: dict[str, object], size: int, ascii_only: bool) -> None:
    assert fields(json.dumps(body, ensure_ascii=ascii_only).encode(), size) == body


@pytest.mark.parametrize("size", [1_000, 4_099, 65_536])
@pytest.mark.parametrize("escaped", [b"/", b"\\/", b"\\u002f", b"\\u002F"])
def test_a_long_text_in_any_pieces_is_the_text(size: int, escaped: bytes) -> None:
    text = "ab/+=cd9" * (LONG // 4)
    body = json.dumps({"mask": text, "jobId": "j-1", "all": [text, "short"]}).encode().replace(b"/", escaped)
    assert fields(body, size) == {"mask": text, "jobId": "j-1", "all": [text, "short"]}


def test_only_a_long_text_goes_to_disk() -> None:
    body = json.dumps({"short": "x" * LONG, "long": "x" * (LONG + 1)}).encode()
    with wire.streamed(in_pieces(body, 1_000), most=MUCH, most_plain=MUCH) as found:
        assert isinstance(found["short"], str)
        assert isinstance(found["long"], LongText)


def test_a_long_text_can_be_read_twice() -> None:
    body = json.dumps({"long": "y" * (LONG + 1)}).encode()
    with wire.streamed(in_pieces(body, 1_000), most=MUCH, most_plain=MUCH) as found:
        assert whole(found["long"]) == whole(found["long"]) == "y" * (LONG + 1)


def test_nobody_can_name_a_text_of_another() -> None:
    body = json.dumps({"long": "y" * (LONG + 1), "guess": f"{'0' * 32}.0"}).encode()
    assert fields(body)["guess"] == f"{'0' * 32}.0"


def test_pictures_of_many_megabytes_stand_on_disk_and_not_in_memory() -> None:
    picture = "A" * 4_000_000
    body = json.dumps({"imgBase64Array": [picture] * 5}).encode()
    read = in_pieces(body, streaming.CHUNK)
    tracemalloc.start()
    try:
        with wire.streamed(read, most=MUCH, most_plain=MUCH) as found:
            peak = tracemalloc.get_traced_memory()[1]
            assert len(found["imgBase64Array"]) == 5  # type: ignore[arg-type]  # a list of five
    finally:
        tracemalloc.stop()
    assert peak < len(body) / 2


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "' + b"x" * 200_000,
        b'{"a": "' + b"x" * 200_000 + b'\\q"',
        b'{"a": "' + b"x" * 200_000 + b'\\u12"}',
        b'{"a": "b"',
        b"[1]",
        b'{"a": "\\uZZZZ more and more"}',
    ],
)
def test_what_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(wire.MalformedError):
        fields(body, 4_099)


def test_more_bytes_than_allowed_are_refused_while_they_come() -> None:
    with pytest.raises(wire.TooLargeError, match="1000 bytes"):
        fields(b'{"a": "' + b"x" * 2_000 + b'"}', 100, most=1_000)


def test_more_words_than_allowed_are_refused_however_long_the_pictures() -> None:
    body = json.dumps({"long": "y" * (LONG + 1), "words": ["x" * 1_000] * 20}).encode()
    with pytest.raises(wire.TooLargeError, match="10000 bytes"):
        fields(body, most_plain=10_000)
    assert len(fields(body, most_plain=30_000)["words"]) == 20
