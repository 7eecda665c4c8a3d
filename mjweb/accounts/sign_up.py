"""What the form of signing up asks for beside django-allauth's fields."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import User


class NameForm(forms.Form):
    """How the team will see a new person."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))

    def signup(self, request: HttpRequest, user: User) -> None:
        """All is done by `Adapter.save_user`; django-allauth asks for this."""
