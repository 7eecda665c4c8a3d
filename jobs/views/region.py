"""Vary a region: the part of a single picture that a mask shows white is drawn anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jobs import masks, privacy, uploads, wishes
from jobs.actions import Action, Step
from jobs.errors import BadPicture, BadPrompt, ManyJobs
from jobs.forms import new_key
from jobs.masks import NothingWhiteError, OtherShapeError, Rectangle
from jobs.models import Job, Picture, Upload
from jobs.views import asking, picks
from jobs.views.door import PersonRequest, for_people
from jobs.views.sentences import Sentence, of_problem
from jobs.views.tiles import page_of
from jobs.wishes import Wish
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.bodies import takes_pictures

STEP = Step(Action.REGION)


@dataclass
class Region:
    """The form: the words, and where to draw, as a mask or as a rectangle in percent."""

    picture: Picture
    prompt: str
    sides: dict[str, str] = field(default_factory=dict)
    mask: Upload | None = None
    wrong: dict[str, str] = field(default_factory=dict)
    sentences: list[Sentence] = field(default_factory=list)

    SIDES: ClassVar[dict[str, str | Promise]] = {
        "left": gettext_lazy("From the left"),
        "top": gettext_lazy("From the top"),
        "width": gettext_lazy("Width"),
        "height": gettext_lazy("Height"),
    }

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        return [(name, str(label), self.sides.get(name, "")) for name, label in self.SIDES.items()]

    @property
    def size(self) -> tuple[int, int]:
        return self.picture.width, self.picture.height

    def read(self, request: PersonRequest) -> Wish | None:
        """What the form asks for; None where something is wrong, which then stands beside its field. Raises Http404."""
        data = request.POST
        self.prompt = data.get("prompt", "").replace("\r\n", "\n")
        self.sides = {name: data.get(name, "").strip() for name in self.SIDES}
        content = self._white(request)
        if content is not None:
            self.mask = uploads.take(request.user, iter([content]), listed=False)
        return self._wish(self.picture.job)

    def _white(self, request: PersonRequest) -> bytes | None:
        """The mask: of the file that came, of the one that came before, or of the rectangle."""
        file, given = request.FILES.get("mask"), request.POST.get("given", "")
        if file is not None:
            return self._of_file(file.name or "", uploads.bounded(file.chunks(picks.CHUNK)))
        if given:
            kept = picks.pick(request.user, given)
            return self._of_file(kept.label, picks.chunks(kept.name))
        if any(self.sides.values()):
            return self._of_rectangle()
        self.wrong["area"] = _("Say which part is to be drawn anew.")
        return None

    def _of_file(self, name: str, chunks: Iterable[bytes]) -> bytes | None:
        try:
            return masks.of_file(chunks, self.size)
        except BadPicture as error:
            self.wrong["mask"] = picks.said(name, error)
        except OtherShapeError as error:
            words = _("%(name)s is %(w)d × %(h)d. A mask needs the shape of the picture, which is %(wide)d × %(tall)d.")
            wide, tall = self.size
            self.wrong["mask"] = words % {
                "name": name,
                "w": error.width,
                "h": error.height,
                "wide": wide,
                "tall": tall,
            }
        except NothingWhiteError:
            self.wrong["mask"] = _("%(name)s has no white part, and white is what is drawn anew.") % {"name": name}
        return None

    def _of_rectangle(self) -> bytes | None:
        try:
            numbers = [float(self.sides[name].replace(",", ".").removesuffix("%")) for name in self.SIDES]
        except ValueError:
            self.wrong["area"] = _("Give all four as numbers, such as 25 or 12.5.")
            return None
        rectangle = Rectangle(*numbers)
        if not rectangle.is_inside:
            self.wrong["area"] = _("The rectangle has to lie within the picture, which is 100 wide and 100 high.")
            return None
        return masks.of_rectangle(rectangle, self.size)

    def _wish(self, parent: Job) -> Wish | None:
        text = "" if self.prompt.strip() == parent.prompt.strip() else self.prompt
        try:
            if self.mask is not None:
                return wishes.region(parent, self.mask, text)
            if text.strip():
                wishes.single(text, parent.mode)
        except BadPrompt as error:
            self.sentences = [of_problem(problem) for problem in error.problems]
        except ManyJobs as error:
            self.sentences = [Sentence(error.message)]
        return None


@takes_pictures
@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@needs(Right.CREATE)
def index(request: PersonRequest, pk: int) -> HttpResponseBase:
    """The form of one picture, with the picture to paint on; it exists where the action is offered."""
    pictures = Picture.objects.visible_to(request.user).shown().select_related("job")
    picture = get_object_or_404(pictures, pk=pk)
    if not (wishes.offers(picture.job, STEP) and privacy.tells(picture.job, request.user)):
        raise Http404
    region = Region(picture, picture.job.prompt)
    if request.method != "POST":
        return _page(request, region)
    key = asking.key_of(request)
    wish = region.read(request)
    if wish is not None:
        sentence = asking.ask(request, key, wish)
        if sentence is None:
            return redirect("create:index")
        return _page(request, region, key=key, sentence=sentence, status=422)
    return _page(request, region, key=key, status=422)


def _page(
    request: PersonRequest, region: Region, *, key: str = "", sentence: Sentence | None = None, status: int = 200
) -> HttpResponse:
    job = region.picture.job
    context = {
        "nav": "gallery",
        "picture": region.picture,
        "title": job.title,
        "back": page_of(region.picture),
        "region": region,
        "speeds": asking.speeds(request, Action.REGION, job.mode, job.facts, only=True),
        "key": key or new_key(),
        "sentence": sentence,
    }
    return render(request, "region/index.html", context, status=status)
