"""Who made a library, and what each of them may go on from."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jobs.actions import Shape
from jobs.models import Mode
from mjweb.accounts.models import Project, Team, User
from mjweb.gallery.demo import words
from mjweb.gallery.demo.files import File
from mjweb.quotas.models import Purse


class Text(NamedTuple):
    """A prompt, read."""

    prompt: str
    text: str
    facts: dict[str, Any]
    ratio: str


class Made(NamedTuple):
    """A result from which its person may go on."""

    job: int
    text: Text
    mode: Mode
    shape: Shape
    file: File | None


@dataclass(slots=True)
class Maker:
    """A person with what they made last, and their windows by month."""

    user: User
    team: int
    purse: Purse
    project: Project | None = None  # the one they work for, now and then
    latest: deque[Made] = field(default_factory=lambda: deque(maxlen=30))


def makers(people: Sequence[User], allowance: int) -> list[Maker]:
    """They all share the projects of their team, each working for one of them."""
    teams = {user.pk: user.home for user in people}
    projects = {team: _projects(team) for team in set(teams.values())}
    return [
        Maker(
            user,
            teams[user.pk].pk,
            Purse.objects.of(user, allowance),
            projects[teams[user.pk]][number % len(words.PROJECTS)],
        )
        for number, user in enumerate(people)
    ]


def _projects(team: Team) -> list[Project]:
    return [
        Project.objects.named(team, name) or Project.objects.create(team=team, name=name) for name in words.PROJECTS
    ]
