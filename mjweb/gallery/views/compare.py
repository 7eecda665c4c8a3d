"""Two to six pictures beside one another: what varies between them, and what it did."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobs import privacy
from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import comparison, difference
from mjweb.gallery.difference import Changed
from mjweb.gallery.views.gallery import cursor


@dataclass(frozen=True, slots=True)
class Pane:
    """One picture, and what its prompt says otherwise than that of the first."""

    number: int
    picture: Picture
    title: str
    changed: Changed | None
    values: list[tuple[str, str]]

    @property
    def label(self) -> str:
        return _("Picture %(n)d") % {"n": self.number}


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """`?p=1&p=2…`: in that order. What the person may not see is as if it were not named."""
    assert request.user.is_authenticated
    pictures = chosen(request.user, request.GET.getlist("p"))
    if len(pictures) < comparison.FEWEST:
        raise Http404
    traits = comparison.traits(pictures)
    axes = comparison.axes(traits, len(pictures))
    first = pictures[0].job
    panes = [
        Pane(
            number=number,
            picture=picture,
            title=Truncator(picture.job.title).chars(300),
            changed=difference.between(first, picture.job) if number > 1 else None,
            values=[(trait.label, trait.values[number - 1]) for trait in traits],
        )
        for number, picture in enumerate(pictures, 1)
    ]
    rows = []
    if axes is not None:
        rows = [(label, [None if place is None else panes[place] for place in row]) for label, row in axes.cells]
    context = {
        "nav": "gallery",
        "panes": panes,
        "traits": traits,
        "axes": axes,
        "rows": rows,
        "same_words": len({picture.job.prompt for picture in pictures}) == 1,
    }
    return render(request, "compare/index.html", context)


def chosen(user: User, named: list[str]) -> list[Picture]:
    """The first six that are named and that the person may see, in the order in which they are named."""
    numbers = [number for text in named if (number := cursor(text)) is not None]
    wanted = list(dict.fromkeys(numbers))[: comparison.MOST]
    found = Picture.objects.visible_to(user).shown().select_related("job").in_bulk(wanted)
    for picture in found.values():
        privacy.told(picture.job, user)
    return [found[number] for number in wanted if number in found]
