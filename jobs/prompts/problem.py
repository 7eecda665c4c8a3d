"""A problem found in a prompt, and the report that gathers them."""

from dataclasses import dataclass, field

from jobs.prompts.rules import RULES, Severity

MOST_OF_A_KIND = 12
"""A report keeps this many problems of one rule; a thousand copies of one sentence help nobody."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to correct or to know.

    `span` is the half-open range of characters of the text that was read; `fix`, when there is one, is what to put in
    its place. `template` and `params` make the sentence: translate the first, then fill in the second.
    """

    code: str
    severity: Severity
    template: str
    params: dict[str, str]
    span: tuple[int, int]
    parameter: str | None = None
    fix: str | None = None

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.params)

    @property
    def is_error(self) -> bool:
        """Whether the prompt cannot be sent with it."""
        return self.severity is Severity.ERROR

    def applied_to(self, text: str) -> str:
        """The text with the fix in place; unchanged where there is no fix."""
        start, end = self.span
        return text if self.fix is None else text[:start] + self.fix + text[end:]


@dataclass(slots=True)
class Report:
    """The problems of one text, in the order found."""

    problems: list[Problem] = field(default_factory=list)
    full: set[str] = field(default_factory=set)
    """The rules of which further problems would be dropped."""
    _count: dict[str, int] = field(default_factory=dict)

    def add(
        self, key: str, span: tuple[int, int], parameter: str | None = None, fix: str | None = None, **params: object
    ) -> None:
        """Record the rule or variant `key` of RULES at `span`."""
        rule = RULES[key]
        if rule.code in self.full:
            return
        self._count[rule.code] = count = self._count.get(rule.code, 0) + 1
        if count == MOST_OF_A_KIND:
            self.full.add(rule.code)
        words = {name: shortened(str(value)) for name, value in params.items()}
        self.problems.append(Problem(rule.code, rule.severity, rule.template, words, span, parameter, fix))


def shortened(words: str, length: int = 60) -> str:
    """The words, cut with an ellipsis where a sentence could not hold them."""
    return words if len(words) <= length else words[: length - 1] + "…"
