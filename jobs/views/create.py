"""The Create page: the prompt bar and the feed below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from jobs import once, privacy, references, submit, wildcards
from jobs.errors import KeyReused, TurnedAway
from jobs.forms import PromptForm, new_key
from jobs.models import Batch, Intake, Job, Mode, PromptDefaults, Source
from jobs.models.job import JobQuerySet
from jobs.views import cards, cursor, days, held, menu, news
from jobs.views.before import Before, answered, gone
from jobs.views.composer import Composer
from jobs.views.cursor import Cursor
from jobs.views.door import PersonRequest, for_people, wants_news
from jobs.views.sentences import Sentence, closed, of_problem
from jobs.views.starters import STARTERS, starter
from jobs.views.work import work_for
from mjweb.accounts.models import Right
from mjweb.accounts.needs import either, helpers
from mjweb.bodies import takes_pictures
from mjweb.quotas import context as quotas
from mjweb.quotas.errors import NotEnough

PAGE = 12
# So many pages come by themselves; then a press is needed, so that the end of the page stays in reach.
_BY_THEMSELVES = 5
_HISTORY = 50
_ANY_WORD = "picture"


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def index(request: PersonRequest) -> HttpResponseBase:
    """The page; a POST of the bar creates jobs and shows the page again, or sends only what is new."""
    if request.method == "POST":
        return _create(request)
    composer = Composer(PromptForm(), quotas.of(request.user), user=request.user)
    composer.form = _prefilled(request, composer.usual)
    return _page(request, composer)


def _prefilled(request: PersonRequest, usual: Mapping[str, str]) -> PromptForm:
    """The bar as this person begins, or with the prompt of a job (`?prompt=<job>`) or of a starter (`?start=<word>`).

    Of a job that describes a picture `&n=` says which of its prompts. `?reference=<picture>` and `?upload=<upload>` put
    a picture into it.
    """
    initial: dict[str, object] = {**usual, **held.initial(request)}
    source = request.GET.get("prompt", "")
    if source:
        job = _named(request, source)
        if job is None:
            raise Http404
        card = cards.Card(job, request.user)
        number = _whole(request.GET.get("n")) or 0
        if card.is_text:
            initial = {
                **usual,
                "prompt": "".join(said.text for said in card.prompts[number - 1 : number]) if number else "",
            }
        else:
            found, words = references.found(wildcards.kept(card.written))
            initial = {"prompt": words, "mode": job.mode or Mode.FAST, "references": found, "remix": str(job.uid)}
            initial |= {"private": "1"} if job.private_at else {}
    elif "start" in request.GET:
        initial |= {"prompt": starter(request.GET["start"])}
    elif "insert" in request.GET:
        return menu.filled(request.user, PromptForm(initial=initial), request.GET["insert"])
    return PromptForm(initial=initial)


def _named(request: PersonRequest, uid: str) -> Job | None:
    """The job of this uid, if there is one whose words the person may read."""
    try:
        return Job.objects.visible_to(request.user).exclude(privacy.untold(request.user)).filter(uid=UUID(uid)).first()
    except ValueError:
        return None


@require_POST
@for_people
def defaults(request: PersonRequest) -> HttpResponse:
    """Keep what the controls of the bar say as what it begins with; nothing is created, and the draft stays."""
    form = PromptForm(request.POST)
    composer = Composer(form, quotas.of(request.user), user=request.user)
    usual = form.settled()
    # Judged beside a word: a prompt of parameters alone is wrong in a way that no default is.
    problems = Composer(PromptForm({**usual, "prompt": _ANY_WORD}), composer.purse, user=request.user).plan.errors
    if problems:
        composer.sentences += [of_problem(problem) for problem in problems]
        return _refused(request, composer)
    PromptDefaults.objects.keep(request.user, usual)
    said = _("Your prompt bar begins like this from now on")
    if wants_news(request):
        return HttpResponse(news.render("jobs/_announce.html", text=said))
    messages.success(request, said)
    return _page(request, composer)


def _page(request: PersonRequest, composer: Composer, status: int = 200) -> HttpResponse:
    scope = "team" if request.GET.get("scope") == "team" else "mine"
    standing = cursor.here(request.user, request.session.session_key, scope)
    feed = news.in_scope(request.user, scope, standing.team)
    after = _whole(request.GET.get("after"))
    rows = _slice(feed, after)
    shown = cards.cards(rows[:PAGE], request.user, line=standing.line, eager=True)
    # A later page has no pulse for what is above it: only what it shows is watched.
    states = set(feed.unfinished().order_by().values_list("state", flat=True).distinct())
    top = rows[0].pk if rows and after is None else feed.newest_first().values_list("pk", flat=True).first() or 0
    intake = Intake.objects.closed()
    context = {
        "nav": "create",
        "closed": closed(intake.opens_at, intake.reason) if intake else "",
        "composer": composer,
        "days": _days(shown),
        "count": news.today(feed),
        "scope": scope,
        "later": after is not None,
        "pulse": cursor.start(standing, states, top, scope=scope),
        "starters": STARTERS if not shown and after is None else (),
        "more": _more(rows, scope, 1),
        "verbs_key": new_key(),
        "menu": menu.menu(request.user),
        "helpers": "" if request.user.creates else either(helpers(request.user, Right.CREATE)),
    }
    return render(request, "create/index.html", context, status=status)


def _days(shown: list[cards.Card]) -> list[days.Day]:
    """The days of the feed; today is always there, since new jobs go into it."""
    found = list(days.by_day(shown))
    today = days.today()
    return found if found and found[0].key == today.key else [today, *found]


def _slice(feed: JobQuerySet, after: int | None) -> list[Job]:
    """One page and one job more, which says whether another page follows."""
    jobs = cards.with_everything(feed if after is None else feed.after(after))
    return list(jobs.newest_first()[: PAGE + 1])


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


def _more(rows: list[Job], scope: str, page: int) -> dict[str, str]:
    """The link to the next page, empty at the end."""
    if len(rows) <= PAGE:
        return {}
    last = rows[PAGE - 1]
    return {
        "after": str(last.pk),
        "scope": scope,
        "day": days.day_of(last),
        "page": str(page + 1),
        "trigger": "revealed" if page <= _BY_THEMSELVES else "click",
    }


@require_safe
@for_people
def more(request: PersonRequest) -> HttpResponse:
    """The next page of the feed, to be put below what is there; `day` is the last day that has its head already."""
    scope = "team" if request.GET.get("scope") == "team" else "mine"
    standing = cursor.here(request.user, request.session.session_key, scope)
    page = _whole(request.GET.get("page", "1")) or 1
    rows = _slice(news.in_scope(request.user, scope, standing.team), _whole(request.GET.get("after", "0")))
    found = list(days.by_day(cards.cards(rows[:PAGE], request.user, line=standing.line)))
    context = {"days": found, "headed": request.GET.get("day", ""), "more": _more(rows, scope, page)}
    return render(request, "create/_more.html", context)


def _create(request: PersonRequest) -> HttpResponseBase:
    data, refused = held.with_files(request)
    if "insert" in request.POST:
        filled = menu.filled(request.user, PromptForm(data), request.POST["insert"])
        return _page(request, Composer(filled, quotas.of(request.user), user=request.user))
    composer = Composer(PromptForm(data), quotas.of(request.user), user=request.user)
    if refused or held.is_only_arranged(data):
        composer.sentences += [Sentence(sentence) for sentence in refused]
        return _again(request, composer, status=422 if refused else 200)
    plan = composer.plan
    composer.tell_problems()
    if "project" in request.POST and not work_for(request.user, request.POST["project"]):
        gone = _("This project takes no new jobs. Choose another, or none, in the settings.")
        composer.sentences.append(Sentence(gone))
    if plan.errors or any(sentence.level == "error" for sentence in composer.sentences):
        return _refused(request, composer)
    if answered(composer.answer, composer.plan.wishes) == "use":
        return _use(request, composer)
    composer = _once(request, composer)
    composer.asks = composer.before is None and not composer.is_short and composer.needs_yes
    if composer.before is not None or composer.asks:
        composer.sentences.clear()
        return _again(request, composer, status=200)
    try:
        batch = _submit(request, composer)
    except (NotEnough, TurnedAway) as error:
        composer.tell(error)
        return _refused(request, composer)
    if composer.skip:
        once.spare(request.user, batch.key, [composer.planned(composer.form.mode_now)], composer.skip)
    count = batch.jobs.count()
    if not wants_news(request):
        messages.success(request, ngettext("%(n)d job in line", "%(n)d jobs in line", count) % {"n": count})
        held.keep(request, composer.form)
        return redirect("create:index")
    data["key"], data["sure"], data["once"] = new_key(), "", ""
    done = Composer(PromptForm(data), quotas.of(request.user), user=request.user)
    said = ngettext("%(n)d job in line", "%(n)d jobs in line", count) % {"n": count}
    return HttpResponse(
        answer(request) + news.render("create/_bar.html", composer=done) + news.render("jobs/_announce.html", text=said)
    )


def _once(request: PersonRequest, composer: Composer) -> Composer:
    """The bar with what of it was made before, until that is answered; or without it, if that is the answer."""
    answer = answered(composer.answer, composer.plan.wishes)
    if answer == "all":
        return composer
    before = Before.of(request.user, composer.key, composer.plan.wishes)
    if before is not None and answer == "rest" and before.rest:
        return replace(composer, skip=frozenset(before.made))
    composer.before = before
    return composer


def _use(request: PersonRequest, composer: Composer) -> HttpResponseBase:
    """Go to what was made before; nothing is asked for."""
    before = Before.of(request.user, composer.key, composer.plan.wishes)
    if before is None:
        composer.sentences.append(Sentence(gone()))
        return _refused(request, composer)
    once.spare(request.user, composer.key, [composer.plan], before.made)
    return HttpResponseClientRedirect(before.use) if wants_news(request) else redirect(before.use)


def _submit(request: PersonRequest, composer: Composer) -> Batch:
    origin = _named(request, composer.remix) if composer.remix else None
    wishes = tuple(replace(wish, remix_of=origin, is_private=composer.private) for wish in composer.plan.wishes)
    try:
        return submit.submit(request.user, Source.PAGE, composer.key, wishes)
    except KeyReused:
        # The page came back from the browser's history with another prompt in it: a press of its own.
        return submit.submit(request.user, Source.PAGE, new_key(), wishes)


def answer(request: PersonRequest, *also: Job) -> str:
    """The news since the cursor that a form sent along."""
    try:
        seen = Cursor.read(request.POST)
    except ValueError:
        seen = Cursor()
    standing = cursor.here(request.user, request.session.session_key, seen.scope)
    return news.since(request.user, standing, seen, also)


def _refused(request: PersonRequest, composer: Composer) -> HttpResponse:
    return _again(request, composer, status=422)


def _again(request: PersonRequest, composer: Composer, status: int) -> HttpResponse:
    """The bar with its draft and what is to be said about it; nothing was asked for."""
    if wants_news(request):
        return HttpResponse(news.render("create/_bar.html", composer=composer), status=status)
    return _page(request, composer, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def quote(request: PersonRequest) -> HttpResponse:
    """What the bar would cost now; asked by POST from the page, so that drafts stand in no log."""
    data = request.POST if request.method == "POST" else request.GET
    composer = Composer(PromptForm(data), quotas.of(request.user), user=request.user)
    return HttpResponse(news.render("create/_quote.html", composer=composer, oob=True))


@require_safe
@for_people
def history(request: PersonRequest) -> JsonResponse:
    """The person's last prompts, newest first, each once."""
    jobs = (
        Job.objects.of(request.user).made_here().filter(parent=None).exclude(prompt="").newest_first()[: 4 * _HISTORY]
    )
    written = dict.fromkeys(wildcards.kept(cards.Card(job, request.user).written) for job in jobs)
    return JsonResponse({"prompts": list(written)[:_HISTORY]})
