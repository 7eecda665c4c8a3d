"""`manage.py demo`: fills a site with people and what they made over the years, to try it with."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from mjweb import prepare
from mjweb.accounts.models import Team, User
from mjweb.gallery.demo import files, library, makers, words
from mjweb.gallery.demo.rows import analyze, roomy

GRIDS = 2  # of each ratio
ALLOWANCE = 1_000  # thousandths a month for each picture of a library, at least; nobody of it runs dry
LEAST = 5_000_000
DOMAIN = "demo.example"


class Command(BaseCommand):
    help = "Fill the site with a library of pictures, all of a few real files, to try and to measure it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pictures", type=int, default=10_000, help="how many galleries show (default: %(default)s)"
        )
        parser.add_argument("--users", type=int, default=20, help="who made them (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same library")

    def handle(self, *args: Any, pictures: int, users: int, seed: int, **options: Any) -> None:
        if pictures < 1 or users < 1:
            raise CommandError("A library has at least one picture and one person.")
        with prepare.claim(settings.HOME):  # a site that runs would have to wait for all of it
            prepare.migrate()
            self.look()
            began = time.monotonic()
            self.stdout.write(f"drawing {GRIDS} grids of each of {len(words.RATIOS)} ratios")
            dice = Random(seed)  # noqa: S311  # by chance, guards nothing
            grids = files.grids(GRIDS, dice)
            with transaction.atomic(), roomy():  # who stops it finds the site as it was, and begins anew
                jobs = self.fill(pictures, users, grids, dice)
            analyze()
        self.stdout.write(f"{pictures} pictures of {jobs} jobs by {users} people in {time.monotonic() - began:.0f} s")

    def look(self) -> None:
        """Raises CommandError where somebody works already: what is made here could not be taken out again."""
        if User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
            raise CommandError(f"There is a library already: people at {DOMAIN} are its makers.")
        if Job.objects.exists():
            raise CommandError(
                "This site has work of its own, among which a library would stand for good. "
                "Name an empty data folder with MJWEB_HOME, or an empty database with DATABASE_URL."
            )

    def fill(self, pictures: int, users: int, grids: dict[str, list[files.Grid]], dice: Random) -> int:
        """The people and all they made; how many jobs that were."""
        owner, team, began = User.objects.first_owner(), Team.objects.default(), time.monotonic()
        others = [
            User.objects.add(f"person{number + 1}@{DOMAIN}", name=words.name(number), team=team)
            for number in range(users)
        ]
        # Whoever signs in first finds pictures of their own.
        people = [owner, *others] if owner.home == team else others
        shelf = library.Library(makers.makers(people, max(LEAST, ALLOWANCE * pictures)), grids, pictures, dice)

        def tell(count: int) -> None:
            self.stdout.write(f"{count} of {pictures} pictures, {time.monotonic() - began:.0f} s")

        return shelf.write(timezone.now(), tell)
