"""`manage.py demo`: when it fills a site, and when it does not."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from jobs.models import Picture
from mjweb import prepare
from mjweb.accounts.models import User
from mjweb.gallery.demo import files, library
from tests.mjweb.gallery.relatives import grow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def test_it_makes_people_and_their_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SCALE", 0.02)
    said = StringIO()
    call_command("demo", pictures=50, users=3, stdout=said)
    assert Picture.objects.shown().count() == 50
    assert User.objects.filter(email__endswith="@demo.example").count() == 3
    assert "50 pictures of" in said.getvalue()


def test_a_second_library_is_refused() -> None:
    User.objects.add("person1@demo.example")
    with pytest.raises(CommandError, match="already"):
        call_command("demo", stdout=StringIO())


def test_a_site_with_work_of_its_own_is_left_alone(alice: User) -> None:
    grow(alice, [None])
    with pytest.raises(CommandError, match="work of its own"):
        call_command("demo", stdout=StringIO())


def test_whoever_stops_it_finds_the_site_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SCALE", 0.02)
    monkeypatch.setattr(library.Library, "_make", Mock(side_effect=KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        call_command("demo", pictures=50, users=3, stdout=StringIO())
    assert not User.objects.exists()


def test_a_site_that_runs_is_left_alone(home: Path) -> None:
    with prepare.claim(home), pytest.raises(CommandError, match="already runs"):
        call_command("demo", stdout=StringIO())


@pytest.mark.parametrize("asked", [{"pictures": 0}, {"users": 0}])
def test_nothing_is_not_a_library(asked: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="at least one"):
        call_command("demo", stdout=StringIO(), **asked)
