"""The references that the prompt bar comes with: from an address, from files of a form, or kept from the last press."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import references
from jobs.forms import PromptForm
from jobs.models import Picture, Role, Upload
from jobs.references import Reference
from jobs.views.composer import Composer
from jobs.views.door import PersonRequest, for_people
from jobs.views.uploads import Refused, bring
from mjweb.quotas import context as quotas

# Where the session has them between two pages without script; with one the draft in the browser does.
_KEPT = "references"


def initial(request: PersonRequest) -> dict[str, object]:
    """What a fresh bar holds of references. Raises Http404 for a picture that is not there, or not for this person."""
    stored = request.session.get(_KEPT, [])
    kept = [Reference(path, Role(role), weight) for path, role, weight in stored if references.is_path(path)]
    paths = {one.path for one in kept}
    asked = [Reference(path) for path in _asked(request) if path not in paths]
    return {"references": (*kept, *asked), "kept": tuple(paths)} if kept or asked else {}


def _asked(request: PersonRequest) -> list[str]:
    """The paths of the pictures that the address names."""
    pictures = Picture.objects.visible_to(request.user).shown()
    uploads = Upload.objects.of(request.user)
    found: list[str] = []
    for name, rows in (("reference", pictures), ("upload", uploads)):
        for number in request.GET.getlist(name)[: references.MOST]:
            row = rows.filter(pk=_number(number)).first()
            if row is None:
                raise Http404
            found.append(row.url)
    return found


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Http404
    return int(text)


def with_files(request: PersonRequest) -> tuple[QueryDict, list[str]]:
    """The form with what came as files among its references, and a sentence for each file that was not taken."""
    data = request.POST.copy()
    refused: list[str] = []
    for file in request.FILES.getlist("picture"):
        try:
            path = bring(request.user, file).url
        except Refused as refusal:
            refused.append(refusal.sentence)
            continue
        for name, value in (("ref", path), ("ref_role", Role.IMAGE.value), ("ref_weight", "")):
            data.appendlist(name, value)
    return data, refused


@require_safe
@for_people
def thumb(request: PersonRequest) -> HttpResponse:
    """What the script of the bar makes thumbs from, and what it says when a picture does not arrive."""
    composer = Composer(PromptForm(), quotas.of(request.user))
    return render(request, "create/_blank.html", {"composer": composer})


def is_only_arranged(data: QueryDict) -> bool:
    """Whether a form without script brings or drops references, and asks for nothing yet."""
    return "add" in data or "ref_drop" in data


def keep(request: PersonRequest, form: PromptForm) -> None:
    """Remember the references that are locked for the next page."""
    locked = [[one.path, one.role.value, one.weight] for one in form.references if one.path in form.kept]
    if locked:
        request.session[_KEPT] = locked
    else:
        request.session.pop(_KEPT, None)
