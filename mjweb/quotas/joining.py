"""What somebody says who comes by an invitation: an address to prove, then a name and a password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import User


class AddressForm(forms.Form):
    """Where the code shall go."""

    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class AccountForm(forms.Form):
    """A new account. `code_of` judges the code that proves the address; None where the link did that."""

    code = forms.CharField(
        label=_("Code"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. You can add a passkey later."),
    )
    email = ""

    def __init__(self, *args: Any, code_of: Callable[[str], bool] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_right = code_of
        if self.is_bound and code_of is None:
            del self.fields["code"]

    def clean_password(self) -> str:
        """Judged by the validators of the site, with the name and the address in view."""
        user = User(email=self.email, name=self.cleaned_data.get("name", ""))
        return str(get_adapter().clean_password(self.cleaned_data["password"], user=user))

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        # The last thing to be looked at: a password that is refused costs no try.
        if self._is_right is not None and not self.errors and not self._is_right(found["code"]):
            self.add_error("code", _("That is not the code. After three wrong ones you get another."))
        return found
