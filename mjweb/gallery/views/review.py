"""What guests do in a review: say who they are, comment at a point of a picture, judge it, say that they are done."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mjweb import errors
from mjweb.gallery import room
from mjweb.gallery.models import Guest, Link, LinkedPicture, Opinion, Remark, Ruling
from mjweb.gallery.review_forms import NameForm, RemarkForm
from mjweb.gallery.views.shared import of_link, shown_at

# Of one address, so that whoever comes by the link writes no faster than people do; a room has its own bounds besides.
RATES = {"come": "20/h/ip", "say": "30/m/ip", "done": "10/h/ip"}


def may_now(request: HttpRequest, action: str) -> bool:
    """Whether this address may do it now; counted."""
    return ratelimit.consume(request, app="mjweb.gallery", action=action, config=RATES) is not None


def reviewed(link: Link, place: str) -> LinkedPicture:
    """A picture of a link that asks for a review."""
    if not link.is_review:
        raise Http404
    return shown_at(link, place)


@require_POST
@of_link
def come(request: HttpRequest, link: Link, place: str) -> HttpResponse:
    """A name, and this browser is a guest of the room."""
    shown = reviewed(link, place)
    form = NameForm(request.POST)
    if room.guest_of(request, link) is None and form.is_valid():
        if not may_now(request, "come"):
            return errors.too_many(request)
        guest = Guest.objects.come(link, form.cleaned_data["name"])
        if guest is None:
            return errors.too_many(request)
        answer = redirect(shown.page)
        room.remember(answer, guest)
        return answer
    return redirect(shown.page)


@require_POST
@of_link
def remark(request: HttpRequest, link: Link, place: str) -> HttpResponse:
    """A comment on a picture."""
    form = RemarkForm(request.POST)

    def say(guest: Guest, shown: LinkedPicture) -> str:
        if not form.is_valid():
            return _("Write something, in 1,000 characters at most.")
        if not may_now(request, "say"):
            return _("That was quick. Wait a minute, then try again.")
        if not Remark.objects.say(guest, shown, form.cleaned_data["text"], form.at):
            return _("There are too many comments here already.")
        return ""

    return _act(request, link, place, say, "shared/_say.html")


@require_POST
@of_link
def verdict(request: HttpRequest, link: Link, place: str) -> HttpResponse:
    """Approve, change or reject; any other word takes it back."""
    ruling = request.POST.get("ruling", "")

    def judge(guest: Guest, shown: LinkedPicture) -> str:
        if not may_now(request, "say"):
            return _("That was quick. Wait a minute, then try again.")
        Opinion.objects.give(guest, shown, Ruling(ruling) if ruling in Ruling.values else None)
        return ""

    return _act(request, link, place, judge, "shared/_verdict.html")


def _act(
    request: HttpRequest, link: Link, place: str, do: Callable[[Guest, LinkedPicture], str], part: str
) -> HttpResponse:
    """Do it for the guest in front of this browser; a script gets the parts of the page that changed."""
    shown = reviewed(link, place)
    guest = room.guest_of(request, link)
    if guest is None:
        return redirect(shown.page)
    guest.link = link
    trouble = do(guest, shown)
    if not trouble and not request.headers.get("HX-Request"):
        return redirect(shown.page)
    link.refresh_from_db(fields=["version"])
    found = room.parts(link, shown, guest) | {
        "trouble": trouble,
        "draft": request.POST.get("text", "") if trouble else "",
    }
    template = "shared/_news.html" if request.headers.get("HX-Request") else "shared/trouble.html"
    return render(request, template, found | {"part": part}, status=422 if trouble else 200)


@require_POST
@of_link
def done(request: HttpRequest, link: Link, place: str) -> HttpResponse:
    """Done reviewing: the maker is told."""
    shown = reviewed(link, place)
    guest = room.guest_of(request, link)
    if guest is not None:
        if not may_now(request, "done"):
            return errors.too_many(request)
        guest.link = link
        guest.finish()
    return redirect(shown.page)


@require_safe
@of_link
def pulse(request: HttpRequest, link: Link, place: str) -> HttpResponse:
    """Nothing new: 204. Else what was said of this picture, out of band."""
    if request.GET.get("since") == str(link.version):
        return HttpResponse(status=204)
    shown = reviewed(link, place)
    return render(request, "shared/_news.html", room.parts(link, shown, room.guest_of(request, link)))
