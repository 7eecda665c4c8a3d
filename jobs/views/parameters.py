"""What a prompt asks for beside its words, as it was written and as people read it."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.translation import gettext as _

from jobs import references
from jobs.actions import Action
from jobs.models import Job


def written(job: Job) -> str:
    """The parameters, as written after the words; references to our own pictures are shown as pictures."""
    words, (_thumbs, whole) = job.text, references.found(job.prompt)
    if words and whole.startswith(words):
        return whole[len(words) :].strip()
    start = whole.find(" --")
    return whole[start + 1 :] if start >= 0 else ""


def switches(text: str) -> list[str]:
    """One by one: '--ar 3:2', '--no people, text'."""
    return [part.strip() for part in re.split(r"\s(?=(?:--|—)\S)", text) if part.strip()]


def facts(job: Job) -> list[tuple[str, str]]:
    """Named for people, the aspect ratio first."""
    width, height = job.aspect
    version = str(job.facts.get("version", settings.DEFAULT_VERSION))
    found = [(_("Aspect ratio"), f"{width}:{height}")]
    if job.action != Action.IMPORT:  # who knows what made it
        found.append((_("Version"), f"niji {version}" if job.facts.get("niji") else version))
    named = {"stylize": _("Stylize"), "chaos": _("Chaos"), "weird": _("Weird"), "quality": _("Quality")}
    found += [(label, f"{job.facts[name]:g}") for name, label in named.items() if job.facts.get(name)]
    if job.facts.get("no"):
        found.append((_("Without"), ", ".join(job.facts["no"])))
    if job.seed is not None:
        found.append((_("Seed"), str(job.seed)))
    return found
