"""Files as spreadsheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sheets import decoded

TEXT = "prompt;ar\r\nMöwe über dem Fjord, €5;3:2\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_in_any_form_is_read(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding)) == (TEXT, False)


def test_utf_16_with_the_mark_of_big_ends_first_is_read() -> None:
    assert decoded(b"\xfe\xff" + TEXT.encode("utf-16-be")).text == TEXT


def test_windows_1252_is_a_guess() -> None:
    assert decoded(TEXT.encode("cp1252")) == (TEXT, True)


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    assert isinstance(decoded(content).text, str)


@given(st.text())
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    clean = text.replace("\x00", "").removeprefix("\ufeff").encode(errors="ignore")
    assert decoded(clean).text == clean.decode()
