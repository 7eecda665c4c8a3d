"""Whom a list of addresses invites: pasted addresses or lines of CSV, and what would become of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models.invitation import MOST_OPEN, Invitation
from mjweb.accounts.models.team import Membership, Team
from mjweb.accounts.models.user import User
from mjweb.accounts.roles import Role

MOST = 200  # lines at a time
MOST_CREDITS = 10_000_000
COLUMNS = ("email", "name", "role", "allowance")
_HEADS = {"email", "e-mail", "mail", "address", "email address"}
_NUMBER = re.compile(r"\d+(?:\.\d{1,3})?")


class Fate(models.TextChoices):
    """What becomes of a line; the first two are sent."""

    NEW = "new", _("New account")
    JOINS = "joins", _("Joins with the account they have")
    MEMBER = "member", _("Already in the team")
    INVITED = "invited", _("Already invited")
    TWICE = "twice", _("Named twice")
    WRONG = "wrong", _("Not an address")
    UNCLEAR = "unclear", _("Not understood")
    CLOSED = "closed", _("Their account is deactivated")
    OVER = "over", _("Over the limit")


SENT = frozenset({Fate.NEW, Fate.JOINS})


@dataclass(frozen=True, slots=True)
class Line:
    """`allowance` is in thousandths, None for the site's; `fault` says what is wrong with role or allowance."""

    email: str
    name: str = ""
    role: Role = Role.MEMBER
    allowance: int | None = None
    fault: str = ""
    fate: Fate = Fate.WRONG

    @property
    def is_sent(self) -> bool:
        return self.fate in SENT


def thousandths(text: str) -> int | None:
    """'200' or '1.5' credits. Raises ValueError for anything else; None for nothing."""
    text = text.strip()
    if not text:
        return None
    try:
        amount = Decimal(text) if _NUMBER.fullmatch(text) else Decimal(-1)
    except InvalidOperation:
        amount = Decimal(-1)
    if not 0 <= amount <= MOST_CREDITS:
        raise ValueError
    return int(amount * 1000)


def read(text: str, *, role: Role, allowance: int | None, offered: Sequence[Role]) -> list[Line]:
    """The lines of what was pasted or brought as a file; `role` and `allowance` hold where a line says nothing.

    CSV is known by its first line, which names the column of addresses.
    """
    usual = Line("", role=role, allowance=allowance)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\ufeff\n\x00 ")
    first = text.partition("\n")[0]
    mark = max((";", "\t", ","), key=first.count)
    heads = [head.strip().strip('"').lower() for head in first.split(mark)]
    if _HEADS & set(heads):
        return list(_rows(text, mark, heads, usual, offered))
    return list(_pasted(text, usual))


def _pasted(text: str, usual: Line) -> Iterator[Line]:
    for line in text.replace(";", ",").split("\n"):
        for name, email in getaddresses(_parts(line)):
            if email or name:
                yield replace(usual, email=(email or name).strip().lower(), name=name.strip()[:120] if email else "")


def _parts(line: str) -> list[str]:
    """Addresses with a name stay whole; bare ones may stand with blanks between them."""
    parts = [part.strip() for part in line.split(",") if part.strip()]
    found = []
    for part in parts:
        found += [part] if "<" in part else part.split()
    return found


def _rows(text: str, mark: str, heads: list[str], usual: Line, offered: Sequence[Role]) -> Iterator[Line]:
    heads = ["email" if head in _HEADS else head for head in heads]
    rows = csv.reader(io.StringIO(text.partition("\n")[2]), delimiter=mark)
    try:
        for row in rows:
            cells = dict(zip(heads, (cell.strip() for cell in row), strict=False))
            if any(cells.values()):
                yield _row(cells, usual, offered)
    except csv.Error:
        yield replace(usual, email="…", fault=gettext("From here on this is no CSV."))


def _row(cells: dict[str, str], usual: Line, offered: Sequence[Role]) -> Line:
    role, allowance, fault = usual.role, usual.allowance, ""
    word = cells.get("role", "").lower()
    if word:
        named = next((one for one in Role if word in {one.value, str(one.label).lower()}), None)
        if named is None:
            fault = gettext("There is no role “%(word)s”.") % {"word": word}
        elif named not in offered:
            fault = gettext("You cannot give the role %(role)s.") % {"role": named.label}
        else:
            role = named
    if cells.get("allowance"):
        try:
            allowance = thousandths(cells["allowance"])
        except ValueError:
            fault = gettext("“%(word)s” is no number of credits.") % {"word": cells["allowance"]}
    return Line(cells.get("email", "").lower(), cells.get("name", "")[:120], role, allowance, fault)


def judge(team: Team, lines: Iterable[Line]) -> list[Line]:
    """What becomes of each line as things stand now; three queries, however many there are."""
    found = list(lines)
    emails = {line.email for line in found}
    people = dict(User.objects.filter(email__in=emails).values_list("email", "is_active"))
    members = set(Membership.objects.filter(team=team, user__email__in=emails).values_list("user__email", flat=True))
    open_ones = list(Invitation.objects.of(team).open().values_list("email", flat=True))
    invited, room = set(open_ones), min(MOST, MOST_OPEN - len(open_ones))
    seen: set[str] = set()
    judged = []
    for line in found:
        fate = _fate(line, people, members, invited, seen)
        if fate in SENT:
            seen.add(line.email)
            room -= 1
            if room < 0:
                fate = Fate.OVER
        judged.append(replace(line, fate=fate))
    return judged


def _fate(line: Line, people: dict[str, bool], members: set[str], invited: set[str], seen: set[str]) -> Fate:
    try:
        validate_email(line.email)
    except ValidationError:
        return Fate.UNCLEAR if line.fault and line.email == "…" else Fate.WRONG
    if line.fault:
        return Fate.UNCLEAR
    for is_so, fate in (
        (line.email in members, Fate.MEMBER),
        (line.email in invited, Fate.INVITED),
        (line.email in seen, Fate.TWICE),
        (people.get(line.email) is False, Fate.CLOSED),
        (line.email in people, Fate.JOINS),
    ):
        if is_so:
            return fate
    return Fate.NEW


def written(lines: Iterable[Line]) -> str:
    """The same lines as CSV, to be carried from the preview to the sending."""
    paper = io.StringIO()
    writer = csv.writer(paper, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        amount = "" if line.allowance is None else f"{line.allowance // 1000}.{line.allowance % 1000:03d}"
        writer.writerow([line.email, line.name, line.role.value, amount])
    return paper.getvalue()
