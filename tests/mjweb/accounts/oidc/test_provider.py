"""Signing in by an OpenID provider over real sockets: who is let in as whom, and what is believed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.blank import blank, furnish
from tests.conftest import site_environ

Found = dict[str, Any]
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What came of each try on a site whose settings name a provider and let it make accounts."""
    names = {"ISSUER": "http://127.0.0.1:9", "CLIENT_ID": "mjweb", "CLIENT_SECRET": "secret", "SIGNUP": "1"}
    variables = {f"MJWEB_OIDC_{name}": value for name, value in names.items()} | {"MJWEB_SIGNUP_TEAM": "Newcomers"}
    home = tmp_path_factory.mktemp("oidc")
    furnish(home, blank(tmp_path_factory))
    environ = site_environ(home, **variables, PYTHONPATH=str(ROOT))
    command = [sys.executable, "-m", "tests.mjweb.accounts.oidc.walk"]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_the_door_shows_the_way(found: Found) -> None:
    assert found["button"]


def test_an_account_is_joined_by_a_verified_address(found: Found) -> None:
    assert found["joined"]["user"] == "alice@example.org"


def test_whoever_was_joined_is_known_by_the_provider_from_then_on(found: Found) -> None:
    assert found["again"]["user"] == "alice@example.org"


def test_the_browser_comes_back_to_where_it_wanted_to_go(found: Found) -> None:
    assert found["back"]["to"] == "/usage/"


def test_an_address_that_the_provider_has_not_verified_joins_nothing(found: Found) -> None:
    assert found["unproved"]["user"] is None


def test_somebody_new_gets_an_account_where_the_operator_lets_them(found: Found) -> None:
    assert (found["new"]["user"], found["new"]["name"]) == ("dora@example.org", "Dora Dyer")


def test_somebody_new_has_a_space_and_the_team_for_newcomers(found: Found) -> None:
    assert found["new"]["spaces"] == ["Newcomers", "Personal"]


def test_somebody_new_has_no_password(found: Found) -> None:
    assert found["passwordless"]


def test_somebody_new_gets_none_where_the_operator_does_not(found: Found) -> None:
    assert found["closed"]["user"] is None
    assert "By invitation only." in found["closed"]["words"]


@pytest.mark.parametrize("wrong", ["issuer", "audience", "old", "somebody"])
def test_an_id_token_that_is_not_ours_lets_nobody_in(found: Found, wrong: str) -> None:
    assert found[wrong]["user"] is None
    assert "That did not work." in found[wrong]["words"]


def test_an_answer_that_nobody_asked_for_lets_nobody_in(found: Found) -> None:
    assert found["forged"] in {401, 200, 403}
    assert found["people"] == ["alice@example.org", "dora@example.org", "una@example.org"]


def test_there_is_one_provider(found: Found) -> None:
    assert found["elsewhere"]["status"] == 404


def test_every_code_is_guarded_by_pkce(found: Found) -> None:
    assert found["pkce"]
