"""The prompt bar as a form: words, and the controls that stand for parameters."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jobs import references
from jobs.models import Mode, Role
from jobs.references import Reference

# The ratios offered by a press; any other is written in the text or the field below them.
RATIOS = ("1:1", "4:3", "3:2", "16:9", "4:5", "2:3", "9:16", "21:9")
VERSIONS = ("8.1", "7", "6.1", "6", "5.2", "niji 7", "niji 6", "niji 5")
QUALITIES = ("0.25", "0.5", "2", "4")


@dataclass(frozen=True, slots=True)
class Control:
    """A control of the bar: the parameter it writes, the names in the text that win over it, the silent value."""

    field: str
    names: tuple[str, ...]
    neutral: str = ""


CONTROLS = (
    Control("ar", ("ar", "aspect"), "1:1"),
    Control("s", ("s", "stylize"), "100"),
    Control("c", ("c", "chaos"), "0"),
    Control("w", ("w", "weird"), "0"),
    Control("no", ("no",)),
    Control("seed", ("seed",)),
    Control("q", ("q", "quality")),
    Control("raw", ("raw", "style")),
    Control("tile", ("tile",)),
    Control("v", ("v", "version", "niji")),
)

# They are on or off, whatever their value.
SWITCHES = frozenset({"raw", "tile"})
# What belongs to one picture only, and is no way of working.
_PASSING = "seed"


def new_key() -> str:
    """A fresh idempotency key for one press."""
    return secrets.token_urlsafe(16)


def key_from(raw: str, most: int = 80) -> str:
    """The key that a page sent along, as PostgreSQL takes it too: of so many signs, none a NUL. Or a fresh one."""
    return raw.replace("\0", "")[:most] or new_key()


def names_in(text: str) -> set[str]:
    """The parameter names that stand in a text, as written but in lower case."""
    return {name.lower() for name in re.findall(r"(?:^|\s)(?:--|—)([A-Za-z]+)(?=\s|$)", text)}


class PromptForm(forms.Form):
    """Takes everything and judges nothing: `jobs.wishes.plan` reads the whole text and says what is wrong with it."""

    prompt = forms.CharField(required=False, strip=False)
    mode = forms.ChoiceField(choices=Mode.choices, required=False)
    ar = forms.CharField(required=False)
    s = forms.CharField(required=False)
    c = forms.CharField(required=False)
    w = forms.CharField(required=False)
    v = forms.CharField(required=False)
    seed = forms.CharField(required=False)
    no = forms.CharField(required=False)
    q = forms.CharField(required=False)
    raw = forms.CharField(required=False)
    tile = forms.CharField(required=False)
    key = forms.CharField(required=False, max_length=80, label=_("Key"))
    sure = forms.CharField(required=False)
    project = forms.CharField(required=False)
    remix = forms.CharField(required=False)
    private = forms.CharField(required=False)
    once = forms.CharField(required=False)

    def value(self, name: str) -> str:
        """What stands in a control now, also before and without validation."""
        data: Mapping[str, str] = self.data
        return str(data.get(name, self.initial.get(name, "")) or "")

    @property
    def mode_now(self) -> str:
        mode = self.value("mode")
        return mode if mode in Mode.values else Mode.FAST.value

    @property
    def text(self) -> str:
        """The words of the box alone."""
        return self.value("prompt").replace("\r\n", "\n")

    @property
    def references(self) -> tuple[Reference, ...]:
        """The thumbs of the bar: `ref` is the path of each, `ref_role` and `ref_weight` stand at the same place.

        `ref_drop` names one that shall go.
        """
        if not isinstance(self.data, QueryDict):
            given: tuple[Reference, ...] = self.initial.get("references", ())
            return given
        columns = (self.data.getlist(name) for name in ("ref", "ref_role", "ref_weight"))
        gone = self.data.getlist("ref_drop")
        return tuple(
            Reference(path, Role(role) if role in Role.values else Role.IMAGE, weight.strip())
            for path, role, weight in zip_longest(*columns, fillvalue="")
            if references.is_path(path) and path not in gone
        )

    @property
    def kept(self) -> tuple[str, ...]:
        """The paths of the thumbs that stay after Create."""
        locked = self.data.getlist("ref_keep") if isinstance(self.data, QueryDict) else self.initial.get("kept", ())
        return tuple(locked)

    def settled(self) -> dict[str, str]:
        """The speed and what the controls say beyond their silent value: what can be kept as a person's defaults."""
        said = {control.field: self.value(control.field).strip() for control in CONTROLS if control.field != _PASSING}
        silent = {control.field: control.neutral for control in CONTROLS} | {"v": settings.DEFAULT_VERSION}
        kept = {
            name: "1" if name in SWITCHES else value for name, value in said.items() if value and value != silent[name]
        }
        return kept | ({"mode": self.mode_now} if self.mode_now != Mode.FAST else {})

    def written(self) -> str:
        """The whole prompt: words, what controls add, and what thumbs add. What the text says itself wins."""
        text = self.text.strip()
        said = names_in(text)
        parts = [text]
        for control in CONTROLS:
            value = self.value(control.field).strip()
            if not value or value == control.neutral or said & set(control.names):
                continue
            if control.field == "v" and value == settings.DEFAULT_VERSION:
                continue
            parts.append(_as_parameter(control.field, value))
        return references.written(" ".join(part for part in parts if part), self.references)


def _as_parameter(field: str, value: str) -> str:
    if field in SWITCHES:
        return f"--{field}"
    if field == "v" and value.startswith("niji"):
        return f"--{value}"
    # One line, and no second parameter by way of a value.
    plain = " ".join(value.replace("--", " ").replace("—", " ").split())
    return f"--{field} {plain}"
