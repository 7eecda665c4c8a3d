"""What a new API key may do, until when, and for how much."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.models import ApiKey, Entry, User, Verb
from mjweb.quotas.models import Purse
from mjweb.quotas.units import THOUSAND

if TYPE_CHECKING:
    # Only the stubs know what a form is of.
    FormOfKey = forms.ModelForm[ApiKey]
else:
    FormOfKey = forms.ModelForm

FURTHEST = timedelta(days=3660)
MOST = 10_000_000  # credits a month


class Life(models.TextChoices):
    """How long a key works; the values that are numbers are days."""

    MONTH = "30", _("For 30 days")
    QUARTER = "90", _("For 90 days")
    YEAR = "365", _("For a year")
    DAY = "day", _("Until a day")
    ALWAYS = "always", _("Until it is revoked")


class KeyForm(FormOfKey):
    """A key's name, so that its owner knows later which program to blame, its life, allowance and rights."""

    life = forms.ChoiceField(label=_("How long it works"), choices=Life.choices, initial=Life.YEAR)
    day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d"],
    )
    allowance = forms.DecimalField(
        label=_("Monthly allowance, in credits"),
        required=False,
        min_value=0,
        max_value=MOST,
        decimal_places=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("Part of yours. Left empty, it may spend all that you have."),
    )

    class Meta:
        model = ApiKey
        fields = ("name", "at_once", "read_only", "sign_hooks")
        labels = {
            "name": _("What it is for"),
            "at_once": _("Jobs in progress at once"),
            "read_only": _("Read only"),
            "sign_hooks": _("Sign deliveries"),
        }
        help_texts = {
            "at_once": _("So that a program leaves places to others. Left empty, it takes what is free."),
            "read_only": _("It asks about jobs, and starts or deletes none."),
            "sign_hooks": _("Calls of a hookUrl carry a Standard Webhooks signature."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "off"}),
            "at_once": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("life") == Life.DAY and "day" not in self.errors:
            today, day = timezone.localdate(), found.get("day")
            if day is None:
                self.add_error("day", _("Choose the last day on which it works."))
            elif day < today:
                self.add_error("day", _("This day is over. Choose today or a later one."))
            elif day > today + FURTHEST:
                self.add_error("day", _("At most ten years ahead."))
        return found

    @property
    def expires_at(self) -> datetime | None:
        """The moment from which a valid form's key is refused: with a day, the midnight after it."""
        life = self.cleaned_data["life"]
        if life == Life.DAY:
            after = self.cleaned_data["day"] + timedelta(days=1)
            return datetime.combine(after, time(), timezone.get_current_timezone())
        return None if life == Life.ALWAYS else timezone.now() + timedelta(days=int(life))

    @transaction.atomic
    def issue(self, user: User, by: By) -> ApiKey:
        """Make the key of a valid form for this person; its `secret` can be read now and never again."""
        said = self.cleaned_data
        key = ApiKey.objects.issue(
            user,
            said["name"],
            expires_at=self.expires_at,
            read_only=said["read_only"],
            sign_hooks=said["sign_hooks"],
            at_once=said["at_once"],
        )
        if said["allowance"] is not None:
            Purse.objects.limit(key, int(said["allowance"] * THOUSAND))
        Entry.objects.write(by, Verb.KEY_MADE, team=key.team, subject=key.called)
        return key
