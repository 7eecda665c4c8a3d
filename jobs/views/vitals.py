"""The page Health, for operators: whether each part of the work is all right, and what was given up sent again."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jobs import operating
from jobs.models import Delivery
from jobs.views import news
from jobs.views.door import PersonRequest, for_operators
from jobs.views.figures import Vitals
from mjweb.accounts.by import By
from mjweb.accounts.models import Mail

INTERVAL = 10  # seconds between two looks of an open page


@require_safe
@for_operators
def index(request: PersonRequest) -> HttpResponse:
    """The page."""
    vitals = Vitals()
    context = {"nav": "queue", "tab": "vitals", "vitals": vitals, "mark": _mark(_figures(vitals)), "interval": INTERVAL}
    return render(request, "vitals/index.html", context)


@require_safe
@for_operators
def pulse(request: PersonRequest) -> HttpResponse:
    """The figures anew where any of them reads otherwise than on the page, else 204."""
    vitals = Vitals()
    mark = _mark(_figures(vitals))
    if request.GET.get("since") == mark:
        return HttpResponse(status=204)
    context = {"vitals": vitals, "mark": mark, "interval": INTERVAL}
    return render(request, "vitals/_news.html", context)


def _figures(vitals: Vitals) -> str:
    return news.render("vitals/_figures.html", vitals=vitals)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@require_POST
@for_operators
def deliver_again(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Call a hookUrl that was given up once more."""
    delivery = get_object_or_404(Delivery.objects.select_related("job__team"), pk=pk)
    if operating.deliver_again(By.request(request), delivery):
        messages.success(request, _("%(host)s is called again now") % {"host": delivery.host})
    else:
        messages.info(request, _("This call is not given up any more"))
    return redirect("vitals:index")


@require_POST
@for_operators
def mail_again(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Try a mail that was given up once more."""
    mail = get_object_or_404(Mail.objects.defer("body"), pk=pk)
    if operating.mail_again(By.request(request), mail):
        messages.success(request, _("The mail to %(to)s is sent again now") % {"to": mail.to})
    else:
        messages.info(request, _("This mail is not given up any more"))
    return redirect("vitals:index")
