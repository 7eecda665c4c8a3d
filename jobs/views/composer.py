"""The prompt bar as a template shows it: the words, what they would become, and what that costs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import fitting, once, references, wildcards, wishes
from jobs.actions import Action
from jobs.errors import TurnedAway
from jobs.forms import key_from
from jobs.models import Mode, PromptDefaults
from jobs.views import asking, estimates
from jobs.views.before import Before
from jobs.views.controls import Controls
from jobs.views.estimates import Pace
from jobs.views.sentences import Sentence, of_problem, said
from jobs.views.thumbs import BLANK, Choice, Thumb, choices, offered, thumbs
from jobs.views.work import Work
from mjweb.accounts.models import User
from mjweb.quotas.context import Credits
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.units import credits

# More jobs at one press, or a larger share of what is left, are asked about once.
MANY, SHARE = 8, 0.5
_SPEEDS = ((Mode.RELAX, "moon"), (Mode.FAST, "bolt"), (Mode.TURBO, "turbo"))
_CHOICE = re.compile(r"(?<!\\)\{([^{}]*)\}")


@dataclass
class Composer(Controls):
    """The bar of one person: `form` holds what is in it, `purse` what can be held (thousandths)."""

    purse: Credits
    sentences: list[Sentence] = field(default_factory=list)
    asks: bool = False
    before: Before | None = None  # what of it was made before
    skip: frozenset[bytes] = frozenset()  # the marks of prompts that are left out
    user: User = field(default_factory=User)  # whose lists its wildcards name

    @cached_property
    def plan(self) -> wishes.Plan:
        plan = self.planned(self.form.mode_now)
        return once.without(plan, self.skip) if self.skip else plan

    def planned(self, mode: str) -> wishes.Plan:
        """What it becomes at a speed; wildcards are dealt by the key of the press, so it will be just that."""
        return wildcards.plan(self.form.written(), mode, wildcards.Deck(self.user, self.key))

    @property
    def is_empty(self) -> bool:
        return not self.form.written().strip()

    # What it costs --------------------------------------------------------------------------------------------------

    @property
    def count(self) -> int:
        return max(1, self.plan.count)

    @cached_property
    def total(self) -> int:
        """The cost of this press; for an empty box that of one grid."""
        if self.is_empty or not self.plan.wishes:
            return wishes.price(Action.IMAGINE, self.form.mode_now, {})
        return self.plan.total

    @property
    def is_short(self) -> bool:
        return self.total > self.purse.left

    @property
    def cost(self) -> str:
        return credits(self.total)

    @property
    def then(self) -> str:
        """'412 left, then 396', or what is missing."""
        return asking.then(self.total, self.purse)

    @property
    def hint(self) -> str:
        """What would still fit when this does not."""
        if not self.is_short or self.purse.left <= 0:
            return ""
        if self.mode != Mode.RELAX and not self.is_empty:
            relaxed = self.planned(Mode.RELAX.value)
            fits = relaxed.total <= self.purse.left and relaxed.total < self.total
            if fits and all(wish.mode == Mode.RELAX for wish in relaxed.wishes):
                return fitting.rest(0, self.count, relaxed.total)
        return fitting.rest(fitting.fitting(self.plan.costs, self.purse.left), self.count, None)

    @property
    def mode(self) -> str:
        """The speed: what the text says, else the control."""
        return self.plan.wishes[0].mode if self.plan.wishes else self.form.mode_now

    @property
    def pace(self) -> Pace:
        return estimates.pace(self.mode)

    @property
    def is_weak(self) -> bool:
        return self.pace.is_weak

    @property
    def expect(self) -> tuple[str, str]:
        """How long and how surely, in two short phrases."""
        return asking.expect(self.mode)

    @property
    def promise(self) -> str:
        """The service's own promise for this speed, whole."""
        return asking.promise(self.mode)

    @property
    def better(self) -> str:
        """Where this speed fails often and another does better, a sentence that says so."""
        if not self.is_weak:
            return ""
        mine = self.pace.percent or 0
        for mode in (Mode.FAST, Mode.RELAX, Mode.TURBO):
            percent = estimates.pace(mode).percent
            if mode != self.mode and percent is not None and percent > mine:
                names = {"this": Mode(self.mode).label, "other": mode.label}
                return _("%(this)s is busy; %(other)s succeeds more often right now.") % names
        return ""

    @property
    def label(self) -> str:
        return _("Create %(n)d") % {"n": self.count} if self.count > 1 else _("Create")

    @property
    def spoken(self) -> str:
        """The whole label of the round button on phones."""
        jobs = ngettext("%(n)d job", "%(n)d jobs", self.count) % {"n": self.count}
        return _("Create %(jobs)s, %(cost)s") % {"jobs": jobs, "cost": self.cost}

    # Several prompts ------------------------------------------------------------------------------------------------

    @property
    def choices(self) -> list[str]:
        """The sets in braces, as they stand in the text."""
        return [" ".join(inner.split()) for inner in _CHOICE.findall(self.form.text)][:3]

    @property
    def drawn(self) -> list[str]:
        """The lists of which each prompt gets a line, as the text names them."""
        names = wildcards.names_in(_CHOICE.sub(" ", self.form.text))
        return [f"__{name}__" for name in dict.fromkeys(names)][:3]

    @property
    def prompts(self) -> list[tuple[str, str]]:
        """Each prompt with its cost, when there are several, or when a list has a say in it."""
        if self.count < 2 and (not self.drawn or self.plan.errors):
            return []
        priced = zip(self.plan.wishes, self.plan.costs, strict=True)
        return [(wish.text or wish.prompt, credits(cost)) for wish, cost in priced]

    @property
    def prompts_label(self) -> str:
        return ngettext("%(n)d prompt", "%(n)d prompts", self.count) % {"n": self.count}

    @property
    def answer(self) -> str:
        """What was said to that, for the next question."""
        return self.form.value("once")

    # Asking once ----------------------------------------------------------------------------------------------------

    @property
    def mark(self) -> str:
        """What the person says yes to; a changed prompt needs another yes."""
        return f"{self.count}.{self.total}"

    @property
    def needs_yes(self) -> bool:
        large = self.count > MANY or self.total > SHARE * self.purse.left
        return large and self.form.value("sure") != self.mark

    @property
    def question(self) -> str:
        return ngettext("Create %(n)d job for %(cost)s?", "Create %(n)d jobs for %(cost)s?", self.count) % {
            "n": self.count,
            "cost": self.cost,
        }

    @property
    def remix(self) -> str:
        """The uid of the job whose prompt the bar began with; empty for none."""
        return self.form.value("remix")

    @property
    def offers_privacy(self) -> bool:
        """Whether there is anybody else who would see its pictures."""
        return not self.user._state.adding and not self.user.team.is_personal

    @property
    def private(self) -> bool | None:
        """What the bar says of that; None where it says nothing."""
        return {"1": True, "0": False}.get(self.form.value("private")) if self.offers_privacy else None

    @property
    def is_private(self) -> bool:
        return self.user.team.makes_private if self.private is None else self.private

    @cached_property
    def work(self) -> Work:
        """What its jobs are made for."""
        return Work.of(self.user, self.form)

    # The controls ---------------------------------------------------------------------------------------------------

    @cached_property
    def usual(self) -> dict[str, str]:
        """What the person's bar begins with, by the name of the control."""
        return PromptDefaults.objects.of(self.user)

    @property
    def usual_data(self) -> str:
        return json.dumps(self.usual)

    @property
    def chips_as_usual(self) -> set[str]:
        """The controls whose chip says no more than the person's defaults do."""
        return {name for name, value in self.usual.items() if self.form.value(name) == value}

    @cached_property
    def key(self) -> str:
        return key_from(self.form.value("key"))

    @property
    def speeds(self) -> list[tuple[str, str, str, bool]]:
        return [(mode.value, icon, str(mode.label), mode == self.mode) for mode, icon in _SPEEDS]

    # The reference images -------------------------------------------------------------------------------------------

    @cached_property
    def thumbs(self) -> list[Thumb]:
        return thumbs(self.form.references, self.form.kept)

    @property
    def blank(self) -> Thumb:
        return BLANK

    @cached_property
    def roles(self) -> list[tuple[Choice, bool]]:
        """Each with whether it is offered in the version that the bar shows."""
        return [(choice, offered(choice.role, self.version)) for choice in choices()]

    @property
    def out_of_reach(self) -> str:
        """A sentence where no reference can be used on this site, before one is brought."""
        return "" if references.within_reach() else references.far()

    @property
    def home(self) -> str:
        """What stands before the path of a reference in a prompt."""
        return str(settings.PUBLIC_URL)

    @property
    def most_references(self) -> int:
        """How many reference images a prompt may have."""
        return references.MOST

    @property
    def most_upload(self) -> int:
        """How many million bytes one picture may have."""
        return int(settings.MOST_UPLOAD) // 1_000_000

    # What went wrong ------------------------------------------------------------------------------------------------

    def tell_problems(self) -> None:
        """Put the problems of the prompt beside the box, errors first."""
        problems = sorted(self.plan.problems, key=lambda problem: not problem.is_error)
        self.sentences += [of_problem(problem) for problem in problems]

    def tell(self, error: NotEnough | TurnedAway) -> None:
        self.sentences.append(Sentence(said(error), more=isinstance(error, NotEnough)))
