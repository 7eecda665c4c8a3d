"""Asking for one job by a form: at which speed, what that costs and takes, and the press itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import submit, wishes
from jobs.actions import Action
from jobs.errors import KeyReused, TurnedAway
from jobs.forms import key_from, new_key
from jobs.models import Mode, Price, Source
from jobs.views import estimates
from jobs.views.door import PersonRequest
from jobs.views.estimates import PROMISED
from jobs.views.offers import SPEED_ICONS
from jobs.views.sentences import Sentence, said
from jobs.wishes import Wish
from mjweb.quotas import context as quotas
from mjweb.quotas.context import Credits
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.units import credits, grouped


@dataclass(frozen=True, slots=True)
class Speed:
    """One speed that a job can be asked for at; `cost` in thousandths, `left` is what can be held."""

    mode: Mode
    chosen: bool
    amount: int
    purse: Credits

    @property
    def word(self) -> str:
        return self.mode.value

    @property
    def icon(self) -> str:
        return SPEED_ICONS[self.mode]

    @property
    def label(self) -> str:
        return str(self.mode.label)

    @property
    def cost(self) -> str:
        return credits(self.amount)

    @property
    def is_short(self) -> bool:
        return self.amount > self.purse.left

    @property
    def then(self) -> str:
        return then(self.amount, self.purse)

    @property
    def expect(self) -> tuple[str, str]:
        return expect(self.mode)

    @property
    def promise(self) -> str:
        return promise(self.mode)


def then(amount: int, purse: Credits) -> str:
    """'412 left, then 396'; where it is not enough, only what is left."""
    left = grouped(purse.left)
    if amount > purse.left:
        return _("%(left)s left") % {"left": left}
    return _("%(left)s left, then %(then)s") % {"left": left, "then": grouped(purse.left - amount)}


def expect(mode: str) -> tuple[str, str]:
    """How long a job takes and how surely it succeeds, in two short phrases."""
    pace, promised = estimates.pace(mode), PROMISED[Mode(mode)]
    if pace.percent is None or pace.seconds is None:
        time = estimates.roughly(promised.seconds or 0)
        return _("No recent jobs"), _("promised within %(time)s") % {"time": time}
    about = _("About %(time)s a job") % {"time": estimates.roughly(pace.seconds)}
    return about, _("%(n)d %% succeed") % {"n": pace.percent}


def promise(mode: str) -> str:
    """The service's own promise for this speed, whole."""
    promised = PROMISED[Mode(mode)]
    time = estimates.roughly(promised.seconds or 0)
    if promised.percent is None:
        return _("Promised: within %(time)s.") % {"time": time}
    return _("Promised: within %(time)s, %(n)d %% succeed.") % {"time": time, "n": promised.percent}


def speeds(
    request: PersonRequest, action: Action, chosen: str, facts: dict[str, Any] | None = None, *, only: bool = False
) -> list[Speed]:
    """All speeds with the cost of the action at each; `only` the chosen one, where there is no choice."""
    purse, table = quotas.of(request.user), Price.objects.table()
    modes = [Mode(chosen)] if only else list(Mode)
    return [Speed(mode, mode == chosen, wishes.price(action, mode.value, facts or {}, table), purse) for mode in modes]


def key_of(request: PersonRequest) -> str:
    """The name of the press that a form sends along."""
    return key_from(request.POST.get("key", ""))


def ask(request: PersonRequest, key: str, wish: Wish) -> Sentence | None:
    """Ask for the wish, once for each press; a sentence says why nothing was asked for."""
    try:
        try:
            submit.submit(request.user, Source.PAGE, key, (wish,))
        except KeyReused:
            # The page came back from the browser's history with other pictures in it: a press of its own.
            submit.submit(request.user, Source.PAGE, new_key(), (wish,))
    except (NotEnough, TurnedAway) as error:
        return Sentence(said(error), more=isinstance(error, NotEnough))
    messages.success(request, ngettext("%(n)d job in line", "%(n)d jobs in line", 1) % {"n": 1})
    return None
