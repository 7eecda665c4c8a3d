"""Image services: adding one, and changing where it is, what goes there and when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jobs import operating
from jobs.models import Upstream
from jobs.upstream_form import UpstreamForm
from jobs.views.door import PersonRequest, for_operators
from mjweb.accounts.by import By


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def add(request: PersonRequest) -> HttpResponseBase:
    """Ask for a new account at a service, then let it take its part of the work."""
    form = UpstreamForm(request.POST or None, instance=Upstream())
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    form.fill()
    if not operating.add_upstream(By.request(request), form.instance):
        form.add_error("name", _("There is a service of this name already."))
        return _page(request, form)
    messages.success(request, _("%(name)s is added and takes work") % {"name": form.instance})
    return redirect("queue:index")


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def edit(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Show an account as it is, and change it."""
    upstream = get_object_or_404(Upstream, pk=pk)
    form = UpstreamForm(request.POST or None, instance=upstream)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    changes = form.fill()
    if not changes:
        messages.info(request, _("Nothing was different, so nothing was changed"))
        return redirect("queue:index")
    if not operating.change_upstream(By.request(request), upstream, changes):
        words = _(
            "Jobs are in progress with this address and key, so they stay. Pause the service until those have ended, "
            "or add the other account beside it."
        )
        form.add_error(None, words)
        return _page(request, form)
    messages.success(request, _("%(name)s is changed") % {"name": upstream})
    return redirect("queue:index")


def _page(request: PersonRequest, form: UpstreamForm) -> HttpResponse:
    for name in form.errors:
        if name in form.fields:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    known = Upstream.objects.filter(pk=form.instance.pk).first() if form.instance.pk else None
    context = {"nav": "queue", "form": form, "known": known}
    return render(request, "queue/upstream.html", context, status=422 if form.is_bound else 200)
