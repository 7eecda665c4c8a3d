"""A person's API keys: list, make (shown once), show what signs their deliveries, revoke.

On this floor and not on that of people, because a key has a purse.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mjweb.accounts.by import By
from mjweb.accounts.models import ApiKey, Entry, Verb
from mjweb.quotas.forms import KeyForm
from mjweb.quotas.models import Window


@dataclass(frozen=True, slots=True)
class Row:
    """A key, and what it spends of its own allowance this month; None where it has none."""

    key: ApiKey
    window: Window | None


# The answers that make a key or show a secret are the only places where it is ever written: no cache may keep them.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """List the keys; make one and show it."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # A key outlives the session that made it: whoever found an open browser shall not make one.
        raise_if_reauthentication_required(request, app="allauth.account")
        return _page(request, KeyForm(), made=form.issue(request.user, By.request(request)))
    return _page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: HttpRequest, lookup: str) -> HttpResponse:
    """Show, in its row, the secret by which one of the person's own keys signs deliveries; GET shows nothing of it."""
    key = get_object_or_404(ApiKey.objects.usable(), user=request.user, lookup=lookup, sign_hooks=True)
    if request.method != "POST":
        return redirect("keys:index")
    raise_if_reauthentication_required(request, app="allauth.account")
    Entry.objects.write(By.request(request), Verb.SECRET_SHOWN, team=key.team, subject=key.called)
    return _page(request, KeyForm(), shown=key)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, lookup: str) -> HttpResponse:
    """Ask, then end one of the person's own keys."""
    key = get_object_or_404(ApiKey.objects.filter(revoked_at=None), user=request.user, lookup=lookup)
    if request.method == "POST":
        key.revoke(By.request(request))
        messages.success(request, _("Key revoked"))
        return redirect("keys:index")
    return render(request, "keys/revoke.html", {"nav": "account", "tab": "keys", "key": key})


def _page(
    request: HttpRequest, form: KeyForm, *, made: ApiKey | None = None, shown: ApiKey | None = None
) -> HttpResponse:
    assert request.user.is_authenticated
    own = ApiKey.objects.filter(user=request.user).newest_first()
    ended = own.exclude(revoked_at=None)
    with_ended = request.GET.get("show") == "ended"
    context = {
        "nav": "account",
        "tab": "keys",
        "form": form,
        "made": made,
        "shown": shown,
        "rows": _rows(own.filter(revoked_at=None)),
        "ended": _rows(ended) if with_ended else [],
        "ended_count": ended.count(),
        "with_ended": with_ended,
        "deliveries": _above("deliveries:index"),
        "docs": _above("api:docs"),
    }
    return render(request, "keys/index.html", context, status=422 if form.errors else 200)


def _rows(keys: Iterable[ApiKey]) -> list[Row]:
    found = list(keys)
    windows = Window.objects.of_keys(found)
    return [Row(key, windows.get(key.pk)) for key in found]


def _above(name: str) -> str:
    """The address of a page of a floor above, of which this one knows only the name; "" where there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
