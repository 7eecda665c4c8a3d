"""What guests of a review say, and what the team answers: text of bounded length, never trusted to be more."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mjweb.gallery.models.guest import LONGEST_NAME
from mjweb.gallery.models.remark import LONGEST


class NameForm(forms.Form):
    """How a guest is called in the room."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        help_text=_("It stands beside what you say here."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class RemarkForm(AnswerForm):
    """A comment, at a point of the picture where both numbers are there: per mille from its left and its top."""

    x = forms.IntegerField(required=False, min_value=0, max_value=1000, widget=forms.HiddenInput)
    y = forms.IntegerField(required=False, min_value=0, max_value=1000, widget=forms.HiddenInput)

    @property
    def at(self) -> tuple[int, int] | None:
        x, y = self.cleaned_data.get("x"), self.cleaned_data.get("y")
        return None if x is None or y is None else (x, y)
