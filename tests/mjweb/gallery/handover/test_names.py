"""A name that every system takes, whatever the prompt says."""

from __future__ import annotations

import pytest

from jobs.models import Job, Picture
from mjweb.gallery.handover.names import name_of


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("a cat", "a-cat-7.png"),
        ("../../etc/passwd", "etcpasswd-7.png"),
        ("..\\..\\boot.ini", "bootini-7.png"),
        ("CON", "con-7.png"),
        ("富士山", "picture-7.png"),
        ('a:b*c?\0\n"<>|. ', "abc-7.png"),
        ("x" * 500, "x" * 60 + "-7.png"),
    ],
)
def test_a_name_is_safe_everywhere(words: str, name: str) -> None:
    assert name_of(Picture(pk=7, job=Job(text=words), extension="png")) == name
