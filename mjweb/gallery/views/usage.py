"""Usage: what is left, what it went to, and every line of the ledger."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobs.models import Mode
from mjweb.gallery import spending
from mjweb.quotas.models import Line, Window
from mjweb.quotas.models.line import LineQuerySet
from mjweb.quotas.units import plain

RECENT = 8
PAGE = 50
# A cell that a spreadsheet would take for a formula is told to be text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The month at a glance; `?show=table` gives the chart's figures as a table."""
    assert request.user.is_authenticated
    window = Window.objects.of(request.user)
    days, axis = spending.by_day(request.user, window)
    spent = 100 * window.used / window.limit if window.limit else 100.0
    held = 100 * window.held / window.limit if window.limit else 0.0
    context: dict[str, Any] = {
        "nav": "usage",
        "window": window,
        "spent_percent": min(spent, 100.0),
        "held_percent": min(held, 100.0 - min(spent, 100.0)),
        "level": "full" if not window.left else "warn" if spent + held >= 80 else "",
        "days_left": max(0, (timezone.localdate(window.ends) - timezone.localdate()).days),
        "figures": spending.figures(request.user, window),
        "groups": spending.by_group(request.user, window),
        "days": days,
        "axis": axis,
        "modes": Mode.choices,
        "as_table": request.GET.get("show") == "table",
        "entries": spending.entries(list(spending.latest(window)[:RECENT])),
    }
    return render(request, "usage/index.html", context)


@login_required
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """All lines, newest first; `?after=` goes on behind a line."""
    assert request.user.is_authenticated
    lines = mine(request.user.pk).newest_first().select_related("window", "actor")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit():
        lines = lines.filter(pk__lt=int(after[:18]))
    found = list(lines[: PAGE + 1])
    page = found[:PAGE]
    context = {
        "nav": "usage",
        "entries": spending.entries(page),
        "next": page[-1].pk if len(found) > PAGE else None,
    }
    return render(request, "usage/ledger.html", context)


@login_required
@require_safe
def ledger_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same lines as a file for spreadsheets, oldest first, amounts in credits."""
    assert request.user.is_authenticated
    response = StreamingHttpResponse(rows(mine(request.user.pk)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="mjweb-ledger-{timezone.localdate()}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def mine(user: int) -> LineQuerySet:
    return Line.objects.filter(window__purse__user=user)


class Echo:
    """Gives each written row back instead of keeping it."""

    def write(self, row: str) -> str:
        return row


def rows(lines: LineQuerySet) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(["time", "kind", "change", "amount", "balance", "what", "reason"])
    for line in lines.order_by("pk").iterator(chunk_size=1000):
        yield writer.writerow(
            [
                line.at.isoformat(timespec="seconds"),
                line.kind,
                plain(line.change),
                plain(line.amount),
                plain(line.balance),
                as_text(line.label),
                as_text(line.reason),
            ]
        )


def as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
