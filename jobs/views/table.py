"""The table of prompts: rows to paste or a file to choose, what they would become, and one press for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jobs import once, submit
from jobs.errors import KeyReused, TurnedAway
from jobs.forms import new_key
from jobs.models import Mode, Source
from jobs.sheets import Line, Sheet, decoded, plan
from jobs.views import asking
from jobs.views.before import Before, answered, gone
from jobs.views.composer import MANY, SHARE
from jobs.views.door import PersonRequest, for_people
from jobs.views.offers import SPEED_ICONS
from jobs.views.sentences import said
from jobs.wildcards import Deck
from mjweb.accounts.models import Right
from mjweb.accounts.needs import needs
from mjweb.quotas import context as quotas
from mjweb.quotas.context import Credits
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.units import credits

MOST_BYTES = 1_000_000  # of a file, and of characters pasted

SAMPLE = """\
prompt,ar,speed,stylize,seed,no
"lighthouse on a basalt cliff, dusk light",3:2,fast,250,,people
"{koi pond, birch forest} from above, ink",1:1,relax,,,
"a single dahlia, macro, folded paper petals",4:5,,400,7,"text, frames"
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview."""

    line: Line

    @property
    def prompts(self) -> list[tuple[str, str, str]]:
        """Each prompt that the row makes, its speed and its cost."""
        made = zip(self.line.plan.wishes, self.line.plan.costs, strict=True)
        return [(wish.prompt, str(Mode(wish.mode).label), credits(cost)) for wish, cost in made]


@dataclass
class Table:
    """What stands in the boxes, and what it would become."""

    deck: Deck
    purse: Credits
    template: str = ""
    text: str = ""
    mode: str = Mode.FAST.value
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    is_read: bool = False
    asks: bool = False
    before: Before | None = None  # what of it was made before
    answer: str = ""  # what was said to that
    skip: frozenset[bytes] = frozenset()  # the marks of prompts that are left out

    @cached_property
    def whole(self) -> Sheet:
        return plan(self.text, self.template, self.mode, self.deck)

    @property
    def sheet(self) -> Sheet:
        """What is made of it."""
        if not self.skip:
            return self.whole
        lines = (replace(line, plan=once.without(line.plan, self.skip)) for line in self.whole.lines)
        return replace(self.whole, lines=tuple(line for line in lines if line.plan.wishes))

    @property
    def rows(self) -> list[Shown]:
        return [Shown(line) for line in self.sheet.lines]

    @property
    def rows_label(self) -> str:
        count = len(self.sheet.lines)
        return ngettext("%(n)d row", "%(n)d rows", count) % {"n": count}

    @property
    def wrong_label(self) -> str:
        """How many rows need another look; "" for none."""
        count = sum(line.is_wrong for line in self.sheet.lines)
        words = ngettext("%(n)d row needs another look", "%(n)d rows need another look", count)
        return words % {"n": count} if count else ""

    @property
    def speeds(self) -> list[tuple[str, str, str, bool]]:
        return [(mode.value, SPEED_ICONS[mode], str(mode.label), mode == self.mode) for mode in Mode]

    @property
    def mark(self) -> str:
        """What a preview showed; something else needs another look."""
        return submit.fingerprint(self.whole.wishes)

    @property
    def is_large(self) -> bool:
        """Whether it is asked about once more."""
        return self.sheet.count > MANY or self.sheet.total > SHARE * self.purse.left

    @property
    def is_short(self) -> bool:
        return self.sheet.total > self.purse.left

    @property
    def cost(self) -> str:
        return credits(self.sheet.total)

    @property
    def then(self) -> str:
        return asking.then(self.sheet.total, self.purse)

    @property
    def label(self) -> str:
        return _("Create %(n)d for %(cost)s") % {"n": self.sheet.count, "cost": self.cost}

    @property
    def question(self) -> str:
        jobs = ngettext("Create %(n)d job for %(cost)s?", "Create %(n)d jobs for %(cost)s?", self.sheet.count)
        return jobs % {"n": self.sheet.count, "cost": self.cost}


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
@needs(Right.CREATE)
def index(request: PersonRequest) -> HttpResponseBase:
    """The page; a POST shows what the rows would become, or asks for all of it."""
    table = _table(request)
    if request.method != "POST":
        return _page(request, table)
    file = request.FILES.get("file")
    if file is not None:
        _take(table, file)
    elif len(table.text) > MOST_BYTES:
        table.errors.append(_("That is more than a million characters."))
    if table.errors:
        return _page(request, table, 422)
    table.is_read = True
    if table.sheet.is_wrong:
        return _page(request, table, 422)
    # The answers to what was made before say no more than that.
    if file is not None or request.POST.get("do", "create" if table.answer else "") != "create":
        return _page(request, table)
    return _create(request, table)


def _table(request: PersonRequest) -> Table:
    said = request.POST
    mode = said.get("mode", "")
    return Table(
        deck=Deck(request.user, asking.key_of(request)),
        purse=quotas.of(request.user),
        template=said.get("template", "").replace("\r\n", "\n"),
        text=said.get("rows", "").replace("\r\n", "\n"),
        mode=mode if mode in Mode.values else Mode.FAST.value,
        answer=said.get("once", ""),
    )


def _take(table: Table, file: UploadedFile[bytes]) -> None:
    """Put a file into the box."""
    if (file.size or 0) > MOST_BYTES:
        table.errors.append(_("The file is larger than 1 MB."))
        return
    table.text, is_guess = decoded(file.read())
    if is_guess:
        table.notes.append(_("The file is not Unicode; it was read as Windows-1252. Look at its accents."))


def _create(request: PersonRequest, table: Table) -> HttpResponseBase:
    if request.POST.get("seen") != table.mark:
        table.notes.append(_("The table was changed since this preview. This is what it makes now."))
        return _page(request, table)
    answer = answered(table.answer, table.whole.wishes)
    before = None if answer == "all" else Before.of(request.user, table.deck.key, table.whole.wishes)
    if before is not None and answer == "rest" and before.rest:
        table.skip = frozenset(before.made)
    elif before is not None and answer == "use":
        once.spare(request.user, table.deck.key, (line.plan for line in table.whole.lines), before.made)
        return redirect(before.use)
    elif before is not None:
        table.before = before
        return _page(request, table)
    elif answer == "use":
        table.errors.append(gone())
        return _page(request, table, 422)
    if not table.is_short and table.is_large and request.POST.get("sure") != table.mark:
        table.asks = True
        return _page(request, table)
    wishes = table.sheet.wishes
    try:
        try:
            batch = submit.submit(request.user, Source.PAGE, table.deck.key, wishes)
        except KeyReused:  # the page came back from the browser's history with other rows in it
            batch = submit.submit(request.user, Source.PAGE, new_key(), wishes)
    except (NotEnough, TurnedAway) as error:
        table.errors.append(said(error))
        return _page(request, table, 422)
    if table.skip:
        once.spare(request.user, batch.key, (line.plan for line in table.whole.lines), table.skip)
    count = batch.jobs.count()
    messages.success(request, ngettext("%(n)d job in line", "%(n)d jobs in line", count) % {"n": count})
    return redirect("create:index")


def _page(request: PersonRequest, table: Table, status: int = 200) -> HttpResponse:
    return render(request, "table/index.html", {"nav": "create", "tab": "table", "table": table}, status=status)


@require_safe
@for_people
def sample(request: PersonRequest) -> HttpResponse:
    """A table to begin with; its mark tells spreadsheets that it is Unicode."""
    answer = HttpResponse("\ufeff" + SAMPLE.replace("\n", "\r\n"), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="prompts.csv"'
    return answer
