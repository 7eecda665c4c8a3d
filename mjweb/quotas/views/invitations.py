"""Invitations to the team: whom to invite, what would become of each line, the open ones and those that ended.

On this floor and not on that of people, because they give credits.
"""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mjweb.accounts import invitees
from mjweb.accounts.by import By
from mjweb.accounts.models import Invitation, Membership, Right
from mjweb.accounts.models.invitation import InvitationQuerySet, offered_roles
from mjweb.accounts.needs import needs
from mjweb.quotas.inviting import PeopleForm, TermsForm

MOST_ENDED = 50


def _member(request: HttpRequest) -> Membership:
    """The part of who asks in the team they are in; a personal space has no invitations."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    if request.user.team.is_personal:
        raise Http404
    return request.user.membership


def _own(request: HttpRequest, pk: int) -> Invitation:
    """An invitation of the team one is in, which one may act on; whoever makes no owners ends no owner's invitation."""
    member = _member(request)
    mine = Invitation.objects.of(member.team).filter(role__in=offered_roles(member))
    return get_object_or_404(mine.select_related("team", "made_by"), pk=pk)


# Links let people in, so no cache may keep the page.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.PEOPLE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the invitations; POST shows what would become of each line, and once more sends those that can be."""
    member = _member(request)
    form = PeopleForm(offered_roles(member), request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, member, form, status=422 if form.errors else 200)
    lines = invitees.judge(member.team, form.lines)
    if request.POST.get("step") == "send":
        return _send(request, member, lines)
    context = {
        "nav": "team",
        "tab": "invitations",
        "lines": lines,
        "count": sum(line.is_sent for line in lines),
        "written": invitees.written(line for line in lines if line.is_sent),
        "role": form.cleaned_data["role"],
    }
    return render(request, "invitations/preview.html", context)


def _send(request: HttpRequest, member: Membership, lines: list[invitees.Line]) -> HttpResponse:
    """Invite whoever can be; a second press finds them invited and sends nothing."""
    sent = [
        Invitation.objects.invite(
            By.request(request), member.team, line.email, role=line.role, allowance=line.allowance, name=line.name
        )
        for line in lines
        if line.is_sent
    ]
    made = [one for one in sent if one is not None]
    if len(made) == 1:
        messages.success(request, _("Invitation sent to %(email)s") % {"email": made[0].email})
    elif made:
        messages.success(
            request, ngettext("%(n)s invitation sent", "%(n)s invitations sent", len(made)) % {"n": len(made)}
        )
    else:
        messages.warning(request, _("Nothing was sent: nobody in this list is new."))
    return redirect("team_invitations:index")


@require_POST
@needs(Right.PEOPLE)
def link(request: HttpRequest) -> HttpResponse:
    """Make a link that one person may use, whoever they are."""
    member = _member(request)
    form = TermsForm(offered_roles(member), request.POST, prefix="link")
    if not form.is_valid():
        return _page(request, member, PeopleForm(offered_roles(member)), link_form=form, status=422)
    role, allowance = form.terms
    Invitation.objects.invite(By.request(request), member.team, role=role, allowance=allowance)
    messages.success(request, _("Link made. Copy it from the list."))
    return redirect("team_invitations:index")


@require_POST
@needs(Right.PEOPLE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the mail once more, and let the invitation work for seven days from now."""
    invitation = _own(request, pk)
    if not invitation.renew():
        messages.error(request, _("This invitation was used or revoked meanwhile."))
    elif invitation.email:
        messages.success(request, _("Invitation sent to %(email)s") % {"email": invitation.email})
    else:
        messages.success(request, _("The link works for seven more days."))
    return redirect("team_invitations:index")


@require_POST
@needs(Right.PEOPLE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation at once; the list of those that ended takes it back."""
    if _own(request, pk).revoke(By.request(request)):
        messages.success(request, _("Invitation revoked. You can undo this below."))
    else:
        messages.error(request, _("This invitation was used or had ended before."))
    return redirect("team_invitations:index")


@require_POST
@needs(Right.PEOPLE)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a revocation."""
    if _own(request, pk).restore(By.request(request)):
        messages.success(request, _("The invitation is open again."))
    else:
        messages.error(request, _("This cannot be undone any more. Send a new invitation."))
    return redirect("team_invitations:index")


def _page(
    request: HttpRequest, member: Membership, form: PeopleForm, *, link_form: TermsForm | None = None, status: int = 200
) -> HttpResponse:
    offered = offered_roles(member)
    all_of_them: InvitationQuerySet = Invitation.objects.of(member.team).select_related("mail", "used_by", "made_by")
    found = all_of_them.open().newest_first()
    ended = all_of_them.exclude(pk__in=found.values("pk")).newest_first()[:MOST_ENDED]
    context = {
        "nav": "team",
        "tab": "invitations",
        "form": form,
        "link_form": link_form or TermsForm(offered, prefix="link"),
        "open": found,
        "ended": ended,
        "offered": {role.value for role in offered},
        "people": member.team.memberships.aggregate(n=Count("pk"))["n"],
    }
    return render(request, "invitations/index.html", context, status=status)
