"""What people may say about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from mjweb.accounts.models import User

if TYPE_CHECKING:
    # Only the stubs know what a form is of.
    FormOfUser = forms.ModelForm[User]
else:
    FormOfUser = forms.ModelForm


class ProfileForm(FormOfUser):
    """How the team sees a person, and whether single letters act."""

    class Meta:
        model = User
        fields = ("name", "shortcuts")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
