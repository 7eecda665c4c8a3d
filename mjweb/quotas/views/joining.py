"""The page behind an invitation: whoever comes in by it makes an account, or joins with the one they have.

On this floor and not on that of people, because an invitation gives credits.
"""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mjweb.accounts import proving
from mjweb.accounts.address import address_of
from mjweb.accounts.by import By
from mjweb.accounts.models import Invitation, User
from mjweb.accounts.models.invitation import Found, NotOpen
from mjweb.quotas.joining import AccountForm, AddressForm
from mjweb.quotas.models import Purse, Window


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, token: str) -> HttpResponse:
    """Offer the door. GET changes nothing: mail scanners and link previews follow links."""
    found = Invitation.objects.find(token)
    if found is None:
        raise Http404
    if not found.invitation.is_open:
        return _closed(request, found.invitation)
    if request.user.is_authenticated:
        return _with_account(request, request.user, found.invitation)
    return _without_account(request, found)


def _closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    invitation.refresh_from_db()
    context = {"invitation": invitation, "state": invitation.standing}
    return render(request, "joining/closed.html", context, status=410)


def _with_account(request: HttpRequest, user: User, invitation: Invitation) -> HttpResponse:
    """One press for whoever is signed in."""
    is_member = any(one.team_id == invitation.team_id for one in user.spaces)
    if request.method != "POST" or is_member:
        context = {"invitation": invitation, "is_member": is_member}
        return render(request, "joining/join.html", context)
    try:
        with transaction.atomic():
            invitation.accept(user, By.request(request))
            if invitation.allowance is not None:
                cap = Purse.objects.of_member(invitation.team, user)
                Window.objects.allow(cap, invitation.allowance, actor=invitation.made_by)
    except NotOpen:
        return _closed(request, invitation)
    messages.success(request, _("You are in %(space)s now") % {"space": invitation.team})
    return redirect("home")


def _without_account(request: HttpRequest, found: Found) -> HttpResponse:
    """An address that is known to be theirs first, then a name and a password."""
    invitation = found.invitation
    what = f"invitation {invitation.pk}"
    email = invitation.email if found.by_mail else proving.begun(request, what)
    context = {
        "invitation": invitation,
        "email": email,
        "is_proved": found.by_mail,
        "has_account": found.by_mail and User.objects.filter(email=email).exists(),
    }
    if settings.ENV.signup == "off":
        return render(request, "joining/off.html", context, status=200 if request.method != "POST" else 403)
    if request.method != "POST":
        forms = {"form": AccountForm(initial={"name": invitation.name}), "address_form": AddressForm()}
        return render(request, "joining/index.html", context | forms)
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="signup")
    if too_many is not None:
        return too_many
    if not found.by_mail and (not email or request.POST.get("step") == "address"):
        return _prove(request, invitation, what, context)
    form = AccountForm(
        request.POST, code_of=None if found.by_mail else lambda code: proving.is_right(request, what, code)
    )
    form.email = email
    if context["has_account"] or not form.is_valid():
        context["email"] = invitation.email if found.by_mail else proving.begun(request, what)
        return render(
            request, "joining/index.html", context | {"form": form, "address_form": AddressForm()}, status=422
        )
    return _enrol(request, invitation, form, context)


def _prove(request: HttpRequest, invitation: Invitation, what: str, context: dict[str, object]) -> HttpResponse:
    """Send a code to the invited address, or to the one that whoever has the link gives."""
    form = AddressForm({"email": invitation.email or request.POST.get("email", "")})
    if form.is_valid():
        if proving.begin(request, form.cleaned_data["email"], what, invitation.url()):
            return redirect(request.path)
        form.add_error(None, _("Too many codes were asked for. Wait a minute, then try again."))
    forms = {"form": AccountForm(), "address_form": form}
    return render(request, "joining/index.html", context | forms | {"email": ""}, status=422)


def _enrol(request: HttpRequest, invitation: Invitation, form: AccountForm, context: dict[str, object]) -> HttpResponse:
    """Make the account, use up the invitation, and sign in: all of it or nothing."""
    try:
        with transaction.atomic():
            user = User.objects.enrol(form.email, form.cleaned_data["password"], name=form.cleaned_data["name"])
            invitation.accept(user, By(user, address_of(request)))
            Purse.objects.of(user, invitation.allowance)
    except NotOpen:
        return _closed(request, invitation)
    except IntegrityError:  # an account with this address was made meanwhile
        context["has_account"] = True
        return render(
            request, "joining/index.html", context | {"form": form, "address_form": AddressForm()}, status=422
        )
    proving.forget(request)
    record_authentication(request, user, method="password")
    response: HttpResponse = perform_login(request, user, email_verification="none")
    return response
