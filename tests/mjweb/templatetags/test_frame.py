"""The frame around every page."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import RequestFactory

from mjweb.accounts.models import User
from mjweb.templatetags import frame

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def areas_of(user: User) -> set[str]:
    request = RequestFactory().get("/")
    request.user = user
    return {area.word for area in frame.areas(Context({"request": request}))}


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    there = set(re.findall(r'<symbol id="i-(\w+)"', (STATIC / "img" / "icons.svg").read_text()))
    asked = {
        name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "(\w+)"', path.read_text())
    } | {area.icon for area in frame.AREAS}
    assert asked - there == set()


def test_an_icon_is_hidden_from_readers_of_the_screen() -> None:
    assert 'aria-hidden="true"' in Template('{% load frame %}{% icon "key" %}').render(Context())


def test_a_label_is_not_said_twice() -> None:
    from mjweb.quotas.forms import KeyForm

    form = KeyForm()
    form.fields["name"].widget.attrs["placeholder"] = "What it is for"
    text = Template("{% load frame %}{% field form.name %}").render(Context({"form": form}))
    assert text.count("What it is for") == 1


@pytest.mark.django_db
def test_the_queue_is_for_operators(alice: User, bob: User) -> None:
    assert "queue" not in areas_of(bob)
    assert areas_of(bob) <= areas_of(alice)


@pytest.mark.django_db
def test_prices_are_for_operators(alice: User, bob: User) -> None:
    assert "prices" in areas_of(alice)
    assert "prices" not in areas_of(bob)
