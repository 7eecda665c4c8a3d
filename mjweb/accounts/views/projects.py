"""The projects of a team: what its work and its costs are told apart by."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mjweb.accounts.by import By
from mjweb.accounts.forms import ProjectForm
from mjweb.accounts.models import Entry, Project, Right, Verb
from mjweb.accounts.needs import needs, refused


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List them; whoever may change the team makes new ones."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    if request.method != "POST":
        return _page(request, ProjectForm())
    if not request.user.may(Right.SETTINGS):
        return refused(request, request.user, Right.SETTINGS)
    form = ProjectForm(request.POST, instance=Project(team=request.user.team))
    if not form.is_valid():
        return _page(request, form)
    try:
        with transaction.atomic():
            project = form.save()
            Entry.objects.write(By.request(request), Verb.PROJECT_MADE, team=project.team, subject=project.name)
    except IntegrityError:  # somebody gave the name to another meanwhile
        form.add_error("name", _("There is a project of this name already."))
        return _page(request, form)
    messages.success(request, _("Project made. Choose it in the settings of the prompt bar."))
    return redirect("team_projects:index")


@require_POST
@needs(Right.SETTINGS)
def end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let one take no new jobs. Its pictures and costs stay, and it can be opened again."""
    project = _found(request, pk)
    if project.end(By.request(request)):
        messages.success(request, _("%(project)s takes no new jobs any more") % {"project": project})
    return redirect("team_projects:index")


@require_POST
@needs(Right.SETTINGS)
def reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    project = _found(request, pk)
    if project.reopen(By.request(request)):
        messages.success(request, _("%(project)s takes new jobs again") % {"project": project})
    return redirect("team_projects:index")


def _found(request: HttpRequest, pk: int) -> Project:
    """A project of the space the person is in; of any other nothing is known. Raises Http404."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    return get_object_or_404(Project, team=request.user.team, pk=pk)


def _page(request: HttpRequest, form: ProjectForm) -> HttpResponse:
    assert request.user.is_authenticated
    found = list(Project.objects.filter(team=request.user.team).by_name())
    context = {
        "nav": "team",
        "tab": "projects",
        "form": form,
        "open": [project for project in found if project.is_open],
        "ended": [project for project in found if not project.is_open],
        "may_change": request.user.may(Right.SETTINGS),
    }
    return render(request, "team/projects.html", context, status=422 if form.errors else 200)
