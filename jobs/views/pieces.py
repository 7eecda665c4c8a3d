"""The pages of presets and of wildcard lists: what one keeps and what the team shares, to use, change and delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from jobs.forms import PromptForm
from jobs.models import Preset, Wildcard
from jobs.models.shareable import ShareableQuerySet
from jobs.models.wildcard import glimpsed
from jobs.piece_forms import PresetForm, WildcardForm
from jobs.views import news
from jobs.views.door import PersonRequest, for_people
from jobs.views.menu import Piece, menu
from mjweb.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """Presets or wildcard lists: their table, their form, and what their page says."""

    word: str
    form: type[PresetForm | WildcardForm]
    title: _StrPromise
    about: _StrPromise
    new: _StrPromise
    saved: _StrPromise
    removed: _StrPromise

    @property
    def rows(self) -> ShareableQuerySet[Preset] | ShareableQuerySet[Wildcard]:
        return Preset.objects.all() if self.word == "presets" else glimpsed(Wildcard.objects.all())

    @property
    def url(self) -> str:
        return f"{self.word}:index"

    @property
    def edit(self) -> str:
        return f"{self.word}:edit"

    @property
    def remove(self) -> str:
        return f"{self.word}:remove"

    @property
    def restore(self) -> str:
        return f"{self.word}:restore"


PRESETS = Kind(
    "presets",
    PresetForm,
    gettext_lazy("Presets"),
    gettext_lazy("Pieces of prompt, to put into the bar again"),
    gettext_lazy("New preset"),
    gettext_lazy("Preset saved"),
    gettext_lazy("Preset deleted"),
)
WILDCARDS = Kind(
    "wildcards",
    WildcardForm,
    gettext_lazy("Wildcards"),
    gettext_lazy("Lists of which a prompt takes another line for each job"),
    gettext_lazy("New list"),
    gettext_lazy("List saved"),
    gettext_lazy("List deleted"),
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def index(request: PersonRequest, kind: Kind) -> HttpResponseBase:
    """What there is, and a form for another one."""
    if request.method != "POST":
        return _page(request, kind, kind.form(user=request.user))
    form = kind.form(request.POST, user=request.user)
    if not form.is_valid() or not form.keep():
        return _page(request, kind, form, status=422)
    messages.success(request, str(kind.saved))
    return redirect(kind.url)


def _page(request: PersonRequest, kind: Kind, form: PresetForm | WildcardForm, status: int = 200) -> HttpResponse:
    rows: Sequence[Piece] = list(kind.rows.visible_to(request.user).select_related("user").by_name())
    may_edit = set(kind.rows.editable_by(request.user).values_list("pk", flat=True))
    context = {
        "nav": "create",
        "tab": kind.word,
        "kind": kind,
        "form": form,
        "own": [row for row in rows if row.user_id == request.user.pk],
        "shared": [row for row in rows if row.user_id != request.user.pk],
        "may_edit": may_edit,
        "removed": _removed(request, kind),
    }
    return render(request, "pieces/index.html", context, status=status)


def _removed(request: PersonRequest, kind: Kind) -> Piece | None:
    """What was just deleted, `?removed=<number>`, so that it can be brought back."""
    number = request.GET.get("removed", "")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return kind.rows.editable_by(request.user).filter(pk=int(number)).exclude(removed_at=None).first()


@require_POST
@for_people
def new(request: PersonRequest) -> HttpResponse:
    """The page of presets with the bar's prompt in its form, for browsers without script."""
    return _page(request, PRESETS, PresetForm(user=request.user, text=PromptForm(request.POST).written()))


@require_POST
@for_people
def keep(request: PersonRequest) -> HttpResponse:
    """Keep the bar's prompt under a name, from its menu; answers with what changes on the page."""
    data = {"name": request.POST.get("name", ""), "text": PromptForm(request.POST).written()}
    form = PresetForm(data, user=request.user)
    if form.is_valid() and form.keep():
        toast = news.render("jobs/_toast.html", text=str(PRESETS.saved))
        return HttpResponse(news.render("pieces/_menu.html", menu=menu(request.user), oob=True) + toast)
    errors = [str(error) for found in form.errors.values() for error in found]
    again = {"menu": menu(request.user), "typed": data["name"], "errors": errors}
    return HttpResponse(news.render("pieces/_menu.html", oob=True, **again), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def edit(request: PersonRequest, kind: Kind, pk: int) -> HttpResponseBase:
    """Rename one, change it, share it or stop sharing it."""
    piece = _own(kind, request.user, pk)
    form = kind.form(request.POST if request.method == "POST" else None, user=request.user, piece=piece)
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, str(kind.saved))
        return redirect(kind.url)
    context = {"nav": "create", "tab": kind.word, "kind": kind, "piece": piece, "form": form}
    return render(request, "pieces/edit.html", context, status=422 if form.errors else 200)


def _own(kind: Kind, user: User, pk: int) -> Piece:
    """One that this person may change."""
    if kind is PRESETS:
        return get_object_or_404(Preset.objects.here().editable_by(user), pk=pk)
    return get_object_or_404(Wildcard.objects.here().editable_by(user), pk=pk)


@require_POST
@for_people
def remove(request: PersonRequest, kind: Kind, pk: int) -> HttpResponseBase:
    """Delete one; the page offers to undo that."""
    kind.rows.remove(_own(kind, request.user, pk).pk)
    answer = redirect(kind.url)
    answer["Location"] += f"?removed={pk}"
    return answer


@require_POST
@for_people
def restore(request: PersonRequest, kind: Kind, pk: int) -> HttpResponseBase:
    """Bring one back."""
    piece = get_object_or_404(kind.rows.editable_by(request.user), pk=pk)
    if kind.rows.restore(piece.pk):
        messages.success(request, _("%(name)s is back") % {"name": piece})
    else:
        said = _("%(name)s cannot come back: there is another one of that name now.")
        messages.error(request, said % {"name": piece})
    return redirect(kind.url)
