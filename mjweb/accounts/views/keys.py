"""A person's API keys: list, make (shown once), revoke."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mjweb.accounts.forms import KeyForm
from mjweb.accounts.models import ApiKey


# The answer to making a key is the only place where its secret is ever written, so no cache may keep it.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys in use; make one and show it."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    form = KeyForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        made = ApiKey.objects.issue(request.user, form.cleaned_data["name"])
        form = KeyForm()
    usable = ApiKey.objects.usable().filter(user=request.user).order_by("-created_at", "-pk")
    context = {"nav": "account", "tab": "keys", "form": form, "made": made, "keys": usable}
    return render(request, "accounts/keys.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, lookup: str) -> HttpResponse:
    """Ask, then end one of the person's own keys."""
    key = get_object_or_404(ApiKey.objects.usable(), user=request.user, lookup=lookup)
    if request.method == "POST":
        key.revoke()
        messages.success(request, _("Key revoked"))
        return redirect("accounts:keys")
    return render(request, "accounts/revoke_key.html", {"nav": "account", "tab": "keys", "key": key})
