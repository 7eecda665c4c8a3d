"""What people may say about themselves and their teams."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Membership, Project, Right, Team, User
from mjweb.accounts.models.team import MembershipQuerySet

if TYPE_CHECKING:
    # Only the stubs know what a form is of.
    FormOfUser = forms.ModelForm[User]
    FormOfTeam = forms.ModelForm[Team]
    FormOfProject = forms.ModelForm[Project]
    FieldOfMember = forms.ModelChoiceField[Membership]
else:
    FieldOfMember = forms.ModelChoiceField
    FormOfUser = FormOfTeam = FormOfProject = forms.ModelForm


class ProfileForm(FormOfUser):
    """How the team sees a person, and whether single letters act."""

    class Meta:
        model = User
        fields = ("name", "shortcuts")
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class TeamForm(FormOfTeam):
    """A team's name. Two teams never have the same, however it is written."""

    class Meta:
        model = Team
        fields: tuple[str, ...] = ("name",)
        widgets: dict[str, forms.Widget] = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Team.objects.shared().filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another team has this name."))
        return name


class TeamSettingsForm(TeamForm):
    """Its name, the time zone of its calendar, and who sees what is new."""

    class Meta(TeamForm.Meta):
        fields = ("name", "zone", "makes_private")
        widgets = {
            **TeamForm.Meta.widgets,
            "zone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
            "makes_private": forms.Select(
                choices=((False, _("Seen by the team")), (True, _("Private, until their person shows them")))
            ),
        }
        labels = {"zone": _("Time zone"), "makes_private": _("New pictures are")}
        help_texts = {
            "zone": _("By its calendar days, weeks and months turn. Left empty, it is the site’s."),
            "makes_private": _("The prompt bar begins so, and everybody can choose otherwise. API keys follow it."),
        }

    @staticmethod
    def zones() -> list[str]:
        """What the field offers: cities, without the many other names they have."""
        return sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/"))


class MemberField(FieldOfMember):
    """One of a team, by name."""

    def label_from_instance(self, obj: Membership) -> str:
        return str(obj.user)


class HandOverForm(forms.Form):
    """To whom a team goes; that it is meant says the name of the team, typed."""

    to = MemberField(Membership.objects.none(), label=_("New owner"), empty_label=_("Choose somebody"))
    typed = forms.CharField(label=_("The name of the team"), widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, member: Membership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = member.team
        field = self.fields["to"]
        assert isinstance(field, MemberField)
        field.queryset = others(member)

    def clean_typed(self) -> str:
        return meant(self.cleaned_data["typed"], str(self.team))


def others(member: Membership) -> MembershipQuerySet:
    """The rest of the team who can sign in and see it."""
    able = Membership.objects.granting(Right.SEE).filter(team_id=member.team_id).exclude(pk=member.pk)
    return able.select_related("user").order_by("pk")


def meant(typed: str, name: str) -> str:
    """A name that was typed to say that something is meant. Raises ValidationError for any other."""
    if " ".join(typed.split()).casefold() != " ".join(name.split()).casefold():
        raise forms.ValidationError(_("This is not the name. Type: %(name)s"), params={"name": name})
    return typed


class ProjectForm(FormOfProject):
    """The name of a project, which no other of its team has."""

    class Meta:
        model = Project
        fields = ("name",)
        labels = {"name": _("Name of the new project")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off", "maxlength": 80})}

    def clean_name(self) -> str:
        name: str = " ".join(self.cleaned_data["name"].split())
        if Project.objects.filter(team=self.instance.team_id, name__iexact=name).exists():
            raise forms.ValidationError(_("There is a project of this name already."))
        return name
