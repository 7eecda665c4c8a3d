"""The price table for operators: every price as a field, the way back to the defaults, and who changed what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jobs.models import Mode, Price, PriceChange, Work
from jobs.models.price import CELLS, DEFAULTS, Table
from jobs.price_form import PriceForm, read_stamp, stamp
from jobs.views.door import PersonRequest, for_operators
from mjweb.accounts.by import By

RECENT = 12


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def index(request: PersonRequest) -> HttpResponseBase:
    """The page; a POST saves the whole table or nothing of it."""
    if request.method != "POST":
        return _page(request, PriceForm(table=Price.objects.table()))
    form = PriceForm(request.POST)
    if not form.is_valid():
        count = len(form.errors)
        words = ngettext(
            "%(n)d price needs another look, so nothing was saved.",
            "%(n)d prices need another look, so nothing was saved.",
            count,
        )
        form.add_error(None, words % {"n": count})
        return _page(request, form, status=422)
    made = PriceChange.objects.make(By.request(request), form.seen, form.wanted)
    if made is None:
        return _page(request, _meanwhile(form), status=409)
    messages.success(request, _said(len(made)))
    return redirect("prices:index")


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """What everything costs now and since when, for everybody who is signed in."""
    table, since = Price.objects.table(), PriceChange.objects.since()
    rows = [(work.label, [(mode.label, table[work, mode], since.get((work, mode))) for mode in Mode]) for work in Work]
    return render(request, "usage/prices.html", {"nav": "usage", "modes": Mode.choices, "rows": rows})


def _page(request: PersonRequest, form: PriceForm, status: int = 200) -> HttpResponse:
    table = Price.objects.table()
    form.point_at_first_error()
    context = {
        "nav": "prices",
        "form": form,
        "modes": Mode.choices,
        "is_usual": table == DEFAULTS,
        "changes": PriceChange.objects.newest_first().select_related("by")[:RECENT],
    }
    return render(request, "ops/prices.html", context, status=status)


def _meanwhile(form: PriceForm) -> PriceForm:
    """The form again, beside the prices that somebody else has set since."""
    again = form.beside(Price.objects.table())
    words = _(
        "The prices were changed while this page was open, so nothing was saved. What you typed is still here, "
        "with the price of now below it. Save again to set yours."
    )
    again.add_error(None, words)
    return again


def _said(count: int) -> str:
    if not count:
        return _("No price was different, so none was changed")
    return ngettext("%(n)d price changed", "%(n)d prices changed", count) % {"n": count}


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def defaults(request: PersonRequest) -> HttpResponseBase:
    """Ask, with every price that would change, then go back to the defaults."""
    moved = False
    if request.method == "POST":
        made = PriceChange.objects.make(By.request(request), read_stamp(request.POST.get("opened", "")), DEFAULTS)
        if made is not None:
            messages.success(request, _said(len(made)))
            return redirect("prices:index")
        moved = True
    table = Price.objects.table()
    if table == DEFAULTS:
        messages.info(request, _("Every price is at its default"))
        return redirect("prices:index")
    context = {"nav": "prices", "opened": stamp(table), "rows": _unusual(table), "moved": moved}
    return render(request, "ops/prices_defaults.html", context, status=409 if moved else 200)


def _unusual(table: Table) -> list[tuple[str, str, int, int]]:
    """The prices that are not at their default: work, speed, price, default."""
    return [
        (str(Work(work).label), str(Mode(mode).label), table[work, mode], DEFAULTS[work, mode])
        for work, mode in CELLS
        if table[work, mode] != DEFAULTS[work, mode]
    ]
