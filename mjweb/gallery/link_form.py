"""What is asked for when a share link is made, and when it shall work for longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture
from mjweb.accounts.by import By
from mjweb.accounts.models import Team
from mjweb.gallery.models import Link
from mjweb.gallery.models.link import DAYS, LONGEST

SPANS = ((1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (LONGEST, _("1 year")))
SHORTEST = 6  # characters of a password


class ExtendForm(forms.Form):
    """For how many days from now."""

    days = forms.TypedChoiceField(label=_("Works for"), choices=SPANS, initial=DAYS, coerce=int)


class LinkForm(ExtendForm):
    """The terms of a new link."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("Whoever has the link reads it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    password = forms.CharField(
        label=_("Password"),
        required=False,
        min_length=SHORTEST,
        max_length=128,
        help_text=_("Left empty, the address alone is the key. Tell it by another way than the link."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    is_review = forms.BooleanField(
        label=_("Ask for a review"),
        required=False,
        help_text=_("Guests say who they are, put comments on the pictures, and approve or reject each."),
    )
    has_watermark = forms.BooleanField(
        label=_("Watermark"),
        required=False,
        help_text=_("Only previews are shown, with a name written over them."),
    )
    may_download = forms.BooleanField(label=_("May be downloaded"), required=False)
    shows_prompts = forms.BooleanField(
        label=_("Show prompts"),
        required=False,
        help_text=_("Otherwise they stand nowhere, not in the files either."),
    )
    field_order = ("title", "days", "password")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("has_watermark") and cleaned.get("may_download"):
            self.add_error("may_download", _("With a watermark there is no original to download. Choose one of both."))
        return cleaned

    def make(self, by: By, team: Team, pictures: Sequence[Picture]) -> Link:
        terms = dict(self.cleaned_data)
        terms["expires_at"] = timezone.now() + timedelta(days=terms.pop("days"))
        return Link.objects.make(by, team, pictures, **terms)
