"""The family of a picture: everything that was made on the way to it, and all that came of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from jobs import privacy
from jobs.actions import Action, Step
from jobs.models import Input, Job, Picture, Role
from jobs.states import State
from jobs.views import estimates
from jobs.views.verbs import label_of
from mjweb.accounts.models import User
from mjweb.gallery import comparison, difference, family
from mjweb.gallery.difference import Changed
from mjweb.gallery.family import Branch, Family
from mjweb.gallery.views.gallery import cursor
from mjweb.quotas.units import credits

_MOST_USES = 100


@dataclass(frozen=True, slots=True)
class Other:
    """A job or picture of another family that this one has to do with."""

    label: str
    url: str = ""  # empty for what the person may not see
    src: str = ""
    colour: str = ""


@dataclass(slots=True)
class Card:
    """One job as it stands in the tree."""

    pk: str
    label: str
    url: str
    by: str
    when: str
    state: str
    title: str
    pictures: list[Picture]
    chosen: int  # the tile that the step towards the picture was taken from
    changed: Changed | None
    cost: str
    compare: str
    made_of: list[Other] = field(default_factory=list)
    used_in: list[Other] = field(default_factory=list)


@dataclass(slots=True)
class Twig:
    """A branch of the tree with its card; without one it is a job that the person may not see."""

    card: Card | None
    twigs: list[Twig]
    rest: str
    rest_url: str
    folded: str
    folded_url: str
    has_gap: bool
    is_here: bool


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The tree around the picture's job; `?at=` around another of its family, `&after=` behind a child of that."""
    assert request.user.is_authenticated
    user = request.user
    picture = get_object_or_404(Picture.objects.visible_to(user).shown(), pk=pk)
    found = family.family_of(picture.job_id, user)
    at, after = cursor(request.GET.get("at", "")), cursor(request.GET.get("after", "")) or 0
    focus = found.nodes.get(picture.job_id if at is None else at)
    if focus is None or not focus.is_seen:
        raise Http404
    address = reverse("gallery:family", args=[pk])
    branch = family.unfold(focus, after)
    tree = _Tree(user, picture, address, [node.pk for node in focus.line])
    context = {
        "nav": "gallery",
        "picture": picture,
        "address": address,
        "told": _told(found),
        "is_cut": found.is_cut,
        "most": family.MOST,
        "tree": tree.grown(branch),
        "is_elsewhere": at is not None,
        "first_url": f"{address}?at={focus.pk}" if after else "",
    }
    return render(request, "family/index.html", context)


def _told(found: Family) -> list[str]:
    """How large the family is, and what it has cost."""
    jobs = ngettext("%(n)s job", "%(n)s jobs", found.jobs) % {"n": f"{found.jobs:,}"}
    pictures = ngettext("%(n)s picture", "%(n)s pictures", found.pictures) % {"n": f"{found.pictures:,}"}
    return [jobs, pictures, credits(found.cost)]


class _Tree:
    """Reads what the cards of a tree show, in as many questions however many there are."""

    def __init__(self, user: User, picture: Picture, address: str, line: list[int]) -> None:
        self.user, self.picture, self.address, self.line = user, picture, address, line

    def grown(self, branch: Branch) -> Twig:
        nodes = list(family.shown(branch))
        parents = {node.parent.pk for node in nodes if node.parent}
        self.jobs = {
            job.pk: privacy.told(job, self.user)
            for job in Job.objects.visible_to(self.user)
            .filter(pk__in={node.pk for node in nodes} | parents)
            .select_related("user")
            .defer("links")
        }
        shown = [node.pk for node in nodes if node.pk in self.jobs]
        self.pictures = _by_job(Picture.objects.visible_to(self.user).shown().filter(job__in=shown))
        self._read_inputs(shown)
        return self._twig(branch)

    def _read_inputs(self, jobs: list[int]) -> None:
        """The pictures that the jobs were given, and the jobs that were given theirs."""
        self.made_of: dict[int, list[Other]] = defaultdict(list)
        self.used_in: dict[int, list[Other]] = defaultdict(list)
        # What a prompt refers to is a part of it.
        given = Input.objects.filter(job__in=jobs, picture__isnull=False).order_by("job", "number")
        given = given.exclude(~Q(role="") & privacy.untold(self.user, "job__"))
        rows = list(given.values_list("job_id", "picture_id", "role"))
        there = Picture.objects.visible_to(self.user).shown().in_bulk([picture for _job, picture, _role in rows])
        for job, pk, role in rows:
            kind = str(Role(role).label) if role else _("Picture that was mixed")
            one = there.get(pk)
            url = reverse("gallery:family", args=[pk]) if one else ""
            self.made_of[job].append(Other(kind, url, one.url_320 if one else "", one.colour if one else ""))
        uses = (
            Job.objects.visible_to(self.user)
            .filter(Q(inputs__role="") | ~privacy.untold(self.user), inputs__picture__job__in=jobs)
            .order_by("pk")
            .values_list("inputs__picture__job", "inputs__role", "action", "uid")
            .distinct()[:_MOST_USES]
        )
        for job, role, action, uid in uses:
            label = _("Used as %(role)s") % {"role": Role(role).label} if role else label_of(Step(Action(action)))
            self.used_in[job].append(Other(label, reverse("jobs:detail", args=[uid])))

    def _twig(self, branch: Branch) -> Twig:
        node = branch.node
        twigs = [self._twig(child) for child in branch.children]
        after = f"&after={branch.after}" if branch.after else ""
        job = self.jobs.get(node.pk)
        return Twig(
            card=self._card(job) if job else None,
            twigs=twigs,
            rest=_("%(n)s more from here") % {"n": f"{branch.rest:,}"} if branch.rest else "",
            rest_url=f"{self.address}?at={node.pk}{after}",
            folded=_("%(n)s jobs between") % {"n": f"{branch.folded:,}"} if branch.folded else "",
            folded_url=f"{self.address}?at={branch.folded_at}",
            has_gap=node.has_gap,
            is_here=node.pk == self.picture.job_id,
        )

    def _card(self, job: Job) -> Card:
        origin = job.parent_id or job.remix_of_id
        before = self.jobs.get(origin) if origin else None
        pictures = self.pictures.get(job.pk, [])
        chosen = self._chosen(job)
        opened = next((one for one in pictures if one.index == chosen), pictures[0] if pictures else None)
        url = reverse("gallery:picture", args=[opened.pk]) if opened else reverse("jobs:detail", args=[job.uid])
        is_new = before is None or job.prompt != before.prompt or job.is_told != before.is_told
        return Card(
            pk=str(job.pk),
            label=_label(job),
            url=url,
            by="" if job.user_id == self.user.pk else str(job.user),
            when=estimates.ago(job.created_at),
            state=_state(job),
            title=Truncator(job.title).chars(160) if is_new else "",
            pictures=pictures,
            chosen=chosen,
            changed=difference.between(before, job) if before else None,
            cost=credits(job.quote) if job.state == State.DONE else "",
            compare=self._compared(before, job, pictures),
            made_of=self.made_of.get(job.pk, []),
            used_in=self.used_in.get(job.pk, []),
        )

    def _compared(self, before: Job | None, job: Job, pictures: list[Picture]) -> str:
        """The address that shows its pictures beside the one that they were made from."""
        earlier = self.pictures.get(before.pk, []) if before else []
        if not earlier or not pictures:
            return ""
        source = next((one for one in earlier if one.index == job.index), earlier[0])
        numbers = [source.pk, *(one.pk for one in pictures)][: comparison.MOST]
        return f"{reverse('gallery:compare')}?{urlencode([('p', number) for number in numbers])}"

    def _chosen(self, job: Job) -> int:
        """The tile of a job on the line from which the line goes on; of the picture's own job the picture."""
        if job.pk == self.picture.job_id:
            return self.picture.index
        if job.pk not in self.line[:-1]:
            return -1
        following = self.jobs.get(self.line[self.line.index(job.pk) + 1])
        return following.index if following and following.parent_id == job.pk and following.index else -1


def _by_job(pictures: Iterable[Picture]) -> dict[int, list[Picture]]:
    found: dict[int, list[Picture]] = {}
    for picture in sorted(pictures, key=lambda one: (one.job_id, one.index)):
        found.setdefault(picture.job_id, []).append(picture)
    return found


def _label(job: Job) -> str:
    """What was done to get here: 'Upscale picture 2', 'Remix'."""
    if job.parent_id is None and job.remix_of_id:
        return _("Remix")
    return label_of(Step(Action(job.action), job.index))


def _state(job: Job) -> str:
    """A word where a job is not simply done."""
    if job.late:
        return _("Came late, cost nothing")
    return "" if job.state == State.DONE else str(State(job.state).label)
