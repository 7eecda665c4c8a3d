"""The forms that invite people: a list of addresses with what holds for all of them, and a link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mjweb.accounts import invitees
from mjweb.accounts.roles import Role
from mjweb.quotas.units import THOUSAND

MOST_CREDITS = 10_000_000
MOST_BYTES = 200_000


class TermsForm(forms.Form):
    """What an invited person gets: a role, and credits a month."""

    role = forms.ChoiceField(label=_("Role"), initial=Role.MEMBER)
    allowance = forms.DecimalField(
        label=_("Credits a month"),
        required=False,
        min_value=0,
        max_value=MOST_CREDITS,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(self, offered: Sequence[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        cast("forms.ChoiceField", self.fields["role"]).choices = [(role.value, role.label) for role in offered]

    @property
    def terms(self) -> tuple[Role, int | None]:
        """The role, and the allowance in thousandths, of a valid form."""
        amount = self.cleaned_data["allowance"]
        return Role(self.cleaned_data["role"]), None if amount is None else int(amount * THOUSAND)


class PeopleForm(TermsForm):
    """Addresses, pasted or as a CSV file."""

    people = forms.CharField(
        label=_("Email addresses"),
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One or many, with commas, blanks or lines between them."),
    )
    file = forms.FileField(
        label=_("Or a CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
        help_text=_("Columns: email, name, role, allowance. Only the first must be there."),
    )

    def clean_file(self) -> str:
        """The text of the file, "" without one."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large: 200 kB at most."))
        content = bytes(file.read())
        try:
            return content.decode("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not (found.get("people", "").strip() or found.get("file", "").strip()):
            self.add_error("people", _("Write at least one address."))
        return found

    @property
    def lines(self) -> list[invitees.Line]:
        """Whom a valid form names."""
        role, allowance = self.terms
        texts = (self.cleaned_data["people"], self.cleaned_data["file"])
        return [
            line
            for text in texts
            if text.strip()
            for line in invitees.read(text, role=role, allowance=allowance, offered=self.offered)
        ]
