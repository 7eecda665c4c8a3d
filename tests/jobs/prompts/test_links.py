"""Web addresses in prompts."""

import pytest

from jobs.prompts.links import has_picture_ending, is_file_name, is_link, is_public, scheme_of


@pytest.mark.parametrize("word", ["https://a.example/b.png", "HTTP://A.example", "<https://s.mj.run/x>"])
def test_a_web_address_is_a_link(word: str) -> None:
    assert is_link(word)


@pytest.mark.parametrize(
    "word", ["https://", "ftp://a.example/b.png", "a.example/b.png", "//a", "mailto:a@b.example", "c::2"]
)
def test_anything_else_is_no_link(word: str) -> None:
    assert not is_link(word)


def test_another_scheme_is_still_an_address() -> None:
    assert scheme_of("ftp://a.example/b.png") == "ftp"


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/b.PNG",
        "https://a.example/b.jpeg?size=2#top",
        "https://s.mj.run/abc",
        "https://a.example/b.gif",
    ],
)
def test_a_picture_is_known_by_its_ending(link: str) -> None:
    assert has_picture_ending(link)


@pytest.mark.parametrize(
    "link", ["https://a.example/b.pdf", "https://a.example/?x=b.png", "http://[", "https://a.example"]
)
def test_other_endings_are_no_pictures(link: str) -> None:
    assert not has_picture_ending(link)


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/a.png",
        "http://10.1.2.3/a.png",
        "http://169.254.169.254/latest/a.png",
        "http://[::1]/a.png",
        "http://localhost/a.png",
        "http://LOCALHOST./a.png",
        "http://printer.local/a.png",
        "http://intranet/a.png",
        "http://2130706433/a.png",
        "http://0x7f.0.0.0x1/a.png",
        "http://0177.0.0.1/a.png",
        "http://[/a.png",
    ],
)
def test_an_address_inside_is_private(link: str) -> None:
    assert not is_public(link)


@pytest.mark.parametrize(
    "link", ["https://pictures.example/a.png", "https://93.184.216.34/a.png", "https://a.example:443/b"]
)
def test_other_addresses_are_public(link: str) -> None:
    assert is_public(link)


def test_our_own_host_is_public_with_or_without_its_port() -> None:
    link = "http://localhost:8000/a.png"
    assert [is_public(link, frozenset({host})) for host in ("localhost", "localhost:8000", "localhost:1")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("word", "is_name"), [("fern.png", True), ("my-fern.JPG", True), ("fern", False), ("a.pdf", False)]
)
def test_a_file_name_is_known(word: str, is_name: bool) -> None:
    assert is_file_name(word) is is_name
