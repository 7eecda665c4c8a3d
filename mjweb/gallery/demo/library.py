"""What people made over the years: presses, jobs with their history, pictures and the ledger, as if they had."""

from __future__ import annotations

import json
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db import transaction

from jobs import labels, turns, wishes
from jobs.actions import RULES, Action, Shape
from jobs.models import Attempt, Batch, Event, Job, Mode, Picture, Price, Source, Upstream
from jobs.models.picture import Part
from jobs.states import State
from mjweb.accounts.models import Project, Team
from mjweb.gallery.demo import words
from mjweb.gallery.demo.books import Books, Spent
from mjweb.gallery.demo.files import File, Grid
from mjweb.gallery.demo.index import found_afterwards
from mjweb.gallery.demo.judgements import Judgements
from mjweb.gallery.demo.makers import Made, Maker, Text
from mjweb.gallery.demo.rows import Row, Rows, indexed_afterwards, moment, roomy
from mjweb.quotas.models import Line

CHUNK = 5_000  # jobs written at once
PROMPTS = 20_000  # different ones at most
SPAN = timedelta(days=3 * 365)
TIMEOUT = 600
KEPT = timedelta(days=14)
_SPEEDS = {Mode.FAST: 0.6, Mode.RELAX: 0.3, Mode.TURBO: 0.1}
_SECONDS = {Mode.FAST: 55, Mode.RELAX: 240, Mode.TURBO: 25}
# What is asked for after a grid, and after a single picture; a variation of one is a grid again.
_AFTER_GRID = {Action.UPSCALE: 0.5, Action.VARY: 0.4, Action.REROLL: 0.1}
_AFTER_ONE = {
    Action.UPSCALE_SUBTLE: 0.3, Action.UPSCALE_CREATIVE: 0.2, Action.VARY_SUBTLE: 0.15, Action.VARY_STRONG: 0.15,
    Action.ZOOM_OUT_2: 0.1, Action.ZOOM_OUT_1_5: 0.1,
}  # fmt: skip
_FAILED = 0.04
_BY_PROGRAM = 0.15
_GOES_ON = 0.35  # the share of jobs that go on from an earlier one of the same person
_FOR_A_PROJECT, _PRIVATE = 0.3, 0.05  # of jobs
_BINNED = 0.005  # of pictures; all of them thrown away lately
_LATELY = timedelta(days=25)
_STEPS = (State.QUEUED, State.CLAIMED, State.SENDING, State.RUNNING, State.FETCHING, State.DONE)


@dataclass(frozen=True, slots=True)
class Asked:
    """One job while its rows are written."""

    pk: int
    uid: str
    engine_id: str
    maker: Maker
    parent: Made | None
    action: Action
    index: int
    text: Text
    mode: Mode
    quote: int
    seed: int
    asked: datetime
    sent: datetime
    ended: datetime
    is_failed: bool
    project: Project | None
    is_private: bool


@dataclass(slots=True)
class _Told:
    """What labels are made of: a whole job for each would take a fifth of all the time."""

    action: str
    facts: dict[str, Any]
    mode: str
    quote: int
    seed: int | None = None


class Library:
    """Fills a site; `pictures` counts what a gallery shows."""

    def __init__(self, makers: Sequence[Maker], grids: dict[str, list[Grid]], pictures: int, dice: Random) -> None:
        self.makers, self.grids, self.pictures, self.dice = makers, grids, pictures, dice
        self.upstream = Upstream.objects.seed()
        self.table = Price.objects.table()
        self.texts = [self._text() for _ in range(min(PROMPTS, max(10, pictures // 8)))]
        # A few make most of it.
        self._weights = list(accumulate(1 / (1 + number) ** 0.7 for number in range(len(makers))))
        self._prices: dict[tuple[str, str, str], int] = {}
        self._told: dict[tuple[Action, Mode, int, int, bool], str] = {}
        self._start()

    def _start(self) -> None:
        self.batches = Rows(Batch, "id", "user_id", "source", "key", "fingerprint", "created_at")
        self.jobs = Rows(
            Job,
            *("id", "uid", "batch_id", "user_id", "team_id", "parent_id", "action", "index", "prompt", "text", "facts"),
            *("mode", "quote", "timeout", "state", "reason", "message", "progress", "links", "seed", "rank"),
            *("project_id", "private_at"),
            *("upstream_id", "attempt", "engine_id", "due_at", "lease_until", "deadline_at", "links_until"),
            *("created_at", "sent_at", "accepted_at", "drawn_at", "finished_at"),
        )
        self.events = Rows(Event, "job_id", "state", "at")
        self.attempts = Rows(Attempt, "job_id", "number", "tag", "created_at", "outcome", "note")
        self.shown = Rows(
            Picture,
            *(
                "id",
                "job_id",
                "user_id",
                "team_id",
                "part",
                "index",
                "token",
                *File._fields,
                "created_at",
                "labels",
                "private_at",
                "binned_at",
            ),
        )
        self.batch, self.job, self.picture = (rows.next_id() for rows in (self.batches, self.jobs, self.shown))
        self.new: dict[Rows, list[Row]] = {}

    @transaction.atomic
    def write(self, until: datetime, tell: Callable[[int], object] = lambda _count: None) -> int:
        """Write it all, the last of it made at that moment; how many jobs that were. `tell` hears how far it is."""
        tables = (Batch, Job, Event, Attempt, Picture, Line, *Judgements.TABLES)
        first, at, self.until = self.job, until - SPAN, until
        # About so many pictures come of one job.
        gap = SPAN / max(1, self.pictures / 2.6)
        left = self.pictures
        team = Team.objects.get(pk=self.makers[0].team)
        with roomy(), found_afterwards(self.picture), indexed_afterwards(*tables):
            self.books = Books([maker.purse for maker in self.makers], at, until)
            self.judgements = Judgements([maker.user for maker in self.makers], team, self.dice)
            tables_of = (self.batches, self.jobs, self.shown, self.events, self.attempts, self.books.rows)
            while left > 0:
                self.new = {rows: [] for rows in (*tables_of, *self.judgements.rows)}
                for _ in range(CHUNK):
                    at = min(at + gap * self.dice.expovariate(1), until)
                    left -= self._make(at, left)
                    if left <= 0:
                        break
                for rows, new in self.new.items():
                    rows.write(new)
                tell(self.pictures - max(0, left))
        self.books.close()
        return self.job - first

    def _text(self) -> Text:
        prompt, ratio = words.prompt(self.dice)
        wish = wishes.checked(prompt, Mode.FAST, table=self.table).wishes[0]
        return Text(wish.prompt, wish.text, wish.facts, ratio)

    def _make(self, at: datetime, most: int) -> int:
        """One job and all that belongs to it; how many pictures of it galleries show, `most` at most."""
        dice = self.dice
        maker = self.makers[bisect(self._weights, dice.random() * self._weights[-1])]
        parent, action, index = self._wish(maker)
        text = parent.text if parent else dice.choice(self.texts)
        (mode,) = (parent.mode,) if parent else dice.choices(list(_SPEEDS), list(_SPEEDS.values()))
        job = Asked(
            pk=self.job,
            uid=f"{dice.getrandbits(128):032x}",
            engine_id=f"{dice.getrandbits(128):032x}",
            maker=maker,
            parent=parent,
            action=action,
            index=index,
            text=text,
            mode=mode,
            quote=self._price(action, mode, text),
            seed=dice.getrandbits(32),
            asked=at,
            sent=at + timedelta(seconds=dice.uniform(0.1, 20)),
            ended=at + timedelta(seconds=20 + _SECONDS[mode] * dice.uniform(0.6, 1.8)),
            is_failed=dice.random() < _FAILED,
            project=maker.project if dice.random() < _FOR_A_PROJECT else None,
            is_private=dice.random() < _PRIVATE,
        )
        self.job += 1
        self._press(job)
        self.new[self.books.rows] += self.books.pay(_spent(job))
        return 0 if job.is_failed else self._show(job, most)

    def _wish(self, maker: Maker) -> tuple[Made | None, Action, int]:
        """What is asked for: something new, or a step from an earlier result with the tile that it is about."""
        dice = self.dice
        if not maker.latest or dice.random() >= _GOES_ON:
            return None, Action.IMAGINE, 0
        parent = dice.choice(maker.latest)
        if parent.shape is Shape.UPSCALED:
            return None, Action.IMAGINE, 0
        steps = _AFTER_GRID if parent.shape is Shape.GRID else _AFTER_ONE
        (action,) = dice.choices(list(steps), list(steps.values()))
        return parent, action, dice.randint(1, 4) if RULES[action].indexed else 0

    def _price(self, action: Action, mode: Mode, text: Text) -> int:
        key = (action.value, mode.value, f"{text.facts['niji']} {text.facts['version']}")
        if key not in self._prices:
            self._prices[key] = wishes.price(action, mode, text.facts, self.table)
        return self._prices[key]

    def _press(self, job: Asked) -> None:
        """The press, its job with its history, and the attempt that was made."""
        dice, user, text = self.dice, job.maker.user.pk, job.text
        asked, sent, ended = moment(job.asked), moment(job.sent), moment(job.ended)
        source = Source.API if dice.random() < _BY_PROGRAM else Source.PAGE
        press = (self.batch, user, source.value, f"demo-{job.uid}", f"{dice.getrandbits(256):064x}", asked)
        self.new[self.batches].append(press)
        parent = job.parent.job if job.parent else None
        links = [{"index": place, "urls": [f"sketch:{job.engine_id}/{place}.png"]} for place in range(5)]
        end: tuple[Any, ...] = ("done", "", "", 100, json.dumps(links))
        if job.is_failed:
            end = ("failed", "engine", "The service could not draw this.", 40, "[]")
        late, gone = moment(job.sent + timedelta(seconds=TIMEOUT)), moment(job.ended + KEPT)
        self.new[self.jobs].append(
            (
                *(job.pk, job.uid, self.batch, user, job.maker.team, parent, job.action.value, job.index),
                *(text.prompt, text.text, json.dumps(text.facts), job.mode.value, job.quote, TIMEOUT, *end),
                *(
                    job.seed,
                    turns.rank(job.asked, job.mode),
                    job.project and job.project.pk,
                    ended if job.is_private else None,
                ),
                *(self.upstream.pk, 1, job.engine_id),
                *(sent, sent, late, gone, asked, sent, sent, ended, ended),
            )
        )
        self.batch += 1
        steps = (*_STEPS[:4], State.FAILED) if job.is_failed else _STEPS
        times = (asked, asked, sent, sent, ended, ended)
        self.new[self.events] += [(job.pk, step.value, at) for step, at in zip(steps, times, strict=False)]
        self.new[self.attempts].append((job.pk, 1, f"{dice.getrandbits(172):043x}", sent, "accepted", job.engine_id))

    def _show(self, job: Asked, most: int) -> int:
        """Its pictures, and that its person may go on from them."""
        grid = self.dice.choice(self.grids[job.text.ratio])
        shape = RULES[job.action].makes
        file = job.parent.file if job.parent else None
        if shape is Shape.GRID:
            tiles = grid.tiles[:most]
            self._picture(job, Part.GRID, 0, grid.whole)
            made = [self._picture(job, Part.TILE, place, tile) for place, tile in enumerate(tiles, start=1)]
        else:
            file = file or grid.tiles[job.index - 1]
            made = [self._picture(job, Part.SINGLE, 0, file)]
        job.maker.latest.append(Made(job.pk, job.text, job.mode, shape, file))
        pictures = [picture for picture in made if picture]
        if pictures:
            for rows, new in zip(
                self.judgements.rows, self.judgements.of_job(job.maker.user.pk, pictures), strict=True
            ):
                self.new[rows] += new
        return len(pictures)

    def _picture(self, job: Asked, part: Part, index: int, file: File) -> int:
        """Its number; 0 where it lies in the bin."""
        dice, pk = self.dice, self.picture
        whose = (pk, job.pk, job.maker.user.pk, job.maker.team, part.value, index, f"{dice.getrandbits(172):043x}")
        ended = moment(job.ended)
        is_binned = part is not Part.GRID and dice.random() < _BINNED
        binned = moment(self.until - _LATELY * dice.random()) if is_binned else None
        facts = (self._labels(job, is_tile=part is Part.TILE), ended if job.is_private else None, binned)
        self.new[self.shown].append((*whose, *file, ended, *facts))
        self.picture += 1
        return 0 if is_binned else pk

    def _labels(self, job: Asked, *, is_tile: bool) -> str:
        """Those that pictures of such jobs share, and the seed of this one."""
        key = (job.action, job.mode, job.quote, id(job.text), is_tile)
        if key not in self._told:
            told = _Told(job.action.value, job.text.facts, job.mode.value, job.quote)
            self._told[key] = labels.of(told, is_tile=is_tile).rstrip()
        return f"{self._told[key]} {labels.SEEDED} {labels.seeded(job.seed)} "


def _spent(job: Asked) -> Spent:
    return Spent(
        user=job.maker.user.pk,
        team=job.maker.team,
        uid=job.uid,
        label=job.text.text[:200],
        quote=job.quote,
        speed=job.mode.value,
        work=RULES[job.action].price,
        project=str(job.project.pk) if job.project else None,
        asked=job.asked,
        ended=job.ended,
        is_failed=job.is_failed,
    )
