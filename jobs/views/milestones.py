"""What is announced when a job comes into a state: that it started, is ready, or came to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from jobs.views.cards import Card


def said(card: Card) -> str:
    """One sentence, empty where nothing is to be said."""
    name = Truncator(card.title).words(4)
    if card.is_late:
        return _("%(name)s: came late, %(credits)s") % {"name": name, "credits": card.returned}
    if card.look == "done":
        return _ready(card, name)
    if card.is_ended_badly:
        failed = card.seen == "failed"
        pattern = _("%(name)s: failed, %(credits)s") if failed else _("%(name)s: cancelled, %(credits)s")
        return pattern % {"name": name, "credits": card.returned}
    return _("%(name)s: started") % {"name": name} if card.seen == "running" else ""


def _ready(card: Card, name: str) -> str:
    if card.is_described:
        count = len(card.prompts)
        pattern = ngettext("%(name)s: %(n)d prompt ready", "%(name)s: %(n)d prompts ready", count)
    elif card.is_text:
        return _("%(name)s: ready") % {"name": name}
    else:
        count = len(card.tiles)
        pattern = ngettext("%(name)s: %(n)d picture ready", "%(name)s: %(n)d pictures ready", count)
    return pattern % {"name": name, "n": count}
