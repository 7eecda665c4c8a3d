"""The price table: for operators a field for each price, the way back to the defaults and who changed what.

For everybody what holds now, what is to come, and what held before.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jobs.models import Mode, Price
from jobs.models.price import Step
from jobs.price_form import PriceForm, read_stamp, stamp, usual
from jobs.tariff import Table, in_order
from jobs.views.door import PersonRequest, for_operators
from mjweb.accounts.by import By
from mjweb.accounts.models import User

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
    made = Price.objects.change(By.request(request), form.seen, form.wanted, form.cleaned_data["day"])
    if made is None:
        return _page(request, _meanwhile(form), status=409)
    messages.success(request, _said(made))
    return redirect("prices:index")


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """What everything costs now and since when, what is to come and what was, for everybody who is signed in."""
    now, book = timezone.now(), Price.objects.book()
    steps, table = book.steps(), book.at(now)
    current = {step.cell: step for step in steps if step.holds(now)}
    lines: dict[str, list[list[tuple[int, str]]]] = {}
    for cell, amount in in_order(table).items():
        cells = lines.setdefault(cell.line, [[] for _mode in Mode])
        step = current.get(cell)
        cells[Mode.values.index(cell.mode)].append((amount, step.row.first_day if step and not step.is_first else ""))
    context = {
        "nav": "usage",
        "modes": Mode.choices,
        "rows": list(lines.items()),
        "coming": [step for step in steps if step.since > now],
        "before": [step for step in reversed(steps) if step.until and step.until <= now],
    }
    return render(request, "usage/prices.html", context)


def _page(request: PersonRequest, form: PriceForm, status: int = 200) -> HttpResponse:
    now, book = timezone.now(), Price.objects.book()
    steps = book.steps()
    changed = [step for step in steps if not step.is_first and step.since <= now]
    form.point_at_first_error()
    context = {
        "nav": "prices",
        "form": form,
        "modes": Mode.choices,
        "is_usual": not _unusual(book.at(now)),
        "coming": with_makers([step for step in steps if step.since > now]),
        # By when they were written down, whenever they come to hold.
        "changes": with_makers(sorted(changed, key=lambda step: -step.row.pk)[:RECENT]),
    }
    return render(request, "ops/prices.html", context, status=status)


def with_makers(steps: list[Step]) -> list[tuple[Step, User | None]]:
    """Each beside whoever brought it; nobody where it came by no page."""
    makers = User.objects.in_bulk({step.row.by_id for step in steps if step.row.by_id})
    return [(step, makers.get(step.row.by_id or 0)) for step in steps]


def _meanwhile(form: PriceForm) -> PriceForm:
    """The form again, beside the prices that somebody else has set since."""
    again = form.beside(Price.objects.table())
    words = _(
        "The prices were changed while this page was open, so nothing was saved. What you typed is still here, "
        "with the price of now below it. Save again to set yours."
    )
    again.add_error(None, words)
    return again


def _said(made: list[Price]) -> str:
    if not made:
        return _("No price was different, so none was changed")
    if made[0].is_coming:
        words = ngettext("%(n)d price changes on %(day)s", "%(n)d prices change on %(day)s", len(made))
        return words % {"n": len(made), "day": made[0].first_day}
    return ngettext("%(n)d price changed", "%(n)d prices changed", len(made)) % {"n": len(made)}


@require_POST
@for_operators
def take_back(request: PersonRequest, pk: int) -> HttpResponseBase:
    """Let a price that is to come not come."""
    if Price.objects.take_back(By.request(request), pk):
        messages.success(request, _("Taken back: the price stays as it is"))
    else:
        messages.info(request, _("This price holds already, or was taken back before"))
    return redirect("prices:index")


@require_http_methods(["GET", "HEAD", "POST"])
@for_operators
def defaults(request: PersonRequest) -> HttpResponseBase:
    """Ask, with every price that would change, then go back to the defaults."""
    moved = False
    if request.method == "POST":
        opened = read_stamp(request.POST.get("opened", ""))
        wanted = {cell: usual(cell) for cell in Price.objects.table()}
        made = Price.objects.change(By.request(request), opened, wanted)
        if made is not None:
            messages.success(request, _said(made))
            return redirect("prices:index")
        moved = True
    table = Price.objects.table()
    if not _unusual(table):
        messages.info(request, _("Every price is at its default"))
        return redirect("prices:index")
    context = {"nav": "prices", "opened": stamp(table), "rows": _unusual(table), "moved": moved}
    return render(request, "ops/prices_defaults.html", context, status=409 if moved else 200)


def _unusual(table: Table) -> list[tuple[str, str, int, int]]:
    """The prices that are not at their default: line, speed, price, default."""
    return [
        (cell.line, str(Mode(cell.mode).label), amount, usual(cell))
        for cell, amount in in_order(table).items()
        if amount != usual(cell)
    ]
