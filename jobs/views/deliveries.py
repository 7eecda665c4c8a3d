"""The calls to a person's own hookUrls: what came of each attempt, and the way to send one again."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs.actions import Action, Step
from jobs.models import Delivery, DeliveryAttempt
from jobs.models.delivery import ACKNOWLEDGED, Fate
from jobs.views.door import PersonRequest, for_people
from jobs.views.verbs import label_of

PAGE = 25
MOST_ATTEMPTS = 9  # of one delivery on the page; whoever sends again and again sees the last ones
PILLS = {Fate.WAITING: "live", Fate.DELIVERED: "ok", Fate.FAILED: "bad"}


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery as the page shows it."""

    delivery: Delivery

    @property
    def title(self) -> str:
        job = self.delivery.job
        return Truncator(job.title).chars(90)

    @property
    def action(self) -> str:
        job = self.delivery.job
        return label_of(Step(Action(job.action), job.index))

    @property
    def address(self) -> str:
        """Without its query, which often carries a secret."""
        path, mark, _query = self.delivery.url.partition("?")
        return Truncator(path).chars(64) + ("?…" if mark else "")

    @property
    def pill(self) -> str:
        return PILLS[Fate(self.delivery.state)]

    @property
    def is_waiting(self) -> bool:
        return self.delivery.state == Fate.WAITING

    @property
    def attempts(self) -> list[DeliveryAttempt]:
        """The last ones, in their order."""
        return sorted(self.delivery.attempts.all(), key=lambda attempt: attempt.number)[-MOST_ATTEMPTS:]

    @property
    def left_out(self) -> int:
        return max(0, len(self.delivery.attempts.all()) - MOST_ATTEMPTS)

    @property
    def under_way(self) -> int:
        """The number of the attempt that is being made now, 0 for none."""
        if not self.is_waiting or self.delivery.lease_until <= timezone.now():
            return 0
        return max((attempt.number for attempt in self.delivery.attempts.all()), default=0)


@require_safe
@for_people
def index(request: PersonRequest) -> HttpResponse:
    """The newest first; `?after=` goes on behind a delivery."""
    mine = Delivery.objects.of(request.user).newest_first()
    after = _number(request.GET.get("after", ""))
    if after:
        mine = mine.after(after)
    found = list(mine.select_related("job").prefetch_related("attempts")[: PAGE + 1])
    page = found[:PAGE]
    context = {
        "nav": "account",
        "tab": "keys",
        "rows": [Row(delivery) for delivery in page],
        "acknowledged": ACKNOWLEDGED,
        "after": after,
        "next": page[-1].pk if len(found) > PAGE else None,
    }
    return render(request, "deliveries/index.html", context)


@require_POST
@for_people
def again(request: PersonRequest, uid: UUID) -> HttpResponseBase:
    """Call once more, with three attempts ahead."""
    delivery = get_object_or_404(Delivery.objects.of(request.user), job__uid=uid)
    if Delivery.objects.again(delivery.pk):
        messages.success(request, _("It is sent again now"))
    else:
        messages.info(request, _("It waits for its next attempt already"))
    after = _number(request.POST.get("after", ""))
    answer = redirect("deliveries:index")
    if after:
        answer["Location"] += f"?{urlencode({'after': after})}"
    return answer


def _number(text: str) -> int:
    """A delivery's number as a page gives it, 0 for none."""
    return int(text[:18]) if text.isascii() and text.isdigit() else 0
