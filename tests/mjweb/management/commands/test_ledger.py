"""Whether balances are the sums of their lines, and making them so again."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from mjweb.accounts.models import User
from mjweb.quotas.facets import Facets
from mjweb.quotas.models import Kind, Line, Purse, Tally, Window

pytestmark = pytest.mark.django_db


@pytest.fixture
def window(alice: User) -> Window:
    """Six units spent, four held, of a hundred."""
    window = Window.objects.current(Purse.objects.of(alice))
    for reference, amount in (("a", 6_000), ("b", 4_000), ("c", 9_000)):
        Window.objects.hold([window], amount, reference, "a cat")
    Window.objects.settle("a")
    Window.objects.give_back("c", "failed")
    return window


def ledger(what: str) -> str:
    out = StringIO()
    call_command("ledger", what, stdout=out)
    return out.getvalue()


def facts(window: Window) -> tuple[int, int, int]:
    window.refresh_from_db()
    return window.limit, window.used, window.held


def test_a_ledger_that_adds_up_is_said_to(window: Window) -> None:
    assert ledger("check") == "Every balance is what its lines add up to.\n"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("held", 5_500, "held is 5.5, its lines say 4"),
        ("used", 0, "used is 0, its lines say 6"),
        ("limit", 200_000, "limit is 200, its lines say 100"),
    ],
)
def test_a_broken_balance_is_named_and_fails_the_check(window: Window, field: str, value: int, said: str) -> None:
    Window.objects.filter(pk=window.pk).update(**{field: value})
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the balances do not add up"):
        call_command("ledger", "check", stdout=out)
    assert f"window {window.pk} (" in out.getvalue()
    assert said in out.getvalue()


@pytest.mark.parametrize("broken", [{"held": 0}, {"used": 1}, {"limit": 10_000}, {"limit": 99_999, "held": 1}])
def test_a_broken_balance_is_restored_from_its_lines(window: Window, broken: dict[str, int]) -> None:
    Window.objects.filter(pk=window.pk).update(**broken)
    assert "1 restored from the ledger." in ledger("rebuild")
    assert facts(window) == (100_000, 6_000, 4_000)
    assert ledger("check").startswith("Every balance")


def test_a_window_whose_balance_is_right_is_left_alone(window: Window, charlie: User) -> None:
    other = Window.objects.current(Purse.objects.of(charlie))
    Window.objects.filter(pk=window.pk).update(held=0)
    assert f"window {other.pk} " not in ledger("rebuild")


def test_lines_that_overdraw_a_window_are_said_to_and_not_followed(window: Window) -> None:
    Line.objects.write(window.pk, Kind.CORRECT, -95_000, -5_000)
    with pytest.raises(CommandError, match="1 cannot be restored"):
        ledger("rebuild")
    assert facts(window) == (100_000, 6_000, 4_000)


def test_a_tally_that_does_not_add_up_is_named_and_restored(alice: User) -> None:
    window = Window.objects.of(alice)
    facets = Facets(space=alice.team.pk, user=alice.pk, day=timezone.localdate(), speed="fast", work="imagine")
    Window.objects.hold([window], 6_000, "a", "a cat", facets)
    Window.objects.settle("a")
    Tally.objects.filter(facet="speed").update(amount=1_000)
    out = StringIO()
    with pytest.raises(CommandError, match="1 of the balances"):
        call_command("ledger", "check", stdout=out)
    assert "speed 'fast': 1 of 1, the lines say 6 of 1" in out.getvalue()
    assert ledger("rebuild").endswith("1 restored from the ledger.\n")
    assert ledger("check") == "Every balance is what its lines add up to.\n"
