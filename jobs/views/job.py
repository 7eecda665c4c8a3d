"""The page of one job, and what can be done with it: cancel, retry, act, another speed."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs import engines, submit
from jobs.actions import Action
from jobs.errors import NotOffered, NotReachable, TurnedAway
from jobs.forms import key_from, new_key
from jobs.models import Job, Mode
from jobs.states import State
from jobs.views import cards, cursor, news, verbs
from jobs.views.create import answer
from jobs.views.door import PersonRequest, for_people, wants_news
from jobs.views.sentences import said
from mjweb.quotas.errors import NotEnough


def _job(request: PersonRequest, uid: UUID, *, own: bool = False) -> Job:
    """The job if the person may see it (`own`: if it is theirs); 404 otherwise."""
    jobs = Job.objects.of(request.user) if own else Job.objects.visible_to(request.user)
    return get_object_or_404(jobs.select_related("upstream", "user"), uid=uid)


@require_safe
@for_people
def detail(request: PersonRequest, uid: UUID) -> HttpResponse:
    """One job with everything that is known of it."""
    scope = "mine" if Job.objects.of(request.user).filter(uid=uid).exists() else "team"
    standing = cursor.here(request.user, request.session.session_key, scope)
    job = get_object_or_404(cards.with_everything(Job.objects.visible_to(request.user)), uid=uid)
    card = cards.cards([job], request.user, line=standing.line, eager=True)[0]
    card.large = True
    family = Job.objects.visible_to(request.user).filter(parent=job).unfinished()
    states = {job.state, *family.values_list("state", flat=True)} & set(State)
    context = {
        "nav": "create",
        "card": card,
        "aside": news.aside(card, request.user),
        "pulse": cursor.start(standing, states, job.pk, scope=scope, job=job.uid),
        "verbs_key": new_key(),
    }
    return render(request, "jobs/detail.html", context)


def _reply(request: PersonRequest, level: int, text: str, *also: Job, status: int = 200) -> HttpResponseBase:
    """Say what happened: with the news on a page that has a pulse, else by going back to where the form was."""
    if wants_news(request):
        toast = news.render("jobs/_toast.html", text=text, level=messages.DEFAULT_TAGS[level])
        key = news.render("jobs/_key.html", key=new_key())
        return HttpResponse(answer(request, *also) + toast + key, status=status)
    messages.add_message(request, level, text)
    where = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(where, {request.get_host()}, require_https=request.is_secure()):
        where = "create:index"
    return redirect(where)


def _attempt(request: PersonRequest, job: Job, word: str, ask: Callable[[str], object], done: str) -> HttpResponseBase:
    """Ask for something that costs, once for each press: `ask` gets the key, `done` is said when it went well."""
    # One key of the page serves all its buttons: which of them was pressed is part of it.
    key = f"{key_from(request.POST.get('key', ''), 22)}.{job.uid.hex}.{word}"
    try:
        ask(key)
    except NotOffered:
        text = _("This action is not offered for this picture. Nothing was charged.")
        return _reply(request, messages.ERROR, text, status=422)
    except (NotEnough, TurnedAway) as error:
        return _reply(request, messages.ERROR, said(error), status=422)
    return _reply(request, messages.SUCCESS, done, job)


@require_POST
@for_people
def act(request: PersonRequest, uid: UUID) -> HttpResponseBase:
    """Ask for an action on a finished job; `step` is the action and the tile: `upscale.2`."""
    job = _job(request, uid)
    word = request.POST.get("step", "")
    step = verbs.read(word)
    if step is None or step.action is Action.REGION:  # without its mask a region is no request
        return HttpResponse(_("There is no such action."), status=400)
    return _attempt(request, job, word, lambda key: submit.act(request.user, job, step, key), verbs.started(step))


@require_POST
@for_people
def retry(request: PersonRequest, uid: UUID) -> HttpResponseBase:
    """Ask again for one's own job that ended without pictures."""
    job = _job(request, uid, own=True)
    if job.late or job.state not in (State.FAILED, State.LOST, State.CANCELED):
        text = _("Only a job that ended without pictures can be retried. Nothing was charged.")
        return _reply(request, messages.ERROR, text, status=422)
    return _attempt(request, job, "retry", lambda key: submit.retry(request.user, job, key), _("Retry started"))


@require_POST
@for_people
def cancel(request: PersonRequest, uid: UUID) -> HttpResponseBase:
    """Cancel one's own job, with a full return, where that is still possible."""
    job = _job(request, uid, own=True)
    if submit.cancel(job):
        job.refresh_from_db()
        returned = cards.Card(job, request.user).returned
        return _reply(request, messages.SUCCESS, _("Job cancelled, %(credits)s") % {"credits": returned}, job)
    return _reply(request, messages.ERROR, _("Too late to cancel: the job is running or done."), job, status=422)


@require_POST
@for_people
def speed(request: PersonRequest, uid: UUID) -> HttpResponseBase:
    """Move one's own waiting job to another speed, at its price."""
    job = _job(request, uid, own=True)
    mode = request.POST.get("mode", "")
    if mode not in Mode.values:
        return HttpResponse(_("There is no such speed."), status=400)
    try:
        moved = submit.change_speed(job, mode)
    except (NotEnough, TurnedAway) as error:
        return _reply(request, messages.ERROR, said(error), job, status=422)
    if not moved:
        return _reply(request, messages.ERROR, _("The job does not wait any more; its speed stays."), job, status=422)
    return _reply(request, messages.SUCCESS, _("Speed changed to %(speed)s") % {"speed": Mode(mode).label}, job)


@require_safe
@for_people
def preview(request: PersonRequest, uid: UUID, number: int, counter: int) -> HttpResponse:
    """How a tile of a running job looks by now. `counter` only makes each look an address of its own."""
    job = _job(request, uid)
    if job.upstream is None or job.engine_id is None or not 1 <= number <= len(job.places):
        raise Http404
    try:
        look = engines.of(job.upstream).preview(job.engine_id, number if job.places != (0,) else 0)
    except NotReachable:
        look = None
    if look is None:
        # Tiles are drawn one after the other. Not an error: the browser's console would be full of them.
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    response = HttpResponse(look, content_type="image/webp")
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
