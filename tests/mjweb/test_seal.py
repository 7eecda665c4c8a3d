"""What is written down so that nobody else reads it."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from mjweb.seal import Unsealable, seal, unseal
from mjweb.secret import seal_key


def key(sign: bytes) -> str:
    return base64.urlsafe_b64encode(sign * 32).decode()


def keys(settings: Settings, *signs: bytes) -> None:
    settings.ENV = replace(settings.ENV, seal_keys=tuple(map(key, signs)))


def test_what_was_sealed_comes_back_and_is_not_seen() -> None:
    sealed = seal("a-key-of-a-service")
    assert (unseal(sealed), "a-key-of-a-service" in sealed) == ("a-key-of-a-service", False)


def test_twice_the_same_is_sealed_differently() -> None:
    assert seal("a key") != seal("a key")


def test_the_site_makes_its_own_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = seal_key(tmp_path)
    assert (seal_key(tmp_path), (tmp_path / "seal_key").stat().st_mode & 0o777) == (made, 0o600)


def test_the_first_of_the_keys_seals_and_all_unseal(settings: Settings) -> None:
    keys(settings, b"a")
    old = seal("a key")
    keys(settings, b"b", b"a")
    new = seal("a key")
    assert unseal(old) == "a key"
    keys(settings, b"b")
    assert unseal(new) == "a key"
    with pytest.raises(Unsealable):
        unseal(old)


def test_a_change_of_one_sign_is_found() -> None:
    sealed = seal("a key")
    middle = len(sealed) // 2
    with pytest.raises(Unsealable):
        unseal(sealed[:middle] + ("A" if sealed[middle] != "A" else "B") + sealed[middle + 1 :])
