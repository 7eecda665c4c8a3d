"""Once is enough: whether a team has just what is asked for already, so that nobody pays for it twice unawares.

Two prompts ask for the same when their normal forms are equal (see jobs.prompts.normal) and the pictures of ours that
they refer to are the same files. Only the prompt bar and the table of prompts ask about it; programs are never asked.
What is then not asked for is written down, so that pages can say what that has spared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from jobs import privacy, prompts, references
from jobs.actions import Action
from jobs.models import Job, Picture, Spared
from jobs.prompts.normal import Values
from jobs.wishes import Plan, Wish
from mjweb.accounts.models import User


def mark_of(wish: Wish) -> bytes | None:
    """Equal for wishes that ask for the same; None for what is no prompt."""
    if wish.action is not Action.IMAGINE:
        return None
    version = str(wish.facts.get("version", settings.DEFAULT_VERSION))
    prompt = prompts.parse(wish.prompt, f"niji {version}" if wish.facts.get("niji") else version)
    files = {
        path: picture.sha256 for (_role, path), picture in zip(references.named(prompt), wish.pictures, strict=False)
    }
    normal = prompts.normal(prompt)

    def told(values: Values) -> list[str]:
        return [_told(value, files) for value in values]

    said = [told(normal.images), normal.text, [[name, told(values)] for name, values in normal.parameters]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()


def _told(value: str, files: dict[str, str]) -> str:
    """A value; a picture of ours by its file, since addresses change and one file may have several."""
    link, cut, weight = value.partition("::")
    path = references.path_in(link)
    return f"{files[path]}{cut}{weight}" if path in files else value


def known(user: User, asked: Iterable[Wish]) -> dict[bytes, list[Picture]]:
    """What was made of the same in the space that the person is in: of each mark the pictures of its newest job.

    Only of the last days (MJWEB_ONCE_DAYS), only what the person may see, and what is still there. One question.
    """
    marks = {mark for wish in asked if (mark := mark_of(wish))} if settings.ONCE_DAYS else set()
    if not marks:
        return {}
    pictures = Picture.objects.visible_to(user).shown()
    made = Job.objects.of_team(user, user.team.pk).exclude(privacy.untold(user))
    made = made.filter(
        Exists(pictures.filter(job=OuterRef("pk"))),
        created_at__gte=timezone.now() - timedelta(days=settings.ONCE_DAYS),
    )
    made = made.filter(fingerprint__in=marks)
    newest: Any
    if len(marks) == 1:  # the first that the index meets, however often it was made
        newest = made.newest_first().values("pk")[:1]
    else:
        newest = made.order_by().values("fingerprint").annotate(last=Max("pk")).values("last")
    found: dict[bytes, list[Picture]] = {}
    for picture in pictures.filter(job__in=newest).select_related("job__user").order_by("job", "index"):
        found.setdefault(bytes(picture.job.fingerprint or b""), []).append(picture)
    return found


def without(plan: Plan, marks: Iterable[bytes]) -> Plan:
    """What is left of a plan when those of its wishes are not asked for."""
    gone = set(marks)
    left = [pair for pair in zip(plan.wishes, plan.costs, strict=True) if mark_of(pair[0]) not in gone]
    return replace(
        plan, wishes=tuple(wish for wish, _cost in left), costs=tuple(cost for _wish, cost in left), count=len(left)
    )


def spare(user: User, key: str, plans: Iterable[Plan], marks: Iterable[bytes]) -> None:
    """Write down that a press (`key`) did not ask for the wishes with those marks, and what they would have cost."""
    had = set(marks)
    pairs = [pair for plan in plans for pair in zip(plan.wishes, plan.costs, strict=True)]
    Spared.objects.note(user, key, [cost for wish, cost in pairs if mark_of(wish) in had])
