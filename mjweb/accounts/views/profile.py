"""A person's own page: name, theme, shortcuts, sign out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mjweb.accounts.forms import ProfileForm
from mjweb.accounts.models import User
from mjweb.accounts.views.theme import chosen


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show the profile; save it."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    # A copy, so that a refused name does not stand in the frame of the answer.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Profile saved"))
        return redirect("accounts:profile")
    context = {"nav": "account", "tab": "profile", "form": form, "theme": chosen(request)}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
