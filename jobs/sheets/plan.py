"""Makes one plan of a table: each row a prompt with its wishes, its cost, and what is wrong with it beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jobs import wildcards
from jobs.forms import names_in
from jobs.models import Mode, Price
from jobs.prompts.nearest import nearest as nearest_parameter
from jobs.prompts.versions import SPELLINGS
from jobs.sheets import columns as sheet_columns
from jobs.sheets.cells import Row, grid
from jobs.sheets.columns import PLACE, Column, Use, name_of
from jobs.tariff import Table
from jobs.wildcards import Deck
from jobs.wishes import MOST_A_PRESS, Plan, Wish

_YES = frozenset(("1", "yes", "y", "true", "on", "x"))
_NO = frozenset(("", "0", "no", "n", "false", "off"))


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to correct or to know, and the column that it is about where there is one."""

    text: str
    column: str = ""
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it would be made: its number in the spreadsheet, its prompt, its plan and its findings."""

    number: int
    text: str
    plan: Plan
    findings: tuple[Finding, ...]

    @property
    def is_wrong(self) -> bool:
        return any(finding.is_error for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole table; `findings` are about no row in particular. It is all made or not at all."""

    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def is_wrong(self) -> bool:
        return not self.lines or any(one.is_error for one in self.findings) or any(line.is_wrong for line in self.lines)

    @property
    def wishes(self) -> tuple[Wish, ...]:
        return tuple(wish for line in self.lines for wish in line.plan.wishes)

    @property
    def count(self) -> int:
        """How many jobs it makes."""
        return sum(line.plan.count for line in self.lines)

    @property
    def total(self) -> int:
        """What all of them cost, in thousandths."""
        return sum(line.plan.total for line in self.lines)


def plan(text: str, template: str, mode: str, deck: Deck) -> Sheet:
    """Read a table whose first row names its columns. Never raises."""
    rows = grid(text).rows
    if not rows:
        return Sheet((), (Finding(_("Paste rows, the first of which names the columns, or choose a file.")),))
    columns = sheet_columns.columns(rows[0].cells, template)
    findings = _of_header(columns, template)
    data = rows[1:]
    if not data:
        findings.append(Finding(_("There is no row below the header yet.")))
    over = len(data) - MOST_A_PRESS
    if over > 0:
        words = ngettext(
            "%(n)d row, %(over)d too many: at most %(most)d can be created at once.",
            "%(n)d rows, %(over)d too many: at most %(most)d can be created at once.",
            len(data),
        )
        findings.append(Finding(words % {"n": len(data), "over": over, "most": MOST_A_PRESS}))
    if any(finding.is_error for finding in findings):
        return Sheet((), tuple(findings))
    table = Price.objects.table()
    lines = [_line(row, columns, template, mode, deck, table) for row in data]
    jobs = sum(line.plan.count for line in lines)
    if jobs > MOST_A_PRESS:
        said = _("These rows make %(jobs)d jobs; at most %(most)d can be created at once.")
        findings.append(Finding(said % {"jobs": jobs, "most": MOST_A_PRESS}))
    return Sheet(tuple(lines), tuple(findings))


def _of_header(columns: Sequence[Column], template: str) -> list[Finding]:
    """What is wrong with the header, or with the template that is filled from it."""
    found: list[Finding] = []
    names = [column.name for column in columns]
    has_template = bool(template.strip())
    if not has_template and sheet_columns.PROMPT not in names:
        found.append(Finding(_("The first row names the columns, and one of them has to be “prompt”.")))
    for column in columns:
        if column.name and names.index(column.name) != column.at:
            found.append(Finding(_("Two columns have this name. Rename one of them."), column.title))
        elif not column.name:
            continue
        elif column.use is Use.NONE:
            meant = nearest_parameter(column.name)
            if meant:
                said = _("This column is not used. Did you mean “%(name)s”?") % {"name": meant}
            elif has_template:
                said = _("This column is not used: the template does not name it.")
            else:
                said = _("This column is not used: it is no parameter, and there is no template that names it.")
            found.append(Finding(said, column.title, is_error=False))
    for name in dict.fromkeys(sheet_columns.places(template)):
        if name not in names:
            meant = sheet_columns.nearest(name, names)
            said = _("The template names {%(name)s}, and there is no column of that name.") % {"name": name}
            if meant:
                said += " " + _("Did you mean {%(name)s}?") % {"name": meant}
            found.append(Finding(said))
    return found


def _line(row: Row, columns: Sequence[Column], template: str, mode: str, deck: Deck, table: Table) -> Line:
    cells = {column.at: row.cells[column.at] if column.at < len(row.cells) else "" for column in columns}
    findings: list[Finding] = []
    if any(row.cells[len(columns) :]):
        said = _("%(n)d cells, and the header has %(columns)d. Put quotes around a cell with separators in it.")
        findings.append(Finding(said % {"n": len(row.cells), "columns": len(columns)}))
    speed = _speed(columns, cells, mode, findings)
    text = _written(columns, cells, template, findings)
    made = wildcards.plan(text, speed, deck, table=table)
    titles = {column.parameter.name: column.title for column in columns if column.parameter}
    prompt = next((column.title for column in columns if column.use is Use.PROMPT), "")
    for problem in made.problems:
        said = _(problem.template).format(**problem.params)
        findings.append(Finding(said, titles.get(problem.parameter or "", prompt), problem.is_error))
    return Line(row.number, text, made, tuple(findings))


def _speed(columns: Sequence[Column], cells: dict[int, str], mode: str, findings: list[Finding]) -> str:
    for column in columns:
        said = name_of(cells[column.at]) if column.use is Use.SPEED else ""
        if said in Mode.values:
            return said
        if said:
            findings.append(Finding(_("The speed is relax, fast or turbo."), column.title))
    return mode


def _written(columns: Sequence[Column], cells: dict[int, str], template: str, findings: list[Finding]) -> str:
    """The prompt of a row; what its words say of a parameter wins over the column."""
    if template.strip():
        values = {column.name: cells[column.at] for column in columns}
        text = PLACE.sub(lambda place: values.get(name_of(place[1]), place[0]), " ".join(template.split()))
    else:
        text = next(cells[column.at] for column in columns if column.use is Use.PROMPT)
    text = text.strip()
    if not text:
        return ""
    said = {SPELLINGS[name].name for name in names_in(text) if name in SPELLINGS}
    parts = [text]
    for column in columns:
        cell = cells[column.at]
        if column.use is not Use.PARAMETER or column.parameter is None or column.parameter.name in said:
            continue
        if not column.is_switch:
            parts.append(f"--{column.name} {cell}" if cell else "")
        elif cell.lower() in _YES:
            parts.append(f"--{column.name}")
        elif cell.lower() not in _NO:
            findings.append(Finding(_("Write yes or no, or leave it empty."), column.title))
    return " ".join(part for part in parts if part)
