"""Asking for more: one optional sentence to those who may give it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_http_methods

from mjweb.accounts.by import By
from mjweb.quotas.models import Request, Window


class MoreForm(forms.Form):
    words = forms.CharField(
        label=later("What it is for"),
        help_text=later("One sentence, if you like. Whoever may give more reads it."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest) -> HttpResponse:
    """Say what is narrowest, and ask for more of it."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    window = Window.objects.narrowest(request.user, team=request.user.team)
    form = MoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        asked = Request.objects.ask(By.request(request), window, form.cleaned_data["words"])
        if asked is None:
            messages.info(request, _("Nobody here can give more. Whoever runs this site can."))
        else:
            messages.success(
                request, _("Asked in %(team)s. You are told when somebody answers.") % {"team": asked.team}
            )
        return redirect("usage:index")
    mine = Request.objects.filter(user=request.user).select_related("team", "decided_by").order_by("-pk")[:5]
    context = {"nav": "usage", "form": form, "window": window, "whose": window.purse.whose, "mine": mine}
    return render(request, "usage/more.html", context, status=422 if form.errors else 200)
