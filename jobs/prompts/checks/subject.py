"""What every check looks at: one prompt, cut and parsed, its context, and the report to write to."""

from dataclasses import dataclass, field

from jobs.prompts.context import Context
from jobs.prompts.facts import Facts
from jobs.prompts.parse import CHOOSE_MODEL, SPEEDS, Prompt, assemble
from jobs.prompts.problem import Report
from jobs.prompts.rules import RULES
from jobs.prompts.split import Flag, Split, split
from jobs.prompts.table import Model


@dataclass(frozen=True, slots=True)
class Subject:
    """One prompt under examination."""

    parts: Split
    prompt: Prompt
    facts: Facts
    context: Context
    model: Model | None
    """None where the prompt names no model that exists; nothing is then said about models."""
    report: Report = field(default_factory=Report)

    @classmethod
    def of(cls, text: str, context: Context) -> "Subject":
        """Cut and parse a text without braces."""
        parts = split(text)
        prompt = assemble(parts, context.version)
        return cls(parts, prompt, prompt.facts(), context, prompt.named_model)

    def flag(self, name: str) -> Flag | None:
        """The parameter of this canonical name that counts."""
        return self.parts.by_name.get(name)

    @property
    def speed(self) -> str:
        """The speed the job will have."""
        return self.facts.mode or self.context.mode

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
        start = span[0]
        while start and self.parts.source[start - 1].isspace():
            start -= 1
        return start, span[1]

    def drop(self, key: str, flag: Flag, **params: object) -> None:
        """Report a parameter that is best taken out; the fix does that."""
        if self.report.is_full(RULES[key].code):
            return
        words = {"name": flag.flag, **self.words, **params}
        self.report.add(key, self.gap(flag.span), flag.name, "", **words)

    @property
    def words(self) -> dict[str, str]:
        """The fields about the model that sentences may use."""
        model = self.model or self.prompt.model
        return {"model": model.name, "model_inside": model.name_inside}
