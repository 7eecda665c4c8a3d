"""An account at an image service as a form. Its key is written and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from jobs.engines.ttapi import TTAPIEngine
from jobs.models import Mode, Upstream
from mjweb.seal import seal

if TYPE_CHECKING:
    # Only the stubs know what it is of.
    FormOfUpstream = forms.ModelForm[Model]
else:
    FormOfUpstream = forms.ModelForm

EMBEDDED = "sketch"
NEW = "ttapi"  # what can be added; the embedded engine is there or not
SHOWN = 4  # signs of a key
HEAVIEST = 100


class UpstreamForm(FormOfUpstream):
    """Where it is, what goes there, and when."""

    use_required_attribute = False
    instance: Upstream
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    relax = forms.BooleanField(label=Mode.RELAX.label, required=False)
    fast = forms.BooleanField(label=Mode.FAST.label, required=False)
    turbo = forms.BooleanField(label=Mode.TURBO.label, required=False)

    class Meta:
        model = Upstream
        fields = ("name", "address", "limit", "weight", "opens", "shuts", "enabled")
        labels = {"enabled": _("Takes work"), "limit": _("Jobs in progress at once"), "address": _("Address")}
        help_texts = {
            "address": _("Such as https://api.ttapi.io. Without it that of the settings."),
            "limit": _("The service may allow less; then that holds."),
            "weight": _("Beside others: one of weight 2 gets twice as much as one of weight 1."),
            "opens": _("By the clock of the site. Leave both empty for day and night."),
        }
        widgets = {
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "shuts": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "address": forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        row.engine = row.engine or NEW
        for mode in Mode.values:
            self.fields[mode].initial = row.does(mode)
        if row.engine == EMBEDDED:
            del self.fields["address"], self.fields["key"]
            return
        self.fields["key"].help_text = (
            _("Ends in %(end)s. Leave it empty to keep it.") % {"end": row.key_end}
            if row.sealed_key
            else _("It is sealed before it is written down, and never shown again. Without it that of the settings.")
        )

    def clean_limit(self) -> int:
        return self._within("limit", 1000)

    def clean_weight(self) -> int:
        return self._within("weight", HEAVIEST)

    def _within(self, name: str, most: int) -> int:
        value: int = self.cleaned_data[name]
        if not 1 <= value <= most:
            raise forms.ValidationError(_("From 1 to %(most)d.") % {"most": most})
        return value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(mode) for mode in Mode.values):
            self.add_error("turbo", _("Choose at least one speed, or switch the service off."))
        opens, shuts = cleaned.get("opens"), cleaned.get("shuts")
        if (opens is None) != (shuts is None) and not self.errors.keys() & {"opens", "shuts"}:
            self.add_error("shuts", _("Give both times, or none."))
        elif opens is not None and opens == shuts:
            self.add_error("shuts", _("That is no time at all. Leave both empty for day and night."))
        if self.instance.engine != EMBEDDED and not self.errors:
            self._try()
        return cleaned

    def _try(self) -> None:
        """Whether an account can be called by what was filled in; without calling it."""
        key, address = self.cleaned_data["key"], self.cleaned_data["address"]
        if "address" in self.changed_data and not key:
            # No key goes to an address that it was not entered for.
            self.add_error("key", _("Enter the key of the account at this address."))
            return
        if not (key or self.instance.sealed_key or settings.ENV.ttapi_key):
            self.add_error("key", _("Enter the key of the account: the settings name none."))
            return
        try:
            # One that is kept was tried when it was entered.
            TTAPIEngine(key or "kept", address or settings.ENV.ttapi_base_url)
        except ValueError as error:
            self.add_error("key" if "key" in str(error) else "address", str(error))

    def fill(self) -> list[str]:
        """Put what a valid form says into the row, and name the columns that it changed."""
        changes = [name for name in self.changed_data if name in self.Meta.fields]
        if self.cleaned_data.get("key"):
            self.instance.sealed_key = seal(self.cleaned_data["key"])
            self.instance.key_end = self.cleaned_data["key"][-SHOWN:]
            changes += ["sealed_key", "key_end"]
        speeds = [mode for mode in Mode.values if self.cleaned_data[mode]]
        if speeds != self.instance.speeds:
            self.instance.speeds = speeds
            changes.append("speeds")
        return changes
