"""`manage.py chaos` refuses at once what it could not do; what it does is shown by tests/chaos/test_storm.py."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests import postgresql


@pytest.mark.sqlite
def test_no_server_is_restarted_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(postgresql.VARIABLE, raising=False)
    with pytest.raises(CommandError, match="--restarts needs a PostgreSQL server of the run's own"):
        call_command("chaos", kills=0, jobs=1, restarts=1)
