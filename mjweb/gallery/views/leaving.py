"""Leaving a team, removing somebody from it, and shutting an account: what will happen, then a name to type."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jobs import inheritance
from jobs.inheritance import Estate
from mjweb.accounts.by import By
from mjweb.accounts.errors import LastOwner, NotAllowed
from mjweb.accounts.models import ApiKey, Membership, Right, User
from mjweb.accounts.needs import refused
from mjweb.gallery import leaving
from mjweb.gallery.forms import LeaveForm, TypedForm


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Say what goes to whom when a member (`?member=`, else oneself) goes; a POST with the name typed does it."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    member = _member(request)
    is_own = member.user_id == request.user.pk
    if not is_own and not request.user.may(Right.PEOPLE):
        return refused(request, request.user, Right.PEOPLE)
    form = LeaveForm(member, str(member.team if is_own else member.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        heir = form.cleaned_data["heir"]
        try:
            passed = leaving.leave(By.request(request), member, heir)
        except NotAllowed as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        messages.success(request, _done(member, heir, is_own=is_own))
        if passed.canceled:
            messages.warning(request, _canceled(passed, heir))
        return redirect("home" if is_own else "team_members:index")
    context = {
        "nav": "team",
        "tab": "members",
        "member": member,
        "is_own": is_own,
        "form": form,
        "estate": inheritance.survey(member.user, member.team),
        "keys": ApiKey.objects.filter(user=member.user, team=member.team, revoked_at=None).count(),
        "trouble": str(LastOwner(str(member.user), str(member.team)))
        if Membership.objects.is_last_owner(member)
        else "",
    }
    return render(request, "leaving/index.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """For operators: end the way in of a member of the team they are in, or open it again."""
    assert request.user.is_authenticated
    if not request.user.is_staff:
        raise Http404
    member = _member(request)
    person = member.user
    if person == request.user:
        raise Http404
    form = TypedForm(str(person), request.POST or None)
    if request.method == "POST" and not person.is_active:
        User.objects.reactivate(By.request(request), person, member.team)
        messages.success(request, _("%(name)s can sign in again") % {"name": person})
        return redirect("team_members:index")
    if request.method == "POST" and form.is_valid():
        try:
            leaving.shut_out(By.request(request), person, member.team)
        except NotAllowed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The account of %(name)s is deactivated") % {"name": person})
        return redirect("team_members:index")
    context = {"nav": "team", "tab": "members", "member": member, "form": form}
    return render(request, "leaving/account.html", context, status=422 if form.errors else 200)


def _member(request: HttpRequest) -> Membership:
    """Whom it is about: somebody of the team one is in. A personal space is left by nobody."""
    assert request.user.is_authenticated
    mine = request.user.membership
    named = request.GET.get("member", str(mine.pk))
    if not named.isascii() or not named.isdigit() or len(named) > 18:
        raise Http404
    team = Membership.objects.filter(team=mine.team, team__personal_of=None).select_related("user", "team")
    return get_object_or_404(team, pk=int(named))


def _done(member: Membership, heir: Membership, *, is_own: bool) -> str:
    names = {"person": member.user, "team": member.team, "heir": heir.user}
    if is_own:
        return _("You have left %(team)s. What you made there is with %(heir)s.") % names
    return _("%(person)s is removed. What they made here is with %(heir)s.") % names


def _canceled(passed: Estate, heir: Membership) -> str:
    words = ngettext(
        "%(n)d waiting job was cancelled and its credits returned: %(heir)s has not enough for it.",
        "%(n)d waiting jobs were cancelled and their credits returned: %(heir)s has not enough for them.",
        passed.canceled,
    )
    return words % {"n": passed.canceled, "heir": heir.user}
