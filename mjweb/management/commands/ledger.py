"""`manage.py ledger check|rebuild`: whether each balance is what its lines add up to, and making it so."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from mjweb.quotas.models import Tally, Window
from mjweb.quotas.models.holding import Sums
from mjweb.quotas.units import plain

WORDS = ("limit", "used", "held")


class Command(BaseCommand):
    help = "Balances are sums of the ledger, kept beside it: look whether they are right, or make them right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check", "rebuild"])

    def handle(self, *args: Any, **options: Any) -> None:
        windows, tallies = Window.objects.wrong(), Tally.objects.wrong()
        for window, sums in windows:
            self.stdout.write(f"{named(window)}: {difference(window, sums)}")
        for tally in tallies:
            space, user, day, facet, value = tally.key
            what = f"tally of person {user} in space {space}, {day}, {facet} {value!r}"
            self.stdout.write(f"{what}: {in_words(tally.found)}, the lines say {in_words(tally.right)}")
        wrong = len(windows) + len(tallies)
        if not wrong:
            self.stdout.write("Every balance is what its lines add up to.")
        elif options["what"] == "check":
            raise CommandError(f"{wrong} of the balances do not add up; `manage.py ledger rebuild` restores them")
        else:
            self._rebuild([window for window, _sums in windows], len(tallies))

    def _rebuild(self, windows: list[Window], tallies: int) -> None:
        if tallies:
            Tally.objects.rebuild()
        left = 0
        for window in windows:
            try:
                Window.objects.rebuild(window)
            except IntegrityError:
                left += 1
                self.stdout.write(f"{named(window)}: its own lines overdraw it, so it stays as it is")
        self.stdout.write(f"{len(windows) + tallies - left} restored from the ledger.")
        if left:
            raise CommandError(f"{left} cannot be restored")


def named(window: Window) -> str:
    return f"window {window.pk} ({window.purse}, {window.span} from {window.starts:%Y-%m-%d})"


def in_words(sums: tuple[int, int]) -> str:
    amount, count = sums
    return f"{plain(amount)} of {count}"


def difference(window: Window, sums: Sums) -> str:
    """'held is 3, its lines say 2'; every figure that differs."""
    facts = ((word, getattr(window, word), getattr(sums, word)) for word in WORDS)
    return "; ".join(f"{word} is {plain(is_)}, its lines say {plain(said)}" for word, is_, said in facts if is_ != said)
