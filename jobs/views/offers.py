"""What a person may ask for next of a job, with its price: actions, other speeds, to stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from time import monotonic

from django.conf import settings
from django.urls import reverse

from jobs import engines
from jobs.actions import Action, Step
from jobs.models import Job, Mode, Price, Upstream
from jobs.views.verbs import ICONS, LABELS, label_of
from mjweb.quotas.units import grouped, plain

SPEED_ICONS = {Mode.RELAX: "moon", Mode.FAST: "bolt", Mode.TURBO: "turbo"}
_FASTER = {Mode.RELAX: (Mode.FAST,), Mode.FAST: (Mode.TURBO,), Mode.TURBO: ()}


@dataclass(frozen=True, slots=True)
class Verb:
    """One action that may be asked for: `word` is what the form sends, `taken` the address of its result."""

    step: Step
    label: str
    icon: str
    price: str
    taken: str = ""

    @property
    def word(self) -> str:
        return f"{self.step.action}.{self.step.index}"

    @property
    def number(self) -> str:
        return str(self.step.index)

    @property
    def short(self) -> str:
        """'Upscale 2', 'Zoom out 2x': for buttons that stand together."""
        return f"{LABELS[self.step.action]} {self.step.index or ''}".rstrip()


class Prices:
    """The price table, read by the first card that needs it and shared by all."""

    @cached_property
    def table(self) -> dict[tuple[str, str], int]:
        return Price.objects.table()

    def of(self, job: Job, action: Action, mode: str) -> int:
        """What an action on, or of, this job costs at a speed, in thousandths."""
        version = "" if job.facts.get("niji") else str(job.facts.get("version", settings.DEFAULT_VERSION))
        return Price.objects.quote(action, mode, version, self.table)


def verbs_of(job: Job, prices: Prices) -> list[Verb]:
    """The actions that the job offers; those taken already lead to their results."""
    results = {(child.action, child.index): child for child in getattr(job, "results", ())}
    found = []
    for step in job.steps():
        child = results.get((step.action.value, step.index))
        taken = reverse("jobs:detail", args=[child.uid]) if child else ""
        price = plain(prices.of(job, step.action, job.mode))
        found.append(Verb(step, label_of(step), ICONS[step.action], price, taken))
    return found


def speeds_of(job: Job, prices: Prices) -> list[tuple[str, str, str, str]]:
    """Faster speeds: word, icon, label and the difference in price."""
    found = []
    for mode in _FASTER[Mode(job.mode)]:
        more = prices.of(job, Action(job.action), mode) - job.quote
        price = f"+{grouped(more)}" if more > 0 else grouped(more)
        found.append((mode.value, SPEED_ICONS[mode], str(mode.label), price))
    return found


def can_be_stopped(job: Job) -> bool:
    """Whether the engine that runs the job can stop it."""
    return job.upstream_id is not None and _can_cancel(job.upstream_id, int(monotonic() / 60))


@lru_cache(maxsize=32)
def _can_cancel(upstream: int, _tick: int) -> bool:
    """Whether the engine of an upstream can stop what runs; asked once a minute, not by each card."""
    row = Upstream.objects.filter(pk=upstream).first()
    return row is not None and engines.of(row).capabilities().cancel
