"""One picture, large, with all that can be done with it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from jobs.actions import Action, Shape
from jobs.forms import new_key
from jobs.models import Feed, Job, Part, Picture
from jobs.views import cards
from jobs.views.offers import groups_of
from mjweb.accounts.models import User
from mjweb.gallery import wall

# Longer lines of descent fold in the middle.
MOST_ANCESTORS = 6


@login_required
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture, its neighbours in the list it was opened from (the same words as the wall's address), its family."""
    assert request.user.is_authenticated
    user = request.user
    shown = get_object_or_404(Picture.objects.visible_to(user).shown(), pk=pk)
    query = wall.Query.of(request.GET.dict())
    job = cards.with_everything(Job.objects.all()).get(pk=shown.job_id)
    card = cards.cards([job], user, line=Feed.objects.versions("line")["line"])[0]
    newer, older = wall.neighbours(query, user, shown)
    context = {
        "nav": "gallery",
        "picture": shown,
        "card": card,
        "siblings": job.shown_pictures(),
        "ancestors": ancestors(shown, user),
        "newer": newer,
        "older": older,
        "here": query.address(),
        "groups": groups_of([verb for verb in card.verbs if verb.step.index in (0, shown.index)]),
        "engine": job.upstream.engine if job.upstream else "",
        "filename": filename(job, shown),
        "verbs_key": new_key(),
    }
    return render(request, "picture/index.html", context)


def filename(job: Job, shown: Picture) -> str:
    """A name for a download: the first words of the prompt in plain letters, and which picture it is."""
    words = slugify(job.title)[:60].strip("-") or "picture"
    return f"{words}-{shown.pk}.{shown.extension}"


def ancestors(shown: Picture, user: User) -> list[tuple[str, Picture]]:
    """From the first grid down to this picture: what each step was, and the picture it was taken from."""
    found: list[tuple[str, Picture]] = []
    job: Job | None = Job.objects.select_related("parent").get(pk=shown.job_id)
    while job is not None and job.parent is not None and len(found) < 50:
        parent = job.parent
        pictures = Picture.objects.visible_to(user).exclude(part=Part.GRID).filter(job=parent).order_by("index")
        origin = pictures.filter(index=job.index).first() or pictures.first()
        if origin is None:
            break
        found.append((short(parent), origin))
        job = Job.objects.select_related("parent").get(pk=parent.pk)
    if job is not None and job.parent_id is None:
        found += [("REF", one) for one in reversed(references(job, user))]
    found.reverse()
    if len(found) > MOST_ANCESTORS:
        found = found[:2] + found[-(MOST_ANCESTORS - 2) :]
    return found


def references(job: Job, user: User) -> list[Picture]:
    """The pictures of ours that a prompt refers to, as far as the person may see them."""
    inputs = Picture.objects.visible_to(user).shown().filter(inputs__job=job).exclude(inputs__role="")
    return list(inputs.order_by("inputs__number").distinct())


def short(job: Job) -> str:
    """A step in one word for the film strip: GRID, U2, V3."""
    names = {Action.UPSCALE: f"U{job.index}", Action.VARY: f"V{job.index}"}
    action = Action(job.action)
    if action in names:
        return names[action]
    return "GRID" if job.shape is Shape.GRID and job.parent_id is None else action.value.split("_")[0].upper()
