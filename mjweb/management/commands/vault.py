"""`manage.py vault check`: whether the originals are in the vault as they came, and the sums of storage are right."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobs import vault
from jobs.models import Shelf, Stored
from jobs.models.stored import Condition

SAMPLE = 100


class Command(BaseCommand):
    help = "Reads originals and compares them with their hash; fails when one is missing or damaged."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["check"])
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--all", action="store_true", help="read every original")
        which.add_argument("--sample", type=int, default=SAMPLE, help="so many, longest unread first (100)")

    def handle(self, *args: Any, **options: Any) -> None:
        while Stored.objects.enrol(vault.BATCH):
            pass
        found: Counter[str] = Counter()
        sample = Stored.objects.longest_ago()[: max(0, options["sample"])]
        rows = Stored.objects.order_by("pk").iterator() if options["all"] else iter(list(sample))
        known = Stored.objects.wrong().in_bulk()
        for stored in chain(known.values(), (one for one in rows if one.pk not in known)):
            vault.look(stored)
            found[stored.condition] += 1
            if stored.condition in (Condition.MISSING, Condition.DAMAGED):
                self.stdout.write(f"{stored.name}: {stored.condition}")
        wrong = Stored.objects.wrong().count()
        self.stdout.write(
            f"{Stored.objects.count()} originals; {found.total()} read now: {found[Condition.OK]} whole, "
            f"{found[Condition.MISSING]} missing, {found[Condition.DAMAGED]} damaged."
        )
        is_stale = Shelf.objects.exists() and Shelf.objects.is_due()
        differing = len(Shelf.objects.counted().items() ^ Shelf.objects.kept().items())
        if differing:
            Shelf.objects.add_up()
            self.stdout.write("The sums of storage are added up anew.")
        if wrong:
            raise CommandError(f"{wrong} originals are missing or damaged")
        if differing and is_stale:
            raise CommandError("the sums of storage had not been added up for more than a day; does the queue run?")
