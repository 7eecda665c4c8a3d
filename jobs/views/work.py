"""What the jobs of a press are made for: the projects that the bar offers, and the one that is chosen."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.forms import PromptForm
from mjweb.accounts.models import Project, User


@dataclass(frozen=True, slots=True)
class Work:
    """`projects` are the names of the open projects of a space; `chosen` is one of them, "" for none."""

    projects: tuple[str, ...] = ()
    chosen: str = ""

    @classmethod
    def of(cls, user: User, form: PromptForm) -> Work:
        """Of the space the person is in: what the form says, else what they work for."""
        if user._state.adding:
            return cls()
        names = tuple(project.name for project in Project.objects.open().filter(team=user.team).by_name())
        said = form.value("project") if "project" in form.data else str(user.membership.project or "")
        return cls(names, said if said in names else "")


def work_for(user: User, name: str) -> bool:
    """Keep the project of that name for the jobs to come, or none; False when there is none of that name."""
    found = Project.objects.named(user.team, name) if name.strip() else None
    if name.strip() and found is None:
        return False
    user.work_for(found)
    return True
