"""What is asked before somebody leaves a team or is shut out of the site, of a collection, and of what nobody keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.forms import MemberField, meant
from mjweb.accounts.models import Membership
from mjweb.gallery.models import Collection
from mjweb.gallery.models.retention import Days

if TYPE_CHECKING:
    FormOfCollection = forms.ModelForm[Collection]
else:
    FormOfCollection = forms.ModelForm


class TypedForm(forms.Form):
    """A name, typed to say that it is meant."""

    typed = forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_typed(self) -> str:
        return meant(self.cleaned_data["typed"], self.name)


class LeaveForm(TypedForm):
    """Who takes over what a member made in the team."""

    heir = MemberField(Membership.objects.none(), label=_("Who takes it over"), empty_label=None)
    field_order = ("heir", "typed")

    def __init__(self, member: Membership, name: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(name, *args, **kwargs)
        field = self.fields["heir"]
        assert isinstance(field, MemberField)
        field.queryset = Membership.objects.heirs_of(member)


class CollectionForm(FormOfCollection):
    """The name of a collection, and who sees it."""

    class Meta:
        model = Collection
        fields = ["name", "is_private", "is_blind"]
        labels = {"is_private": _("Only I see it")}


class RetentionForm(forms.Form):
    """After how many days a team lets go of what nobody keeps; None for never."""

    days = forms.TypedChoiceField(
        label=_("What nobody keeps goes into the bin after"),
        choices=[("", _("Never")), *Days.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
