"""A job: one order to an engine, its state, and the one way to change it."""

from __future__ import annotations

import secrets
import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs import faults, titles
from jobs.actions import BRINGING, RULES, Action, Shape, Step, offered
from jobs.models.batch import Batch
from jobs.models.delivery import Delivery
from jobs.models.event import Event
from jobs.models.feed import Feed
from jobs.models.picture import Part, Picture
from jobs.models.upload import Input, Upload
from jobs.models.upstream import Upstream
from jobs.states import ARROWS, FINAL, HOLDS_SLOT, SEEN, UNFINISHED, State
from jobs.tariff import Mode
from mjweb.accounts.models import Membership, Project, Team, User
from mjweb.quotas.facets import Facets
from mjweb.quotas.models import Window


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User) -> JobQuerySet:
        """The person's own jobs and those of their teams that are not private."""
        teams = Membership.objects.teams_seen_by(user)
        return self.filter(Q(user_id=user.pk) | Q(team_id__in=teams, private_at=None))

    def of_team(self, user: User, team: int) -> JobQuerySet:
        """All of one team that are not private, where the person may see its pictures; one index finds them."""
        return self.filter(team_id=team, team_id__in=Membership.objects.teams_seen_by(user), private_at=None)

    def of(self, user: User) -> JobQuerySet:
        return self.filter(user_id=user.pk)

    def made_here(self) -> JobQuerySet:
        """Those that were asked for; what was imported stands in galleries only."""
        return self.exclude(action=Action.IMPORT)

    def newest_first(self) -> JobQuerySet:
        return self.order_by("-pk")

    def after(self, pk: int) -> JobQuerySet:
        """The page that follows the job `pk`, newest first."""
        return self.filter(pk__lt=pk)

    def waiting(self) -> JobQuerySet:
        return self.filter(state=State.QUEUED)

    def unfinished(self) -> JobQuerySet:
        return self.filter(finished_at=None, state__in=UNFINISHED)

    def going(self, state: State) -> JobQuerySet:
        """All in a state before the end. An index finds them; SQLite takes it only for its condition as it stands."""
        return self.filter(finished_at=None, state=state)

    def in_line(self) -> JobQuerySet:
        """Each person's line in each team, one after the other, in the order of the line (see jobs.turns)."""
        return self.order_by("team_id", "user_id", "rank", "pk")

    @transaction.atomic
    def move(
        self,
        pk: int,
        sources: State | tuple[State, ...],
        target: State,
        *,
        by: str | None = None,
        note: str = "",
        only: Q | None = None,
        **changes: Any,
    ) -> bool:
        """Move a job along an arrow; True only when it was we who moved it.

        The one place that assigns `state`. A final state settles the hold (done) or returns it (anything else)
        in the same transaction, so that a job is settled exactly once, and leaves the delivery to its hookUrl
        behind. `by` is the lease under which we act: it fences off an owner presumed dead; `only` narrows the guard.
        """
        froms = (sources,) if isinstance(sources, State) else sources
        for source in froms:
            if target not in ARROWS[source]:
                raise ValueError(f"no arrow from {source} to {target}")
        row = self.filter(pk=pk, state__in=froms)
        if by is not None:
            row = row.filter(lease=by)
        if only is not None:
            row = row.filter(only)
        if target not in HOLDS_SLOT:
            changes |= {"slot": None}
        if target in FINAL or target in (State.QUEUED, State.FETCHING):
            changes |= {"lease": "", "lease_until": timezone.now()}
        if target in FINAL:
            changes |= {"finished_at": timezone.now()}
        if not row.update(state=target, **changes):
            return False
        if target in FINAL:
            self._end(pk, target)
        Event.objects.write(pk, target, note)
        if target is not State.CLAIMED:  # which pages show as waiting, like before
            Feed.objects.announce(pk)
        return True

    def _end(self, pk: int, target: State) -> None:
        job = self.only("uid", "holds", "reason", "hook_url").get(pk=pk)
        if target is State.DONE:
            Window.objects.settle(job.reference)
            faults.at("settling")
        else:
            Window.objects.give_back(job.reference, job.reason)
        if job.hook_url:
            Delivery.objects.prepare(job)

    @transaction.atomic
    def note(
        self,
        pk: int,
        state: State,
        *,
        by: str | None = None,
        only: Q | None = None,
        seen: bool = False,
        **changes: Any,
    ) -> bool:
        """Change facts of a job that stays in `state`; True only when it still was. `seen`: pages show what changed."""
        guard = (only or Q()) & (Q() if by is None else Q(lease=by))
        if not self.filter(guard, pk=pk, state=state).update(**changes):
            return False
        if seen:
            Feed.objects.announce(pk)
        return True

    def lease_one(self, pk: int, state: State, seconds: float) -> Job | None:
        """Take one job in `state` for ourselves alone for `seconds`; None when somebody else is at it."""
        now = timezone.now()
        mark, until = secrets.token_urlsafe(16), now + timedelta(seconds=seconds)
        if not self.filter(pk=pk, state=state, lease_until__lte=now).update(lease=mark, lease_until=until):
            return None
        return self.select_related("upstream").get(pk=pk)


class Job(models.Model):
    """What was asked, what it was quoted, where it is. Amounts in thousandths of a unit, times in UTC.

    `uid` is its name outside (pages, API, ledger). `facts` is what the prompt asks for (see jobs.prompts), `rank` its
    place in its person's own line (see jobs.turns), `slot` its place among the upstream's jobs in progress, `due_at`
    when somebody must look at it next, `lease` who is at it until `lease_until`.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="jobs")
    number = models.PositiveSmallIntegerField(default=0)  # within the batch
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="jobs")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="jobs")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="jobs", null=True, blank=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    remix_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="remixes", db_index=False)
    retry_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="retries")

    action = models.CharField(max_length=20, choices=[(action.value, action.value) for action in Action])
    index = models.PositiveSmallIntegerField(default=0)  # the parent's tile, 1 to 4
    prompt = models.TextField()
    text = models.TextField(blank=True)  # the prompt without its parameters
    facts = models.JSONField(default=dict)
    mode = models.CharField(max_length=5, choices=Mode.choices)
    quote = models.PositiveIntegerField()
    holds = models.PositiveSmallIntegerField(default=1)  # grows when a waiting job is quoted anew
    fingerprint = models.BinaryField(max_length=32, null=True)  # equal where the same is asked for
    timeout = models.PositiveIntegerField()  # seconds from sending
    hook_url = models.CharField(max_length=2000, blank=True)
    notify_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=40, blank=True)  # why it ended otherwise than well, one word
    message = models.CharField(max_length=500, blank=True)  # the engine's own words
    progress = models.PositiveSmallIntegerField(default=0)
    preview = models.PositiveSmallIntegerField(default=0)  # grows with each new look that the engine has ready
    seed = models.PositiveBigIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)  # what describe says
    links = models.JSONField(default=list)
    cost = models.CharField(max_length=20, blank=True)  # what the engine says it took
    notice = models.CharField(max_length=40, blank=True)

    rank = models.BigIntegerField(default=0)
    upstream = models.ForeignKey(Upstream, on_delete=models.PROTECT, null=True, blank=True)
    slot = models.PositiveIntegerField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    engine_id = models.CharField(max_length=80, null=True, blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    lease = models.CharField(max_length=43, blank=True)
    lease_until = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)  # of the present step
    deadline_at = models.DateTimeField(null=True, blank=True)
    links_until = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)  # lost, and something came of it all the same
    late_at = models.DateTimeField(null=True, blank=True)  # when to look after that, while that is done

    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    person_version = models.BigIntegerField(default=0)
    team_version = models.BigIntegerField(default=0)
    private_at = models.DateTimeField(null=True, editable=False)  # since when only its person sees it
    hidden_at = models.DateTimeField(null=True, editable=False)  # since when only its person reads its words
    is_told = True  # False in the memory of a page whose reader is not told its words (jobs.privacy)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            # The limit of jobs in progress is these two, not a counter: a place is a column of the row that uses it.
            models.UniqueConstraint(
                fields=["upstream", "slot"], condition=Q(slot__isnull=False), name="one_job_a_slot"
            ),
            models.CheckConstraint(
                condition=Q(slot__isnull=True) | Q(state__in=sorted(HOLDS_SLOT)), name="slot_only_in_progress"
            ),
            models.UniqueConstraint(fields=["upstream", "engine_id"], name="one_job_an_engine_id"),
            models.UniqueConstraint(fields=["batch", "number"], name="one_job_a_number"),
            # So no line of descent goes in a circle. On SQLite triggers hold it (migration 0026).
            models.CheckConstraint(condition=Q(parent__lt=F("id"), remix_of__lt=F("id")), name="ancestors_are_older"),
        ]
        indexes = [
            models.Index(fields=["team", "user", "rank", "id"], condition=Q(state="queued"), name="job_in_line"),
            models.Index(fields=["state", "due_at"], condition=Q(finished_at=None), name="job_due"),
            models.Index(fields=["team", "fingerprint", "-id"], condition=Q(fingerprint__isnull=False), name="job_dup"),
            models.Index(Coalesce("parent", "remix_of"), name="job_of_origin"),
            models.Index(fields=["user", "-id"], name="job_of_person"),
            models.Index(fields=["team", "-id"], name="job_of_team"),
            models.Index(fields=["user", "person_version"], name="job_news_of_person"),
            models.Index(fields=["team", "team_version"], name="job_news_of_team"),
            models.Index(fields=["user", "state"], condition=Q(finished_at=None), name="job_unfinished"),
            models.Index(fields=["user", "-finished_at"], condition=Q(reason="banned"), name="job_refused"),
            models.Index(fields=["late_at"], condition=Q(late_at__isnull=False), name="job_late"),
            models.Index(fields=["mode", "-finished_at"], condition=Q(finished_at__isnull=False), name="job_finished"),
            models.Index(fields=["quote"], name="job_quoted"),
        ]

    def __str__(self) -> str:
        return f"job {self.uid}"

    @property
    def title(self) -> str:
        """What it is called on pages."""
        return titles.title(self.text, self.prompt, self.facts)

    @property
    def shape(self) -> Shape:
        return RULES[Action(self.action)].makes

    @property
    def reference(self) -> str:
        """The name under which the ledger knows its present hold."""
        return f"{self.uid.hex}.{self.holds}"

    @property
    def facets(self) -> Facets:
        """By what its cost is told apart from now on, as of a hold of today."""
        return Facets(
            space=self.team_id,
            user=self.user_id,
            day=timezone.localdate(timezone=self.team.tzinfo),
            speed=self.mode,
            work=RULES[Action(self.action)].price,
            project=str(self.project_id or ""),
            key=str(self.batch.api_key_id or ""),
        )

    @property
    def seen(self) -> str:
        """The state in a person's words: queued, running, done, failed or canceled."""
        return SEEN[State(self.state)]

    @property
    def aspect(self) -> tuple[int, int]:
        width, height = self.facts.get("aspect", (1, 1))
        return width, height

    @property
    def part(self) -> Part:
        return Part.TILE if self.shape is Shape.GRID else Part.SINGLE

    @property
    def places(self) -> tuple[int, ...]:
        """The indices of the pictures that a person sees."""
        return (1, 2, 3, 4) if self.shape is Shape.GRID else (0,)

    def shown_pictures(self) -> list[Picture]:
        """Its pictures in order, without the grid's one file and what is in the bin; reads what was prefetched."""
        found = (one for one in self.pictures.all() if one.part != Part.GRID and one.binned_at is None)
        return sorted(found, key=lambda picture: picture.index)

    def brought(self) -> list[Input]:
        """What it brings along, in its order; a question to the database only for jobs that bring something."""
        if Action(self.action) not in BRINGING and "references" not in self.facts:
            return []
        return list(self.inputs.select_related("upload", "picture").order_by("number"))

    def uploads(self) -> list[Upload]:
        """The uploads among what it brings along."""
        return [given.upload for given in self.brought() if given.upload is not None]

    @property
    def has_result(self) -> bool:
        """Whether there is something to show: it is done, or it was lost and something came late."""
        return self.state == State.DONE or self.late

    def steps(self) -> list[Step]:
        """What may be asked for next; empty until there is a result."""
        if not self.has_result:
            return []
        version, square = str(self.facts.get("version", settings.DEFAULT_VERSION)), len(set(self.aspect)) == 1
        return list(offered(self.shape, version=version, niji=bool(self.facts.get("niji")), square=square))

    @property
    def seconds(self) -> float | None:
        """How long it took from sending to the engine's end."""
        return (self.drawn_at - self.sent_at).total_seconds() if self.sent_at and self.drawn_at else None
