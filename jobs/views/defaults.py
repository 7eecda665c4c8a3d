"""Account › Defaults: what a person's prompt bar begins with, and the way back to what it begins with for everybody."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from jobs.forms import SWITCHES
from jobs.models import Mode, PromptDefaults
from jobs.views.door import PersonRequest, for_people

LABELS = {
    "mode": gettext_lazy("Speed"),
    "ar": gettext_lazy("Aspect ratio"),
    "s": gettext_lazy("Stylize"),
    "c": gettext_lazy("Chaos"),
    "w": gettext_lazy("Weird"),
    "no": gettext_lazy("Leave out"),
    "q": gettext_lazy("Quality"),
    "raw": gettext_lazy("Raw"),
    "tile": gettext_lazy("Tile"),
    "v": gettext_lazy("Version"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def index(request: PersonRequest) -> HttpResponse:
    """What is kept, by the names that the bar has for it; a POST forgets it."""
    if request.method == "POST":
        PromptDefaults.objects.keep(request.user, {})
        messages.success(request, _("Your prompt bar begins as it does for everybody"))
        return redirect("defaults:index")
    kept = PromptDefaults.objects.of(request.user)
    rows = [(label, _said(name, kept[name])) for name, label in LABELS.items() if name in kept]
    return render(request, "defaults/index.html", {"nav": "account", "tab": "defaults", "rows": rows})


def _said(name: str, value: str) -> str:
    if name == "mode":
        return str(Mode(value).label)
    return _("On") if name in SWITCHES else value
