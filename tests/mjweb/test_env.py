"""The variables of the environment: what makes no sense is refused, all at once."""

from __future__ import annotations

import pytest

from mjweb import env


@pytest.mark.parametrize(
    ("raw", "origins"),
    [
        ("", ()),
        ("*", ("*",)),
        ("https://App.example.org/, http://localhost:3000", ("https://app.example.org", "http://localhost:3000")),
    ],
)
def test_origins_are_read_from_a_comma_list(raw: str, origins: tuple[str, ...]) -> None:
    assert env.read({"MJWEB_API_CORS": raw}).api_cors == origins


@pytest.mark.parametrize("raw", ["app.example.org", "https://a.example/path", "ftp://a.example", "https://a.example?x"])
def test_what_is_no_origin_is_refused_by_its_name(raw: str) -> None:
    with pytest.raises(env.Wrong, match="MJWEB_API_CORS"):
        env.read({"MJWEB_API_CORS": raw})


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(env.Wrong, match=r"(?s)MJWEB_MAX_QUEUE.*MJWEB_API_CORS"):
        env.read({"MJWEB_MAX_QUEUE": "many", "MJWEB_API_CORS": "nowhere"})
