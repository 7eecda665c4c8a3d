"""What people may say about themselves and their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import ApiKey, User

if TYPE_CHECKING:
    # Only the stubs know what a form is of.
    FormOfUser = forms.ModelForm[User]
    FormOfKey = forms.ModelForm[ApiKey]
else:
    FormOfUser = FormOfKey = forms.ModelForm


class ProfileForm(FormOfUser):
    """How the team sees a person, and whether single letters act."""

    class Meta:
        model = User
        fields = ("name", "shortcuts")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class KeyForm(FormOfKey):
    """A key's name, so that its owner knows later which program to blame."""

    class Meta:
        model = ApiKey
        fields = ("name",)
        labels = {"name": _("What it is for")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}
