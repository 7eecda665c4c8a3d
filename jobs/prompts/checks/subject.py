"""What every check looks at: one prompt, cut and parsed, its context, and the report to write to."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from jobs.prompts.context import Context
from jobs.prompts.facts import Facts
from jobs.prompts.parse import CHOOSE_MODEL, SPEEDS, Prompt, assemble
from jobs.prompts.problem import MOST_OF_A_KIND, Report
from jobs.prompts.rules import RULES
from jobs.prompts.split import Flag, Split, split
from jobs.prompts.table import Model


@dataclass(frozen=True)
class Subject:
    """One prompt under examination."""

    parts: Split
    prompt: Prompt
    context: Context
    model: Model | None
    """None where the prompt names no model that exists; nothing is then said about models."""
    flags: tuple[Flag, ...]
    """The parameters to look at one by one: all, but of those that repeat each other word for word only a dozen."""
    report: Report = field(default_factory=Report)

    @classmethod
    def of(cls, text: str, context: Context) -> "Subject":
        """Cut and parse a text without braces."""
        parts = split(text)
        prompt = assemble(parts, context.version)
        return cls(parts, prompt, context, prompt.named_model, _distinct(parts))

    @cached_property
    def facts(self) -> Facts:
        """Every value with its default, worked out where a check asks for it."""
        return self.prompt.facts()

    def flag(self, name: str) -> Flag | None:
        """The parameter of this canonical name that counts."""
        return self.parts.by_name.get(name)

    @property
    def repeat(self) -> int:
        """How many jobs it makes."""
        return self.facts.repeat if self.prompt.has("repeat") else 1

    @property
    def speed(self) -> str:
        """The speed the job will have."""
        return (self.facts.mode if self.speeds else None) or self.context.mode

    @property
    def speeds(self) -> list[Flag]:
        """The speed switches written."""
        return [flag for flag in map(self.flag, SPEEDS) if flag]

    @property
    def names_model(self) -> bool:
        """Whether the prompt says itself which model it wants."""
        return any(self.prompt.has(name) for name in CHOOSE_MODEL)

    @property
    def is_video(self) -> bool:
        """Whether it makes a video; long ago the same switch asked for a film of the drawing."""
        return self.prompt.has("video") and self.prompt.model.key not in {"1", "2", "3"}

    @property
    def whole(self) -> tuple[int, int]:
        """The range of the whole text."""
        return 0, len(self.parts.source)

    def gap(self, span: tuple[int, int]) -> tuple[int, int]:
        """The range with the white space before it: what to take out so that the rest still reads well."""
        return len(self.parts.source[: span[0]].rstrip()), span[1]

    def drop(self, key: str, flag: Flag, **params: object) -> None:
        """Report a parameter that is best taken out; the fix does that."""
        if RULES[key].code in self.report.full:
            return
        words = {"name": flag.flag, **self.words, **params}
        self.report.add(key, self.gap(flag.span), flag.name, "", **words)

    @property
    def words(self) -> dict[str, str]:
        """The fields about the model that sentences may use."""
        model = self.model or self.prompt.model
        return {"model": model.name, "model_inside": model.name_inside}


def _distinct(parts: Split) -> tuple[Flag, ...]:
    """The parameters without further copies of one, once a report has all it would keep of what is said of them."""
    flags = parts.flags
    if len(flags) <= MOST_OF_A_KIND:
        return flags
    copies: dict[str, int] = {}
    kept = []
    for flag, following in pairwise(flags):
        written = parts.source[flag.token.start : following.token.start]
        copies[written] = count = copies.get(written, 0) + 1
        if count <= MOST_OF_A_KIND:
            kept.append(flag)
    return (*kept, flags[-1])  # a full stop behind the last is its own matter
