"""What the family of a picture costs with ten thousand jobs, beside one of ten; and what it costs to look for a twin.

One site with both families, the large one as a bush and as one line. The pages take turns; what counts is the time of
the processor for a whole request. What is looked for is among a million jobs, each prompt three times.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from random import Random

import django
from django.conf import settings

settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
django.setup()

from django.core.management import call_command  # noqa: E402  # after setup
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from jobs import once, wishes  # noqa: E402
from jobs.models import Job  # noqa: E402
from mjweb.accounts.models import Role, User  # noqa: E402
from mjweb.gallery.demo.rows import Rows, moment  # noqa: E402
from tests.bench.figures import QUICK, say  # noqa: E402
from tests.mjweb.gallery.relatives import FACTS, grow  # noqa: E402

LARGE, AROUND = 10_000, 100_000 if QUICK else 1_000_000
ROUNDS = 5 if QUICK else 20
WARM = 2


def families(user: User) -> dict[str, str]:
    """The page of a picture in the midst of each family."""
    dice = Random(1)  # by chance, guards nothing
    shapes: dict[str, list[int | None]] = {
        "ten jobs": [None, *[place // 2 for place in range(9)]],
        "bushy": [None, *[dice.randrange(max(0, place - 200), place) for place in range(1, LARGE)]],
        "one line": [None, *range(LARGE - 1)],
    }
    pages = {}
    for name, parents in shapes.items():
        jobs = grow(user, parents, tiles=1)
        pages[name] = f"/pictures/{jobs[len(jobs) // 2].pictures.earliest('pk').pk}/family/"
    return pages


@transaction.atomic
def around(user: User, known: bytes) -> None:
    """Other jobs of the team, each prompt three times; one in 5,000 asks for what is known."""
    template = grow(user, [None])[0]
    names = [field.attname for field in Job._meta.concrete_fields if field.attname not in ("id", "fingerprint", "uid")]
    values = {name: getattr(template, name) for name in names}
    now = moment(timezone.now())
    usual = tuple(
        "{}" if name in ("facts", "links") else now if name.endswith("_at") and value is not None else value
        for name, value in values.items()
    )
    rows, first = Rows(Job, "id", "uid", "fingerprint", *names), template.pk + 1
    at = names.index("number")
    for begin in range(0, AROUND, 10_000):
        rows.write(
            (
                first + number,
                f"{number:032x}",
                known if number % 5_000 == 7 else hashlib.sha256(str(number // 3).encode()).digest(),
                *usual[:at],
                number + 1,
                *usual[at + 1 :],
            )
            for number in range(begin, begin + 10_000)
        )


def main() -> None:
    call_command("migrate", verbosity=0)
    user = User.objects.add("alice@example.org", name="Alice", role=Role.OWNER)
    pages = families(user)
    asked = wishes.checked("a cat", "fast").wishes
    mark = once.mark_of(asked[0])
    assert mark is not None
    around(user, mark)
    Job.objects.filter(prompt="a cat", fingerprint=None, facts=FACTS).update(fingerprint=mark)
    if connection.vendor == "sqlite":
        connection.cursor().execute("ANALYZE")
    client = Client()
    client.force_login(user)
    taken: dict[str, list[float]] = {name: [] for name in (*pages, "once")}
    counts: dict[str, int] = {}
    for number in range(WARM + ROUNDS):
        for name, address in pages.items():
            with CaptureQueriesContext(connection) as statements:
                begin = time.process_time()
                answer = client.get(address, HTTP_HOST="localhost:8000")
                spent = time.process_time() - begin
            if answer.status_code != 200:
                raise SystemExit(f"{address}: {answer.status_code}")
            counts[name] = len(statements)
            if number >= WARM:
                taken[name].append(1000 * spent)
        begin = time.process_time()
        if not once.known(user, asked):
            raise SystemExit("nothing was found")
        if number >= WARM:
            taken["once"].append(1000 * (time.process_time() - begin))
    for name in pages:
        few = name == "ten jobs"
        say(f"family.{name}", statistics.median(taken[name]), "ms CPU", goal=None if few else 300)
        say(f"family.{name}: statements", counts[name], "statements", goal=12)
    say(f"once.{AROUND} jobs", statistics.median(taken["once"]), "ms CPU", goal=20)


if __name__ == "__main__":
    main()
