"""Searching by the words of prompts: any text is safe, and finds what has all of its words."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import search
from tests.mjweb.gallery.conftest import Make

PROMPTS = (
    "a lighthouse on a basalt cliff, dusk light --ar 3:2",
    "Café at night, neon",
    "€528,695 poker scam at a WSOP final table, poker, realistic",
    "🦊🌲",
    "منارة في الضباب",
    "<script>alert('x')</script> in a bottle",
)


@pytest.fixture
def gallery(alice: User, made: Make) -> None:
    for prompt in PROMPTS:
        made(alice, prompt, 1)


def found(query: str) -> list[str]:
    pictures = search.by_words(Picture.objects.shown(), query).select_related("job").newest_first()
    return [picture.job.prompt for picture in pictures]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("lighthouse", [0]),
        ("LIGHT", [0]),
        ("cliff dusk", [0]),
        ("dusk cliff", [0]),
        ('"basalt cliff"', [0]),
        ('"cliff basalt"', []),
        ("cafe", [1]),
        ("€528", [2]),
        ("🦊", [3]),
        ("الضباب", [4]),
        ("<script>", [5]),
        ("in", [5]),
        ("lighthouse poker", []),
        ("nothing", []),
    ],
)
def test_what_has_every_word_is_found(gallery: None, query: str, numbers: list[int]) -> None:
    assert found(query) == [PROMPTS[number] for number in numbers]


@pytest.mark.parametrize(
    "query", ['"', '""', "*", "OR", "NOT cat", "a AND", "near(", "words:x", "--", "'; DROP TABLE x", "\\"]
)
def test_signs_of_the_index_are_only_text(gallery: None, query: str) -> None:
    found(query)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(max_size=60))
@pytest.mark.django_db
def test_no_text_is_an_error(gallery: None, query: str) -> None:
    found(query.replace("\0", ""))
