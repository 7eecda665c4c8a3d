"""The votes on a collection, told together."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.gallery import wall
from mjweb.gallery.models import Collection
from mjweb.gallery.voting import MOST, Vote


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has voted, and, once that may be read, what came of it."""
    assert request.user.is_authenticated
    collection = get_object_or_404(Collection.objects.voted_on(request.user).select_related("user"), pk=pk)
    vote = Vote(collection, request.user)
    context = {
        "nav": "collections",
        "collection": collection,
        "is_own": collection.user_id == request.user.pk,
        "vote": vote,
        "results": vote.results(),
        "most": MOST,
        "here": wall.Query(words=f'in:"{collection.name}"', scope="team").address(),
    }
    return render(request, "collections/votes.html", context)


@login_required
@require_POST
@needs(Right.CREATE)
def open_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read the votes from now on, also while some have still to vote; for who made the collection."""
    assert request.user.is_authenticated
    own = get_object_or_404(Collection.objects.voted_on(request.user).filter(user=request.user), pk=pk)
    if Collection.objects.filter(pk=own.pk, is_blind=True).update(is_blind=False):
        messages.success(request, _("The votes are open."))
    return redirect("collections:votes", own.pk)
