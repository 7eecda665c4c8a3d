"""A preset and a wildcard list as forms: a name, a text, and whether the team may use it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.models import Preset, Wildcard
from jobs.models.preset import LONGEST
from jobs.models.wildcard import LONGEST_LINE, MOST_LINES
from jobs.wildcards import NAME
from mjweb.accounts.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Piece: TypeAlias = Preset | Wildcard


class PieceForm(forms.Form):
    """Of `piece`, or of a new one of `user`."""

    use_required_attribute = False
    model: ClassVar[type[Preset | Wildcard]]
    most: ClassVar[int]
    own_has_it: ClassVar[_StrPromise]
    team_has_it: ClassVar[_StrPromise]

    name = forms.CharField(label=gettext_lazy("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    text = forms.CharField()
    is_shared = forms.BooleanField(
        label=gettext_lazy("Share with the team"),
        required=False,
        help_text=gettext_lazy("Everybody on your team can use it; you and the team’s owners can change it."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, user: User, piece: Piece | None = None, text: str = ""
    ) -> None:
        stands = {"name": piece.name, "text": piece.text, "is_shared": piece.is_shared} if piece else {"text": text}
        super().__init__(data, initial=stands)
        self.piece = piece
        self.owner: User = piece.user if piece else user

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        name, own = found.get("name"), Q(user=self.owner)
        others = self.model._default_manager.filter(removed_at=None)
        if self.piece:
            others = others.exclude(pk=self.piece.pk)
        elif others.filter(own).count() >= self.most:
            said = _("You keep %(n)d of them, which is the most. Delete one first.")
            self.add_error(None, said % {"n": self.most})
        if name and others.filter(own, name__iexact=name).exists():
            self.add_error("name", str(self.own_has_it))
        elif name and found.get("is_shared"):
            shared = others.filter(team=self.owner.team, is_shared=True)
            if shared.filter(name__iexact=name).exists():
                self.add_error("name", str(self.team_has_it))
        return found

    def facts(self) -> dict[str, Any]:
        """The columns of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "text", "is_shared")}

    def keep(self) -> bool:
        """Write a valid form down; False, with an error, where another took its name in the same moment."""
        facts = self.facts() | {"team": self.owner.team}
        try:
            with transaction.atomic():
                if self.piece:
                    self.model._default_manager.filter(pk=self.piece.pk).update(**facts)
                else:
                    self.model._default_manager.create(user=self.owner, **facts)
        except IntegrityError:
            self.add_error("name", str(self.own_has_it))
            return False
        return True


class PresetForm(PieceForm):
    """A piece of prompt is judged where it is used: alone it need not be a prompt."""

    model = Preset
    most = 200
    own_has_it = gettext_lazy("There is a preset of this name already.")
    team_has_it = gettext_lazy("The team has a preset of this name already.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["text"] = forms.CharField(
            label=gettext_lazy("Piece of prompt"),
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            help_text=gettext_lazy("Words, parameters, or both: “, risograph, two inks --ar 4:5 --s 200”."),
        )

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name) > 60:
            raise forms.ValidationError(_("At most 60 characters."))
        return name

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].splitlines()).strip()


class WildcardForm(PieceForm):
    """Lines are words as they come into a prompt; signs that mean something to lists and braces have no place there."""

    model = Wildcard
    most = 200
    own_has_it = gettext_lazy("There is a list of this name already.")
    team_has_it = gettext_lazy("The team has a list of this name already.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= {"maxlength": 44, "autocapitalize": "off", "spellcheck": "false"}
        self.fields["name"].help_text = gettext_lazy("One word; prompts write it as __name__.")
        self.fields["text"] = forms.CharField(
            label=gettext_lazy("Lines"),
            widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
            help_text=gettext_lazy("Up to 1,000, one below the other. What comes twice is taken twice as often."),
        )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).lower().strip("_")
        if not re.fullmatch(NAME, name):
            raise forms.ValidationError(_("Letters and digits, with single hyphens or underscores between them."))
        if len(name) > 40:
            raise forms.ValidationError(_("At most 40 characters."))
        return name

    def clean_text(self) -> str:
        lines = [line for one in self.cleaned_data["text"].splitlines() if (line := " ".join(one.split()))]
        if len(lines) > MOST_LINES:
            over = len(lines) - MOST_LINES
            said = ngettext("%(n)d line more than the most, 1,000.", "%(n)d lines more than the most, 1,000.", over)
            raise forms.ValidationError(said % {"n": over})
        for number, line in enumerate(lines, 1):
            words = {"n": number, "line": line[:40], "most": LONGEST_LINE}
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(_("Line %(n)d, “%(line)s…”, is longer than %(most)d characters.") % words)
            if sign := re.search(r"[{}\\]|__", line):
                said = _("Line %(n)d, “%(line)s”: %(sign)s has no place in a list.")
                raise forms.ValidationError(said % (words | {"sign": sign[0]}))
        return "\n".join(lines)

    def facts(self) -> dict[str, Any]:
        return super().facts() | {"count": self.cleaned_data["text"].count("\n") + 1}
