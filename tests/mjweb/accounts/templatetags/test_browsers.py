"""Browsers in words."""

import pytest

from mjweb.accounts.templatetags.browsers import browser


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; x64) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari on macOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) CriOS/156.0 Mobile Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0", "Firefox on Android"),
        ("curl/8.1 (x)", "curl/8.1"),
        ("", "Unknown browser"),
    ],
)
def test_a_line_is_said_in_words(line: str, words: str) -> None:
    assert browser(line) == words
