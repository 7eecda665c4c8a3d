"""The forms by which those who may set quotas set them: allowances of a purse, an extra grant, a team's default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.db import transaction
from django.forms import BoundField
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Kind, Notice, Team, Verb
from mjweb.quotas.errors import Whose
from mjweb.quotas.models import Allowance, Default, Grant, Purse, Request, Window
from mjweb.quotas.spans import LABELS, Span
from mjweb.quotas.units import THOUSAND, credits, plain
from mjweb.quotas.warnings import name_of

MOST = 10_000_000  # credits
FURTHEST = timedelta(days=366)


def amount_field(label: str, *, required: bool = False, least: int = 0) -> forms.DecimalField:
    """Credits with at most three decimals."""
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=least,
        max_value=MOST,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class AllowancesForm(forms.Form):
    """A row for each span: so much, whether the rest rolls over, whether it only warns. Empty: no limit."""

    def __init__(self, purse: Purse, data: Mapping[str, str] | None = None) -> None:
        self.purse = purse
        self.had = {allowance.span: allowance for allowance in Allowance.objects.filter(purse=purse.pk)}
        super().__init__(data, initial=self._shown())
        for span in Span:
            must = purse.whose is Whose.PERSON and span is Span.MONTH
            self.fields[f"{span}-amount"] = amount_field(str(LABELS[span]), required=must)
            if span is not Span.TOTAL:
                self.fields[f"{span}-rolls"] = forms.BooleanField(label=_("What is left rolls over"), required=False)
            self.fields[f"{span}-soft"] = forms.BooleanField(label=_("Only warn"), required=False)

    def _shown(self) -> dict[str, object]:
        found: dict[str, object] = {}
        for span, allowance in self.had.items():
            found |= {f"{span}-amount": plain(allowance.amount)}
            found |= {f"{span}-rolls": allowance.rolls_over, f"{span}-soft": allowance.is_soft}
        return found

    @property
    def rows(self) -> list[list[BoundField]]:
        names = ([f"{span}-amount", f"{span}-rolls", f"{span}-soft"] for span in Span)
        return [[self[name] for name in row if name in self.fields] for row in names]

    @transaction.atomic
    def save(self, by: By, team: Team, subject: str) -> int:
        """Set what was changed, each with its line in the ledger and its entry in the trail; how many there were."""
        changes = [words for span in Span if (words := self._set(span, by, team, subject))]
        if changes:
            _tell(by, self.purse, Kind.QUOTA_CHANGED, team, "; ".join(changes))
        return len(changes)

    def _set(self, span: Span, by: By, team: Team, subject: str) -> str:
        said = self.cleaned_data[f"{span}-amount"]
        amount = None if said is None else int(said * THOUSAND)
        rolls, soft = bool(self.cleaned_data.get(f"{span}-rolls")), bool(self.cleaned_data[f"{span}-soft"])
        old = self.had.get(span)
        before = None if old is None else (old.amount, old.rolls_over, old.is_soft)
        after = None if amount is None else (amount, rolls, soft)
        if before == after:
            return ""
        Window.objects.allow(self.purse, amount, span=span, actor=by.user, rolls_over=rolls, is_soft=soft)
        words = f"{LABELS[span]}: {_in_words(before)} → {_in_words(after)}"
        Entry.objects.write(by, Verb.QUOTA_CHANGED, team=team, subject=subject, detail=words)
        return words


def _tell(by: By, purse: Purse, kind: Kind, team: Team, words: str, amount: str = "") -> None:
    """Let the person know whose purse it is, if it is a person's."""
    if purse.user is not None:
        pieces = {"team": team, "purse": name_of(purse), "words": words, "amount": amount}
        Notice.objects.tell_done(by, purse.user, kind, link=reverse("usage:index"), **pieces)


def _in_words(facts: tuple[int, bool, bool] | None) -> str:
    if facts is None:
        return str(_("no limit"))
    amount, rolls, soft = facts
    marks = [plain(amount), str(_("rolls over")) if rolls else "", str(_("only warns")) if soft else ""]
    return ", ".join(filter(None, marks))


class GrantForm(forms.Form):
    """Something extra, once, in the window in which its day lies."""

    amount = amount_field(str(_("Credits")), required=True)
    span = forms.ChoiceField(label=_("On top of"), choices=[(span.value, LABELS[span]) for span in Span])
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
        help_text=_("Given when the day, week or month begins in which it lies; today at once."),
    )
    reason = forms.CharField(
        label=_("What it is for"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, purse: Purse, data: Mapping[str, str] | None = None) -> None:
        self.purse = purse
        self.today = timezone.localdate(timezone=purse.zone)
        super().__init__(data, initial={"day": self.today, "span": Span.MONTH})
        had = set(Allowance.objects.filter(purse=purse.pk).values_list("span", flat=True))
        self.fields["span"].choices = [(span.value, LABELS[span]) for span in Span if span in had]  # type: ignore[attr-defined]  # a choice field

    def clean_day(self) -> object:
        day = self.cleaned_data["day"]
        if not self.today <= day <= self.today + FURTHEST:
            raise forms.ValidationError(_("Choose today or a day within a year."))
        return day

    @transaction.atomic
    def save(self, by: By, team: Team, subject: str) -> None:
        said = self.cleaned_data
        amount = int(said["amount"] * THOUSAND)
        given = Grant(
            purse=self.purse,
            span=said["span"],
            amount=amount,
            day=said["day"],
            reason=said["reason"],
            actor=by.user,
        )
        Window.objects.grant(given)
        words = f"{plain(amount)}, {LABELS[Span(given.span)]}, {given.day:%Y-%m-%d} {given.reason}".strip()
        Entry.objects.write(by, Verb.GRANTED, team=team, subject=subject, detail=words)
        when = "" if given.day <= self.today else _("From %(day)s on.") % {"day": date_format(given.day, "j F Y")}
        _tell(by, self.purse, Kind.GRANTED, team, " ".join(filter(None, (when, given.reason))), credits(amount))


class DefaultForm(forms.Form):
    """What people get a month who join by an invitation of this team."""

    amount = amount_field(str(_("Monthly allowance, in credits")), required=True)

    def __init__(self, team: Team, data: Mapping[str, str] | None = None) -> None:
        self.team = team
        self.had = Default.objects.of_team(team)
        super().__init__(data, initial={"amount": plain(self.had)}, prefix="default")

    @transaction.atomic
    def save(self, by: By) -> bool:
        amount = int(self.cleaned_data["amount"] * THOUSAND)
        if amount == self.had:
            return False
        Default.objects.update_or_create(team=self.team, defaults={"amount": amount})
        words = f"{plain(self.had)} → {plain(amount)}"
        subject = str(_("Allowance of new people"))
        Entry.objects.write(by, Verb.QUOTA_CHANGED, team=self.team, subject=subject, detail=words)
        return True


class AnswerForm(forms.Form):
    """The answer to somebody who asks for more: an amount, ready to be given by one press, or a sentence."""

    amount = forms.DecimalField(
        label=_("Credits"),
        min_value=Decimal("0.001"),
        max_value=MOST,
        decimal_places=3,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label=_("Why not, in a sentence"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, asked: Request, data: Mapping[str, str] | None = None) -> None:
        self.asked = asked
        # Of several on a page each has ids of its own.
        super().__init__(data, initial={"amount": plain(asked.usual)}, auto_id=f"request-{asked.pk}-%s")
        self.declines = data is not None and data.get("do") == "decline"

    def answer(self, by: By) -> bool:
        if self.declines:
            return self.asked.decline(by, self.cleaned_data["words"])
        amount = self.cleaned_data["amount"]
        return self.asked.approve(by, self.asked.usual if amount is None else int(amount * THOUSAND))
