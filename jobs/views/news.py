"""What changed on a page since it last heard, as out-of-band parts with stable ids."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, prefetch_related_objects
from django.template.loader import get_template
from django.utils import timezone

from jobs.models import Job
from jobs.models.job import JobQuerySet
from jobs.states import ALIVE, FINAL, State
from jobs.views import cards
from jobs.views.cards import Card
from jobs.views.cursor import Cursor, Here, follow
from jobs.views.family import family_of
from mjweb.accounts.models import User
from mjweb.quotas import context as quotas

if TYPE_CHECKING:
    from django.template.backends.base import _EngineTemplate

# More jobs than this in one answer are not news but another page.
_MOST = 200


@cache
def _template(name: str) -> _EngineTemplate:
    return get_template(name)


def render(name: str, **context: Any) -> str:
    """A fragment; without a request, so that no context processor runs."""
    return _template(name).render(context)


def in_scope(user: User, scope: str, team: int) -> JobQuerySet:
    """The jobs of a feed in the space of a page: the person's own, or all of the team's that they may see."""
    own = Job.objects.of(user).filter(team_id=team)
    return (Job.objects.of_team(user, team) if scope == "team" else own).made_here()


def today(jobs: JobQuerySet) -> int:
    """How many of the jobs were asked for today."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return jobs.filter(created_at__gte=midnight).count()


def since(user: User, standing: Here, cursor: Cursor, also: Iterable[Job] = ()) -> str:
    """Everything that changed since the cursor, and the next pulse; `also` are jobs to show anew although unchanged."""
    feed = in_scope(user, cursor.scope, standing.team)
    if cursor.job is not None:
        feed = Job.objects.visible_to(user).filter(Q(uid=cursor.job) | Q(parent__uid=cursor.job))
    shown = cards.cards(_changed(feed, standing, cursor, user), user, line=standing.line)
    if cursor.job is None:
        parts = _in_feed(user, feed, standing, cursor, shown, also)
    else:
        parts = _on_page(user, cursor.job, cursor, shown, bool(also))
    if any(card.mine and (card.state == State.QUEUED or card.state in FINAL) for card in shown):
        parts += frame(user, counted=cursor.job is None)
    states = {card.state for card in shown}
    if not states & ALIVE:
        states = set(feed.unfinished().order_by().values_list("state", flat=True).distinct())
    top = max((card.job.pk for card in shown), default=0)
    parts.append(render("jobs/_pulse.html", pulse=follow(standing, cursor, states, top), oob=True))
    return "".join(parts)


# What a card of an unfinished job reads; the rest comes when it is asked for.
_FIELDS = (
    *("id", "uid", "user_id", "team_id", "parent_id", "upstream_id", "action", "index", "prompt", "text", "facts"),
    *(
        "mode",
        "quote",
        "state",
        "reason",
        "message",
        "progress",
        "preview",
        "seed",
        "notice",
        "late",
        "private_at",
        "hidden_at",
    ),
    *("created_at", "due_at", "sent_at", "accepted_at", "drawn_at", "finished_at"),
)


@cache
def _columns() -> str:
    return ", ".join(connection.ops.quote_name(field) for field in _FIELDS)


def _changed(feed: JobQuerySet, standing: Here, cursor: Cursor, user: User) -> list[Job]:
    """The jobs to show anew, newest first: those that changed, and those in line when the line moved."""
    newer, whose, key = "person_version", "user_id", user.pk
    if cursor.scope == "team":
        newer, whose, key = "team_version", "team_id", standing.team
    what = f"{newer} > %s"
    if cursor.line not in (-1, standing.line):
        what = f"({what} OR state = 'queued')"
    if cursor.scope == "team" and cursor.job is None:
        what += " AND private_at IS NULL"
    # Written out: making this statement from a queryset costs more than all the rest of an answer.
    statement = f"SELECT {_columns()} FROM jobs_job WHERE {whose} = %s AND {what} ORDER BY id DESC LIMIT {_MOST}"  # noqa: S608  # no word of it comes from outside
    found = list(Job.objects.raw(statement, [key, cursor.version]))
    if cursor.job is not None:
        found = [job for job in found if job.uid == cursor.job or job.parent_id]
        found = list(feed.filter(pk__in=[job.pk for job in found]).newest_first()) if found else []
    if any(job.has_result for job in found):
        found = list(cards.with_everything(feed.filter(pk__in=[job.pk for job in found])).newest_first())
    elif cursor.scope == "team":
        prefetch_related_objects(found, "user")
    return found


def _in_feed(
    user: User, feed: JobQuerySet, standing: Here, cursor: Cursor, shown: list[Card], also: Iterable[Job]
) -> list[str]:
    fresh = [card for card in shown if card.job.pk > cursor.top]
    parts = [_part(card, cursor) for card in shown if card.job.pk <= cursor.top]
    if fresh:
        parts.append(render("jobs/_new.html", cards=fresh))
        parts.append(render("create/_count.html", count=today(feed), oob=True))
    known = {card.job.pk for card in shown}
    again = [job.pk for job in also if job.pk not in known]
    if again:
        rows = cards.with_everything(Job.objects.visible_to(user).filter(pk__in=again))
        shown_again = cards.cards(rows, user, line=standing.line)
        parts += [render("jobs/_status.html", card=card, oob=True) for card in shown_again]
    return parts


def _on_page(user: User, uid: UUID, cursor: Cursor, shown: list[Card], again: bool) -> list[str]:
    """On the page of one job: its parts, and beside it what it led to and what happened."""
    parts = []
    for card in shown:
        if card.job.uid == uid:
            card.large = True
            parts.append(_part(card, cursor))
    job = cards.with_everything(Job.objects.visible_to(user)).filter(uid=uid).first()
    if job is not None and (shown or again):
        parts.append(aside(cards.cards([job], user, line=cursor.line)[0], user, oob=True))
    return parts


def aside(card: Card, user: User, *, oob: bool = False) -> str:
    """Beside a job on its page: what may follow, what followed, the facts and the events."""
    events = card.job.events.order_by("pk")
    return render("jobs/_aside.html", card=card, family=family_of(card.job, user), events=events, oob=oob)


def _part(card: Card, cursor: Cursor) -> str:
    """A known job: its status, and its strip when it may have come into its state since; else the bar is enough."""
    job = card.job
    came = max(at for at in (job.created_at, job.sent_at, job.accepted_at, job.drawn_at, job.finished_at) if at)
    goes_on = card.state == State.RUNNING and came < cursor.moment
    strip = "jobs/_bar.html" if goes_on else "jobs/_strip.html"
    return render(strip, card=card, oob=True) + render("jobs/_status.html", card=card, oob=True)


def frame(user: User, *, counted: bool) -> list[str]:
    """Credits and badges: they move when a job came or ended; `counted` pages have the number in their title."""
    count = Job.objects.of(user).unfinished().count()
    left = quotas.of(user)
    return [
        render("create/_title.html", live_jobs=count) if counted else "",
        render("_credits_ring.html", credits=left, oob=True),
        render("_credits_chip.html", credits=left, oob=True),
        render("_live.html", id="live-rail", live_jobs=count, oob=True),
        render("_live.html", id="live-tab", live_jobs=count, oob=True),
    ]
