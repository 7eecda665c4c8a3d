"""What people without an account see by a share link. It may end at any moment, so nothing of it is kept by a cache."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jobs import privacy
from jobs.errors import BadPicture
from jobs.views.files import lost
from mjweb import errors
from mjweb.gallery import gate, previews, room
from mjweb.gallery.handover import facts
from mjweb.gallery.models import Link, LinkedPicture, Opening
from mjweb.gallery.review_forms import NameForm

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


def sealed(answer: HttpResponseBase) -> HttpResponseBase:
    """No cache keeps it, no search engine lists it, and no other site learns its address.

    Not "no-referrer": with that a browser leaves out where a form came from, and none could be told from a forged one.
    """
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def of_link(
    view: Callable[Concatenate[HttpRequest, Link, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Find the link; one that ended says so, and one with a password asks for it first."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        link = Link.objects.find(token)
        if link is None:
            raise Http404
        if not link.is_open:
            return sealed(render(request, "shared/ended.html", status=410))
        if not gate.is_passed(request, link):
            return sealed(_gate(request, link))
        return sealed(view(request, link, *args, **kwargs))

    return guarded


def _gate(request: HttpRequest, link: Link) -> HttpResponse:
    """Ask for the password, and say nothing else of the link."""
    if request.method != "POST" or "password" not in request.POST:
        if request.path != link.path:
            return redirect(link.path)
        return render(request, "shared/gate.html")
    try:
        is_right = gate.is_right(request, link, request.POST["password"])
    except gate.TooManyTries:
        return errors.too_many(request)
    if not is_right:
        return render(request, "shared/gate.html", {"is_wrong": True}, status=422)
    answer = redirect(link.path)
    gate.let_in(answer, link)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@of_link
def index(request: HttpRequest, link: Link) -> HttpResponse:
    """All pictures. The one page whose GET writes: that it was opened, which its maker is promised to hear."""
    if request.method == "POST":
        return redirect(link.path)  # the password, given once more
    if request.method == "GET":
        Opening.objects.note(request, link)
    rows = [(one, said(one)) for one in LinkedPicture.objects.of(link)]
    return render(request, "shared/index.html", {"link": link, "pictures": rows})


def said(shown: LinkedPicture) -> str:
    """The prompt where the link shows it and its person does not hide it.

    Without addresses of other pictures: they are rights to see those.
    """
    job = shown.picture.job
    return facts.without_addresses(job.title) if shown.link.shows_prompts and privacy.tells(job, None) else ""


def shown_at(link: Link, place: str) -> LinkedPicture:
    """The picture at a place of a link."""
    return get_object_or_404(LinkedPicture.objects.of(link), place=int(place))


@require_safe
@of_link
def picture(request: HttpRequest, link: Link, place: str) -> HttpResponse:
    """One of them, large, with its review where the link asks for one."""
    shown = shown_at(link, place)
    places = list(LinkedPicture.objects.of(link).values_list("place", flat=True))
    at = places.index(shown.place)
    context: dict[str, Any] = {
        "link": link,
        "shown": shown,
        "said": said(shown),
        "number": at + 1,
        "count": len(places),
        "before": places[at - 1] if at else None,
        "after": places[at + 1] if at + 1 < len(places) else None,
    }
    if link.is_review:
        guest = room.guest_of(request, link)
        context |= room.parts(link, shown, guest) | {"name_form": NameForm()}
    return render(request, "shared/picture.html", context)


def of_picture(
    view: Callable[Concatenate[HttpRequest, LinkedPicture, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Find a picture by its own address in a link: a link that ended, or a picture that is gone, is 410."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        rows = LinkedPicture.objects.filter(token=token)
        shown = rows.select_related("link__team", "link__user", "picture").first()
        if shown is None or not gate.is_passed(request, shown.link):
            raise Http404
        if not shown.link.is_open or not rows.seen_by(shown.link.user).exists():
            return sealed(HttpResponse(status=410))
        try:
            answer = view(request, shown, *args, **kwargs)
        except (FileNotFoundError, BadPicture):
            return sealed(lost())
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return sealed(answer)

    return guarded


@require_safe
@of_picture
def preview(request: HttpRequest, shown: LinkedPicture, width: str) -> HttpResponse:
    """So wide at most, as WebP."""
    mark = shown.link.from_whom if shown.link.has_watermark else ""
    return HttpResponse(previews.preview(shown.picture, int(width), mark), content_type="image/webp")


@require_safe
@of_picture
def file(request: HttpRequest, shown: LinkedPicture, extension: str) -> HttpResponse:
    """The file to keep, without what is written in it: the prompt there names other pictures by their addresses."""
    if not shown.link.may_download or shown.picture.extension != extension:
        raise Http404
    answer = HttpResponse(previews.bare(shown.picture), content_type=TYPES[extension])
    answer.headers["Content-Disposition"] = f'attachment; filename="{filename(shown)}"'
    return answer


def filename(shown: LinkedPicture) -> str:
    """The words of the title in plain letters and the place, never those of a prompt."""
    words = slugify(shown.link.title)[:60].strip("-") or slugify(_("picture")) or "picture"
    return f"{words}-{shown.place}.{shown.picture.extension}"
