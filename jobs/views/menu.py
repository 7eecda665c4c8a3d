"""The menu of the prompt bar: presets and wildcard lists to put into what stands there, by one press."""

from __future__ import annotations

import re
from typing import TypeAlias

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from jobs import references
from jobs.forms import PromptForm
from jobs.models import Preset, Wildcard
from jobs.models.wildcard import glimpsed
from jobs.presets import joined
from jobs.views.door import PersonRequest, for_people
from mjweb.accounts.models import User

Piece: TypeAlias = Preset | Wildcard
MOST = 24  # of each kind


def menu(user: User) -> dict[str, list[Piece]]:
    """What the bar offers: a person's own first, then the team's."""
    presets, lists = Preset.objects.visible_to(user), glimpsed(Wildcard.objects.visible_to(user))
    return {"presets": list(presets.own_first(user)[:MOST]), "wildcards": list(lists.own_first(user)[:MOST])}


def piece_named(user: User, word: str) -> Piece:
    """The one that a button names, `preset-12` or `wildcard-12`. Raises Http404 where this person has none such."""
    match = re.fullmatch(r"(preset|wildcard)-([0-9]{1,18})", word)
    if match is None:
        raise Http404
    if match[1] == "preset":
        return get_object_or_404(Preset.objects.visible_to(user), pk=int(match[2]))
    return get_object_or_404(Wildcard.objects.visible_to(user), pk=int(match[2]))


def filled(user: User, form: PromptForm, word: str) -> PromptForm:
    """The bar with the piece put into what stands there; for browsers without script, and for links to the bar."""
    found, words = references.found(joined(form.written(), piece_named(user, word).piece))
    return PromptForm(initial={"prompt": words, "mode": form.mode_now, "references": found})


@require_POST
@for_people
def insert(request: PersonRequest) -> HttpResponse:
    """The whole prompt of the bar with a piece put in, as text; the script of the bar takes it from there."""
    piece = piece_named(request.user, request.POST.get("insert", ""))
    whole = joined(PromptForm(request.POST).written(), piece.piece)
    return HttpResponse(whole, content_type="text/plain; charset=utf-8")
