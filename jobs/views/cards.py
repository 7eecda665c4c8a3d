"""What a template shows of a job: everything it needs as plain strings, without a query for each card."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from jobs import described, privacy, waiting
from jobs.actions import Action, Shape, Step
from jobs.endings import Ending, ending
from jobs.models import Job, Mode, Part, Picture
from jobs.models.job import JobQuerySet
from jobs.references import Source
from jobs.states import State
from jobs.views import brought, estimates, milestones, offers, parameters
from jobs.views.offers import SPEED_ICONS, Group, Prices, Verb
from jobs.views.tiles import Tile, Used, references_of, tile_of
from jobs.views.verbs import label_of
from mjweb.accounts.models import User
from mjweb.quotas.units import credits

_WITHOUT_RESULT = (State.FAILED, State.LOST, State.CANCELED)
# Of a single picture this many actions stand in its card; the job's page has all.
_FIRST_STEPS = (Action.VARY_SUBTLE, Action.ZOOM_OUT_2, Action.UPSCALE_SUBTLE, Action.UPSCALE_2X)


def with_everything(jobs: JobQuerySet) -> JobQuerySet:
    """The jobs with what their cards read, in a fixed number of queries."""
    pictures = Picture.objects.exclude(part=Part.GRID).order_by("index")
    results = Job.objects.exclude(state__in=_WITHOUT_RESULT, late=False).order_by("pk")
    results = results.only("uid", "parent_id", "action", "index", "user_id", "private_at")
    return jobs.select_related("user", "upstream").prefetch_related(
        Prefetch("pictures", queryset=pictures), Prefetch("children", queryset=results, to_attr="results")
    )


def cards(jobs: Iterable[Job], user: User, *, line: int, eager: bool = False) -> list[Card]:
    """A card for each job; `line` is the version of the line's feed, `eager` loads the first strip at once."""
    rows = list(jobs)
    bringing = [job for job in rows if job.action in brought.FORMS or "references" in job.facts]
    prefetch_related_objects(bringing, "inputs__upload", "inputs__picture")
    places = estimates.places(rows, line)
    prices = Prices()
    kept = waiting.why(rows)
    made = [Card(job, user, prices, places.get(job.pk), kept.get(job.pk, "")) for job in rows]
    if eager:
        first = next((card for card in made if card.job.has_result), None)
        if first is not None:
            first.eager = True
    return made


class Card:
    """A job as it is shown; computed on first use, since most cards need only a part."""

    eager = False
    large = False  # on its own page

    def __init__(
        self, job: Job, user: User, prices: Prices | None = None, place: int | None = None, kept: str = ""
    ) -> None:
        self.job, self.user, self.prices, self.place = privacy.told(job, user), user, prices or Prices(), place
        self.kept = kept  # why it waits, where that is more than its turn
        self.pk, self.id = str(job.pk), f"job-{job.pk}"
        self.state = job.state
        self.seen = job.seen
        # How it looks: as its state, but a job that was given up and has pictures looks like any that has.
        self.look = "done" if job.has_result else job.state
        self.is_late = job.late
        self.is_private = job.private_at is not None
        self.mine = job.user_id == user.pk

    # What it is -----------------------------------------------------------------------------------------------------

    @cached_property
    def url(self) -> str:
        return reverse("jobs:detail", args=[self.job.uid])

    @cached_property
    def written(self) -> str:
        """The prompt as the person wrote it."""
        return self.job.prompt

    @cached_property
    def title(self) -> str:
        return self.job.title

    @cached_property
    def short(self) -> str:
        return Truncator(self.title).chars(90)

    @cached_property
    def params(self) -> str:
        return parameters.written(self.job)

    @property
    def switches(self) -> list[str]:
        return parameters.switches(self.params)

    @cached_property
    def inputs(self) -> list[Source]:
        """The pictures that stand in the place of a prompt, in their order."""
        return brought.inputs(self.job, self.user)

    @cached_property
    def references(self) -> list[Used]:
        """The reference images of its prompt."""
        return references_of(self.job, self.user)

    @property
    def remix(self) -> str:
        """The form that begins with what this job was asked for; empty where there is none for this person."""
        return brought.remix(self.job, mine=self.mine) if self.user.creates else ""

    @cached_property
    def origin(self) -> str:
        """What was done to which picture, for a job that has a parent: 'Upscale, picture 2'."""
        job = self.job
        if job.action == Action.IMAGINE:
            return ""
        return label_of(Step(Action(job.action), job.index))

    @cached_property
    def mode(self) -> str:
        return str(Mode(self.job.mode).label) if self.job.mode else _("Imported")

    @cached_property
    def mode_icon(self) -> str:
        return SPEED_ICONS[Mode(self.job.mode)] if self.job.mode else "image"

    @cached_property
    def ratio(self) -> str:
        width, height = self.job.aspect
        return f"{width}/{height}"

    @property
    def shape(self) -> str:
        """For the sheet: tall strips stay in one row on phones."""
        width, height = self.job.aspect
        return "tall" if width * 5 <= height * 4 else ""

    @property
    def is_single(self) -> bool:
        return self.job.shape not in (Shape.GRID, Shape.TEXT) and len(self.tiles) < 2

    @property
    def is_text(self) -> bool:
        return self.job.shape is Shape.TEXT

    @property
    def is_described(self) -> bool:
        return self.job.action == Action.DESCRIBE

    @property
    def prompts(self) -> list[described.Said]:
        """What describe says, one prompt after the other."""
        return described.prompts(self.job.words) if self.is_described else []

    @property
    def by(self) -> str:
        """The name of a colleague, empty for one's own."""
        return "" if self.mine else str(self.job.user)

    @property
    def facts(self) -> list[tuple[str, str]]:
        return [] if self.is_text else parameters.facts(self.job)

    # Its pictures ---------------------------------------------------------------------------------------------------

    @property
    def is_ended_badly(self) -> bool:
        return self.look in _WITHOUT_RESULT

    @cached_property
    def tiles(self) -> list[Tile]:
        job = self.job
        if job.has_result:
            return [tile_of(picture, self.title) for picture in job.shown_pictures()]
        looks = bool(job.preview) and self.seen == "running"
        places = range(1, len(job.places) + 1)
        return [Tile(n, f"{self.looks}{n}/{job.preview}.webp" if looks else "") for n in places]

    @property
    def sizes(self) -> str:
        """How wide a tile is shown, for the browser to choose a file by."""
        if self.large:
            return "(width < 68rem) 100vw, 65vw" if self.is_single else "(width < 68rem) 50vw, 38vw"
        if self.is_single:
            return "(width < 48rem) 100vw, (width < 140rem) 42vw, 18vw"
        return "(width < 48rem) 50vw, (width < 140rem) 21vw, 9vw"

    @cached_property
    def looks(self) -> str:
        """Where previews are had: this, then `<tile>/<counter>.webp`."""
        return f"{self.url}preview/"

    @cached_property
    def missing(self) -> str:
        """A sentence where not all pictures came."""
        if self.job.notice != "partial":
            return ""
        return _("%(n)d of %(all)d pictures came") % {"n": len(self.tiles), "all": len(self.job.places)}

    @property
    def original(self) -> str:
        """The address of a single result in full size."""
        found = self.job.shown_pictures()
        return found[0].url if found else ""

    # While it is not done -------------------------------------------------------------------------------------------

    @property
    def progress(self) -> str:
        return "100" if self.look == "done" else str(self.job.progress)

    @property
    def preview(self) -> str:
        return str(self.job.preview)

    @cached_property
    def wait(self) -> str:
        """'about 40 s' for a job in line that nothing keeps but its turn."""
        seconds = estimates.until_ready(self.place, self.job.mode) if self.place and not self.kept else None
        return "" if seconds is None else _("about %(time)s") % {"time": estimates.roughly(seconds)}

    @cached_property
    def rest(self) -> str:
        """'about 20 s left' for a running job."""
        if self.state == State.FETCHING:
            return _("bringing the pictures home")
        if self.is_stuck:
            return _("Taking longer than usual")
        seconds = estimates.left(self.job)
        return "" if seconds is None else _("about %(time)s left") % {"time": estimates.roughly(seconds)}

    @cached_property
    def is_stuck(self) -> bool:
        return self.state in (State.SENDING, State.UNKNOWN, State.RUNNING) and estimates.is_stuck(self.job)

    @cached_property
    def may_cancel(self) -> bool:
        """What was not sent can always be cancelled; what runs where the engine can stop it."""
        if not self.mine:
            return False
        if self.state in (State.QUEUED, State.CLAIMED):
            return True
        return self.state == State.RUNNING and offers.can_be_stopped(self.job)

    @cached_property
    def speeds(self) -> list[tuple[str, str, str, str]]:
        """Faster speeds for a waiting job: word, icon, label and the difference in price."""
        if self.state != State.QUEUED or not self.mine or self.is_text or not self.user.creates:
            return []
        return offers.speeds_of(self.job, self.prices)

    @property
    def held(self) -> str:
        return _("%(credits)s held") % {"credits": self.credits}

    # When it is over ------------------------------------------------------------------------------------------------

    @cached_property
    def credits(self) -> str:
        return credits(self.job.quote)

    @property
    def returned(self) -> str:
        return _("%(credits)s returned") % {"credits": self.credits}

    @cached_property
    def ending(self) -> Ending:
        return ending(self.job)

    @property
    def took(self) -> str:
        seconds = self.job.seconds
        return "" if seconds is None else estimates.exactly(seconds)

    @property
    def since(self) -> datetime:
        """The moment that 'ago' counts from."""
        job = self.job
        return job.finished_at or job.sent_at or job.created_at

    @property
    def ago(self) -> str:
        return estimates.ago(self.since)

    @property
    def say(self) -> str:
        """What is announced when the job comes into this state."""
        return milestones.said(self)

    # What may follow ------------------------------------------------------------------------------------------------

    @cached_property
    def verbs(self) -> list[Verb]:
        """Those that the job offers; none to whoever makes no pictures, or is not told the words they take along."""
        return offers.verbs_of(self.job, self.prices, self.user) if self.job.is_told and self.user.creates else []

    @property
    def may_retry(self) -> bool:
        return self.mine and self.user.creates

    @property
    def groups(self) -> list[Group]:
        """All of them below their headings, for the pages that have room."""
        return offers.groups_of(self.verbs)

    @property
    def upscales(self) -> list[Verb]:
        return [verb for verb in self.verbs if verb.step.action is Action.UPSCALE]

    @property
    def variations(self) -> list[Verb]:
        return [verb for verb in self.verbs if verb.step.action is Action.VARY]

    @property
    def reroll(self) -> Verb | None:
        return next((verb for verb in self.verbs if verb.step.action is Action.REROLL), None)

    @property
    def first_verbs(self) -> list[Verb]:
        return [verb for verb in self.verbs if verb.step.action in _FIRST_STEPS][:2]
