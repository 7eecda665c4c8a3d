"""A list of lines."""

from __future__ import annotations

from jobs.models import Wildcard
from jobs.models.wildcard import glimpsed
from mjweb.accounts.models import User


def test_a_list_shows_its_first_lines_without_reading_all(alice: User) -> None:
    lines = [f"line {n}" for n in range(1000)]
    Wildcard.objects.create(user=alice, team=alice.team, name="n", text="\n".join(lines), count=1000)
    row = glimpsed(Wildcard.objects.all()).get()
    assert row.snippet.startswith("line 0 · line 1 · line 2")
    assert "text" in row.get_deferred_fields()
    assert row.lines == tuple(lines)


def test_a_list_is_put_into_a_prompt_by_its_name(alice: User) -> None:
    assert Wildcard(name="animal").piece == "__animal__"
