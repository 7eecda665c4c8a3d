"""One picture, large, with all that can be done with it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobs.forms import new_key
from jobs.models import Job, Picture, Stored
from jobs.views import cards
from jobs.views.offers import groups_of
from mjweb.accounts.models import Right
from mjweb.gallery import lineage, search, shelf, wall
from mjweb.gallery.models import Tag


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture, its neighbours in the list it was opened from (the same words as the wall's address), its family."""
    assert request.user.is_authenticated
    user = request.user
    shown = get_object_or_404(shelf.marked(Picture.objects.visible_to(user).shown(), user), pk=pk)
    query = wall.Query.of(request.GET.dict())
    job = cards.with_everything(Job.objects.all()).get(pk=shown.job_id)
    card = cards.cards([job], user, line=0)[0]  # what has pictures stands in no line
    newer, older = search.beside(query.terms(user), shown.pk)
    context = {
        "nav": "gallery",
        "picture": shown,
        "card": card,
        "siblings": job.shown_pictures(),
        "ancestors": lineage.ancestors(shown, user),
        "tags": Tag.objects.filter(taggings__picture=shown).order_by("name") if " g" in (shown.labels or "") else [],
        "is_own": shown.user_id == user.pk,
        "newer": newer,
        "older": older,
        "here": query.address(),
        "groups": groups_of([verb for verb in card.verbs if verb.step.index in (0, shown.index)]),
        "engine": job.upstream.engine if job.upstream else "",
        "is_lost": Stored.objects.wrong().filter(sha256=shown.sha256).exists(),
        "may_share": shown.team_id == user.team.pk and user.may(Right.SHARE),
        "verbs_key": new_key(),
    }
    return render(request, "picture/index.html", context)
