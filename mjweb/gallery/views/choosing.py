"""What is done to the pictures that are ticked, and undoing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jobs.models import Picture
from mjweb.accounts.models import User
from mjweb.gallery import choosing, comparison, shelf, undoing
from mjweb.gallery.models import Change, Collection, Verdict
from mjweb.gallery.models.change import Kind
from mjweb.gallery.models.collection import LONGEST
from mjweb.gallery.models.mark import BEST
from mjweb.gallery.models.tag import LONGEST as LONGEST_TAG

COMPARE = "compare"
# Tiles that are put back in their places one by one; after more the page is made anew.
MOST_TILES = 200


@login_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Do `do` to the pictures `pick`, say what was done, and go back to the page (`next`); `compare` leads there."""
    if request.POST.get("do") == COMPARE:
        picks = urlencode([("p", pick) for pick in request.POST.getlist("pick")[: comparison.MOST]])
        return redirect(f"{reverse('gallery:compare')}?{picks}")
    change, sentence = _tried(request)
    (messages.success if change else messages.info)(request, sentence)
    return redirect(_back(request))


@login_required
@require_POST
def choose_now(request: HttpRequest) -> HttpResponse:
    """The same for a page that stays: the tiles as they are now, and a toast that can undo it."""
    change, sentence = _tried(request)
    return _fragment(request, change, sentence)


@login_required
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Put the last change back, or the one named by `change`, and go back to the page."""
    change, sentence = _undone(request)
    (messages.success if change else messages.info)(request, sentence)
    return redirect(_back(request))


@login_required
@require_POST
def undo_now(request: HttpRequest) -> HttpResponse:
    """The same for a page that stays."""
    change, sentence = _undone(request)
    return _fragment(request, change, sentence, is_undone=True)


def _fragment(request: HttpRequest, change: Change | None, sentence: str, *, is_undone: bool = False) -> HttpResponse:
    assert request.user.is_authenticated
    numbers = pictures_of(change)
    is_many = len(numbers) > MOST_TILES
    tiles = [] if is_many else shelf.shown(request.user, numbers)
    context = {
        "change": change,
        "is_undone": is_undone,
        "sentence": sentence,
        "tiles": tiles,
        "gone": sorted(set(numbers) - {one.pk for one in tiles}) if not is_many else [],
        "last_change": Change.objects.of(request.user).standing().first(),
        "here": request.POST.get("here", ""),
        "back": _back(request),
    }
    answer = render(request, "gallery/_chosen.html", context)
    if is_many or (is_undone and change is not None and change.kind in (Kind.BINNED, Kind.TAKEN_OUT, Kind.MOVED)):
        answer["HX-Refresh"] = "true"  # where a tile that is back belongs the server knows
    return answer


_OF_JOBS = (Kind.HIDDEN, Kind.SHOWN, Kind.WORDS_HIDDEN, Kind.WORDS_SHOWN)


def pictures_of(change: Change | None) -> list[int]:
    """The pictures that a change was about."""
    if change is None:
        return []
    before = change.before
    if isinstance(before, list):
        if change.kind in _OF_JOBS:
            return list(Picture.objects.filter(job__in=before).shown().values_list("pk", flat=True))
        return [row[0] for row in before]
    if "items" in before:
        return [row[0] for row in before["items"]]
    return list(before.get("pictures", [before.get("picture")]))


# What is asked for ----------------------------------------------------------------------------------------------------


def _tried(request: HttpRequest) -> tuple[Change | None, str]:
    """What was done, and what to say of it; nothing where it was refused."""
    try:
        return done(request)
    except Refused as refusal:
        return None, str(refusal)


def done(request: HttpRequest) -> tuple[Change | None, str]:
    """Do what a form asks for, and say it in a sentence. Raises Refused, and Http404 for a verb that is none."""
    assert request.user.is_authenticated
    word, _colon, argument = request.POST.get("do", "").partition(":")
    verb = _VERBS.get(word)
    if verb is None:
        raise Http404
    picks = [int(text) for text in request.POST.getlist("pick") if text.isascii() and text.isdigit() and len(text) < 18]
    if not picks:
        raise Refused(_("Nothing is selected."))
    if len(picks) > choosing.MOST:
        raise Refused(_("At most %(n)d pictures at once. Nothing was changed.") % {"n": choosing.MOST})
    if word in _SHARED and not request.user.creates:
        raise Refused(_("Your role here can judge pictures, but not tag or collect them."))
    change = verb(Order(request.user, picks, argument, request.POST))
    return change, told(change) if change else _("Nothing to change there.")


class Refused(ValueError):
    """What was asked for cannot be done; the text is a sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to which pictures: `do` is a verb, `argument` what stands behind its colon (`grade:4`)."""

    user: User
    picks: list[int]
    argument: str
    fields: QueryDict

    def name(self, field: str, longest: int) -> str:
        """A name that was typed, its blanks in order."""
        name = " ".join(self.fields.get(field, "").replace("\0", "").split())
        if not name:
            raise Refused(_("A name is missing."))
        if len(name) > longest:
            raise Refused(_("A name has at most %(n)d letters.") % {"n": longest})
        return name

    def collection(self) -> Collection:
        """The collection of the argument: one that is filled by hand."""
        if not (self.argument.isascii() and self.argument.isdigit() and len(self.argument) < 18):
            raise Refused(_("Choose a collection, or name a new one."))
        return get_object_or_404(Collection.objects.here(self.user).filter(query=""), pk=int(self.argument))

    def mark(self, **said: bool | int | str) -> Change | None:
        return choosing.mark(self.user, self.picks, **said)


def _grade(order: Order) -> Change | None:
    if order.argument not in [str(number) for number in range(BEST + 1)]:
        raise Refused(_("Grades go from 1 to %(best)s.") % {"best": BEST})
    return order.mark(grade=int(order.argument))


def _tag(order: Order) -> Change | None:
    return choosing.tag(order.user, order.picks, order.name("tag", LONGEST_TAG))


def _untag(order: Order) -> Change | None:
    return choosing.untag(order.user, order.picks, order.name("tag", LONGEST_TAG))


def _collect(order: Order) -> Change | None:
    """Into the collection of the argument, or the one named in the form, which is made where there is none."""
    if order.argument:
        return choosing.collect(order.user, order.picks, order.collection())
    name = order.name("name", LONGEST)
    found = Collection.objects.here(order.user).filter(name__iexact=name, query="").first()
    if found is None:
        found = Collection.objects.create(team=order.user.team, user=order.user, name=name)
    return choosing.collect(order.user, order.picks, found)


_VERBS: dict[str, Callable[[Order], Change | None]] = {
    "favourite": lambda order: order.mark(favourite=True),
    "unfavourite": lambda order: order.mark(favourite=False),
    "keep": lambda order: order.mark(verdict=Verdict.KEEP.value),
    "reject": lambda order: order.mark(verdict=Verdict.REJECT.value),
    "clear": lambda order: order.mark(verdict="", grade=0),
    "grade": _grade,
    "tag": _tag,
    "untag": _untag,
    "collect": _collect,
    "take_out": lambda order: choosing.take_out(order.user, order.picks, order.collection()),
    "bin": lambda order: choosing.throw_away(order.user, order.picks),
    "restore": lambda order: choosing.restore(order.user, order.picks),
    "hide": lambda order: choosing.hide(order.user, order.picks),
    "show": lambda order: choosing.show(order.user, order.picks),
    "hide_words": lambda order: choosing.hide_words(order.user, order.picks),
    "show_words": lambda order: choosing.show_words(order.user, order.picks),
}
# Tags and collections are the team's: who only looks changes none.
_SHARED = ("tag", "untag", "collect", "take_out")


# What is said ---------------------------------------------------------------------------------------------------------


def told(change: Change) -> str:
    """A change in a sentence."""
    count = change.count
    sentences = {
        Kind.MARKED: ngettext("%(n)d picture marked.", "%(n)d pictures marked.", count),
        Kind.TAGGED: ngettext("%(n)d picture tagged “%(word)s”.", "%(n)d pictures tagged “%(word)s”.", count),
        Kind.UNTAGGED: ngettext("“%(word)s” taken off %(n)d picture.", "“%(word)s” taken off %(n)d pictures.", count),
        Kind.COLLECTED: ngettext("%(n)d picture added to “%(word)s”.", "%(n)d pictures added to “%(word)s”.", count),
        Kind.TAKEN_OUT: ngettext(
            "%(n)d picture taken out of “%(word)s”.", "%(n)d pictures taken out of “%(word)s”.", count
        ),
        Kind.MOVED: _("Moved within “%(word)s”."),
        Kind.BINNED: ngettext(
            "%(n)d picture deleted. It stays in the bin for 30 days.",
            "%(n)d pictures deleted. They stay in the bin for 30 days.",
            count,
        ),
        Kind.RESTORED: ngettext("%(n)d picture restored.", "%(n)d pictures restored.", count),
        Kind.HIDDEN: ngettext("%(n)d picture is private now.", "%(n)d pictures are private now.", count),
        Kind.SHOWN: ngettext("The team sees %(n)d picture again.", "The team sees %(n)d pictures again.", count),
        Kind.WORDS_HIDDEN: ngettext(
            "The prompt of %(n)d picture is hidden, and no search finds it by its words.",
            "The prompts of %(n)d pictures are hidden, and no search finds them by their words.",
            count,
        ),
        Kind.WORDS_SHOWN: ngettext(
            "The prompt of %(n)d picture can be read again.", "The prompts of %(n)d pictures can be read again.", count
        ),
    }
    return sentences[Kind(change.kind)] % {"n": count, "word": change.word}


def _undone(request: HttpRequest) -> tuple[Change | None, str]:
    assert request.user.is_authenticated
    named = request.POST.get("change", "")
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 18 else None
    change = undoing.undo(request.user, number)
    if change is None:
        return None, _("There is nothing to undo.")
    return change, _("Undone: %(what)s") % {"what": told(change)}


def _back(request: HttpRequest) -> str:
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, allowed_hosts=None) and there.startswith("/")
    return there if is_ours else reverse("gallery:index")
