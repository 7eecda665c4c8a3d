"""What a person may ask for next of a job, with its price: actions, other speeds, to stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs import engines, privacy, wishes
from jobs.actions import Action, Step
from jobs.models import Job, Mode, Price
from jobs.tariff import Table
from jobs.views.verbs import BRIEF, ICONS, KINDS, LABELS, PANS, label_of
from mjweb.accounts.models import User
from mjweb.quotas.units import credits, grouped, plain

SPEED_ICONS = {Mode.RELAX: "moon", Mode.FAST: "bolt", Mode.TURBO: "turbo"}
_FASTER = {Mode.RELAX: (Mode.FAST,), Mode.FAST: (Mode.TURBO,), Mode.TURBO: ()}


@dataclass(frozen=True, slots=True)
class Verb:
    """One action that may be asked for: `word` is what the form sends, `taken` the address of its result.

    `page` is the address of the form where an action needs more than a press.
    """

    step: Step
    label: str
    icon: str
    cost: int
    taken: str = ""
    page: str = ""

    @property
    def price(self) -> str:
        return plain(self.cost)

    @property
    def word(self) -> str:
        return f"{self.step.action}.{self.step.index}"

    @property
    def number(self) -> str:
        return str(self.step.index)

    @property
    def brief(self) -> str:
        """'Upscale 2', 'Subtle', 'Out 2×': below a heading that names the kind."""
        return f"{BRIEF.get(self.step.action) or LABELS[self.step.action]} {self.step.index or ''}".rstrip()


@dataclass(frozen=True, slots=True)
class Group:
    """Actions of one kind: those with words, the directions of panning, and what each costs where all cost the same."""

    title: str
    verbs: list[Verb]
    pans: list[Verb]
    each: str


class Prices:
    """The price table, read by the first card that needs it and shared by all."""

    @cached_property
    def table(self) -> Table:
        return Price.objects.table()

    def of(self, job: Job, action: Action, mode: str) -> int:
        """What an action on, or of, this job costs at a speed, in thousandths."""
        return wishes.price(action, mode, job.facts, self.table)


def verbs_of(job: Job, prices: Prices, user: User) -> list[Verb]:
    """The actions that the job offers; those taken already lead to the results that the person may see."""
    seen = (child for child in getattr(job, "results", ()) if privacy.sees(child, user))
    results = {(child.action, child.index): child for child in seen}
    found = []
    steps, pages = job.steps(), {}
    region = Step(Action.REGION)
    shown = job.shown_pictures() if wishes.offers(job, region) else []
    if shown:
        steps.append(region)
        pages[region] = reverse("region:index", args=[shown[0].pk])
    for step in steps:
        child = results.get((step.action.value, step.index))
        taken = reverse("jobs:detail", args=[child.uid]) if child else ""
        cost = prices.of(job, step.action, job.mode)
        found.append(Verb(step, label_of(step), ICONS[step.action], cost, taken, pages.get(step, "")))
    return found


def groups_of(verbs: list[Verb]) -> list[Group]:
    """The actions below their headings; a heading without actions is left out."""
    found = []
    for title, actions in KINDS:
        kind = sorted((verb for verb in verbs if verb.step.action in actions), key=lambda verb: _place(verb, actions))
        costs = {verb.cost for verb in kind}
        each = _("%(credits)s each") % {"credits": credits(*costs)} if len(costs) == 1 and len(kind) > 1 else ""
        pans = [verb for verb in kind if verb.step.action in PANS]
        if kind:
            found.append(Group(str(title), [verb for verb in kind if verb not in pans], pans, each))
    return found


def _place(verb: Verb, actions: tuple[Action, ...]) -> tuple[int, int]:
    return actions.index(verb.step.action), verb.step.index


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
    return job.upstream is not None and engines.of(job.upstream).capabilities().cancel
