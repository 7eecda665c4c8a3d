"""A person's notices: what happened, and which kinds of it come by mail too."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mjweb.accounts.models import Notice, User
from mjweb.accounts.models.notice import CHOSEN, MANNERS

PER_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """List one's notices; keep what shall come by mail."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    if request.method == "POST":
        wished = set(request.POST.getlist("mail"))
        User.objects.filter(pk=request.user.pk).update(by_mail={kind.value: kind.value in wished for kind in CHOSEN})
        messages.success(request, _("Saved"))
        return redirect("accounts:notifications")
    page = Paginator(Notice.objects.of(request.user).newest_first(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "nav": "account",
        "tab": "notifications",
        "page": page,
        "switches": [(kind, request.user.wants_by_mail(kind, MANNERS[kind].mailed)) for kind in CHOSEN],
    }
    return render(request, "accounts/notifications.html", context)


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices read."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    Notice.objects.read(request.user)
    return redirect("accounts:notifications")


@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one of one's own notices read, and go where it leads."""
    assert request.user.is_authenticated  # LoginRequiredMiddleware lets nobody else in
    notice = get_object_or_404(Notice.objects.of(request.user), pk=pk)
    Notice.objects.read(request.user, notice.pk)
    return redirect(notice.link or "accounts:notifications")
