"""Pausing and resuming an image service, or the intake of the whole site: a form that asks until when and why."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods, require_POST

from jobs import operating
from jobs.models import Upstream
from jobs.times import FOREVER
from jobs.views.door import PersonRequest, for_operators
from jobs.views.sentences import closed
from jobs.waiting import paused
from mjweb.accounts.by import By


class PauseForm(forms.Form):
    """Until when, and why; both are shown to people."""

    use_required_attribute = False
    until = forms.DateTimeField(
        label=later("Until"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=later("By the clock of the site. Left empty, until an operator resumes it."),
    )
    reason = forms.CharField(
        label=later("Why"),
        max_length=160,
        error_messages={"required": later("Say why: people read it where their jobs wait or are turned away.")},
        help_text=later("People read it, such as: the service is being moved."),
    )

    def clean_until(self) -> datetime:
        until: datetime | None = self.cleaned_data["until"]
        if until is not None and until <= timezone.now():
            raise forms.ValidationError(_("This time is over."))
        return min(until or FOREVER, FOREVER)

    @property
    def opens_at(self) -> datetime | None:
        """Only of a valid form."""
        until: datetime = self.cleaned_data["until"]
        return until if until < FOREVER else None


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def pause_intake(request: PersonRequest) -> HttpResponseBase:
    """Ask, then take no new jobs."""
    form = PauseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form)
    operating.pause_intake(By.request(request), form.cleaned_data["until"], form.cleaned_data["reason"])
    messages.success(request, closed(form.opens_at, form.cleaned_data["reason"]))
    return redirect("queue:index")


@require_POST
@for_operators
def resume_intake(request: PersonRequest) -> HttpResponseBase:
    """Take new jobs again."""
    if operating.resume_intake(By.request(request)):
        messages.success(request, _("New jobs are taken again"))
    else:
        messages.info(request, _("New jobs are taken already"))
    return redirect("queue:index")


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def pause(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Ask, then keep work from an upstream."""
    upstream = get_object_or_404(Upstream, pk=pk)
    form = PauseForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, form, upstream)
    until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
    if operating.pause(By.request(request), upstream, until, reason):
        goes_on = _("What it has goes on.")
        messages.success(request, f"{paused(upstream.name, form.opens_at, reason)} {goes_on}")
    return redirect("queue:index")


@require_POST
@for_operators
def resume(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let an upstream take work again."""
    upstream = get_object_or_404(Upstream, pk=pk)
    if operating.resume(By.request(request), upstream):
        messages.success(request, _("%(name)s takes work again") % {"name": upstream})
    else:
        messages.info(request, _("%(name)s was not paused") % {"name": upstream})
    return redirect("queue:index")


def _ask(request: PersonRequest, form: PauseForm, upstream: Upstream | None = None) -> HttpResponseBase:
    for name in form.errors:
        if name in form.fields:
            form.fields[name].widget.attrs["autofocus"] = True
            break
    context = {"nav": "queue", "form": form, "upstream": upstream}
    return render(request, "queue/pause.html", context, status=422 if form.is_bound else 200)
