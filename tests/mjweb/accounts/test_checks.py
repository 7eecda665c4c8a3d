"""What `manage.py check` says of mail settings."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import Settings

from mjweb import env
from mjweb.accounts import checks


def found(settings: Settings, url: str, public: str, sender: str = "mjweb <mjweb@example.org>") -> list[str | None]:
    settings.ENV = replace(settings.ENV, smtp=env.read({"MJWEB_SMTP_URL": url}).smtp)
    settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL = public, sender
    return [message.id for message in checks.mail()]


@pytest.mark.parametrize(
    ("url", "public", "sender", "said"),
    [
        ("", "http://localhost:8000", "mjweb <mjweb@localhost>", []),
        ("", "https://pictures.example.org", "mjweb <mjweb@example.org>", ["mjweb.W001"]),
        ("smtp://u:p@mail.example.org", "https://pictures.example.org", "mjweb <mjweb@example.org>", []),
        ("smtp+plain://u:p@mail.example.org", "https://x.example.org", "mjweb <m@example.org>", ["mjweb.W002"]),
        ("smtp+plain://u:p@127.0.0.1", "https://x.example.org", "mjweb <m@example.org>", []),
        ("smtps://mail.example.org", "http://localhost:8000", "mjweb <mjweb@localhost>", ["mjweb.W003"]),
    ],
)
def test_it_warns_of_mail_that_does_not_do_what_was_meant(
    settings: Settings, url: str, public: str, sender: str, said: list[str]
) -> None:
    assert found(settings, url, public, sender) == said
