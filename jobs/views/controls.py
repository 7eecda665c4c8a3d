"""The controls of the prompt bar as a template shows them: what each says now, and what it offers."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from jobs.forms import QUALITIES, RATIOS, VERSIONS, PromptForm


@dataclass(frozen=True, slots=True)
class Shape:
    """A ratio drawn to scale; `scale` is width / height."""

    name: str
    scale: str
    chosen: bool


@dataclass
class Controls:
    """What `form` holds, by the name of the control."""

    form: PromptForm

    @property
    def ratio(self) -> str:
        return self.form.value("ar") or "1:1"

    @property
    def ratio_data(self) -> str:
        """The ratio for the sheet: '3/2'; 1 where it is none."""
        width, _colon, height = self.ratio.partition(":")
        return f"{width}/{height}" if width.isdigit() and height.isdigit() else "1"

    @property
    def ratios(self) -> list[Shape]:
        found = []
        for name in RATIOS:
            width, height = (int(side) for side in name.split(":"))
            found.append(Shape(name, f"{width / height:.3f}", name == self.ratio))
        return found

    @property
    def other_ratio(self) -> str:
        return "" if self.ratio in RATIOS else self.ratio

    @property
    def versions(self) -> list[tuple[str, bool]]:
        names = VERSIONS if settings.DEFAULT_VERSION in VERSIONS else (settings.DEFAULT_VERSION, *VERSIONS)
        return [(name, name == self.version) for name in names]

    @property
    def version(self) -> str:
        return self.form.value("v") or settings.DEFAULT_VERSION

    @property
    def is_default_version(self) -> bool:
        return self.version == settings.DEFAULT_VERSION

    @property
    def default_version(self) -> str:
        return str(settings.DEFAULT_VERSION)

    @property
    def qualities(self) -> list[tuple[str, bool]]:
        return [(name, name == self.quality) for name in QUALITIES]

    def control(self, name: str, neutral: str) -> str:
        return self.form.value(name) or neutral

    @property
    def stylize(self) -> str:
        return self.control("s", "100")

    @property
    def chaos(self) -> str:
        return self.control("c", "0")

    @property
    def weird(self) -> str:
        return self.control("w", "0")

    @property
    def quality(self) -> str:
        return self.form.value("q")

    @property
    def seed(self) -> str:
        return self.form.value("seed")

    @property
    def no(self) -> str:
        return self.form.value("no")

    @property
    def raw(self) -> bool:
        return bool(self.form.value("raw"))

    @property
    def tile(self) -> bool:
        return bool(self.form.value("tile"))
