"""Reads a whole text as a person typed it: expands, parses and judges, and says where each problem stands."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from jobs.prompts.checks import CHECKS
from jobs.prompts.checks.subject import Subject
from jobs.prompts.context import Context
from jobs.prompts.expand import Expanded, Expansion, expand
from jobs.prompts.parse import Prompt
from jobs.prompts.problem import Problem, Report

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_FAULT_RULES = {"open": "P01", "open with nesting": "P09", "open with escape": "P10", "closed": "P02"}
_REMARK_RULES = {"empty choice": "P03", "one choice": "P04"}
_EVERYDAY = Context()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means and what is wrong with it.

    `prompts` are the first prompts out of the braces (all of them when nothing is wrong), `choices` is how many there
    are, and `count` how many jobs they make with `--repeat`. `texts` are the prompts as typed.
    """

    prompts: tuple[Prompt, ...]
    texts: tuple[str, ...]
    choices: int
    count: int
    has_braces: bool
    problems: tuple[Problem, ...]

    @property
    def is_valid(self) -> bool:
        """Whether it may be sent; warnings do not matter."""
        return not self.errors

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep it from being sent."""
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems worth knowing only."""
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def repeats(self) -> bool:
        """Whether `--repeat` is in it."""
        return any(prompt.has("repeat") for prompt in self.prompts)

    def jobs(self) -> tuple[Prompt, ...]:
        """One prompt for each job, without `--repeat`. Raises ValueError where the text has errors."""
        if not self.is_valid:
            raise ValueError("a text with errors makes no jobs")
        return tuple(prompt.without("repeat") for prompt in self.prompts for _ in range(prompt.facts().repeat))


def validate(text: str, context: Context = _EVERYDAY) -> list[Problem]:
    """The problems of a text, in reading order. An empty list, or one of warnings, means that it may be sent."""
    return list(read(text, context).problems)


def read(text: str, context: Context = _EVERYDAY) -> Reading:
    """Expand, parse and judge a text. Never raises; beyond the length limit only the length is judged."""
    report = Report()
    _characters(text, context, report)
    if len(text) > context.longest:
        return Reading((), (), 0, 0, False, tuple(report.problems))
    expansion = expand(text, context.job_limit)
    _braces(text, expansion, report)
    subjects = [Subject.of(expanded.text, context) for expanded in expansion.prompts]
    for subject in subjects:
        for check in CHECKS:
            check(subject)
    shared = _gathered(expansion, subjects, report)
    count = _count(expansion, subjects)
    _amounts(text, context, expansion, subjects, count, report)
    problems = sorted((*report.problems, *shared), key=lambda problem: (problem.span[0], not problem.is_error))
    prompts = tuple(subject.prompt for subject in subjects)
    texts = tuple(expanded.text.strip() for expanded in expansion.prompts)
    return Reading(prompts, texts, expansion.count, count, expansion.has_braces, tuple(problems))


def _characters(text: str, context: Context, report: Report) -> None:
    for match in _CONTROL.finditer(text):
        report.add("S26", match.span(), None, "", found=f"U+{ord(match[0]):04X}")
        if "S26" in report.full:
            break
    over = len(text) - context.longest
    if over > 0:
        span = context.longest, len(text)
        report.add("S21", span, None, length=len(text), limit=context.longest, over=over)
    elif len(text) > context.long:
        report.add("S22", (context.long, len(text)), None, limit=context.long)


def _braces(text: str, expansion: Expansion, report: Report) -> None:
    for fault in expansion.faults:
        report.add(_FAULT_RULES[fault.kind], (fault.at, fault.at + 1), None, "")
    for remark, start, end in expansion.remarks:
        if _REMARK_RULES[remark] in report.full:
            continue
        fix = text[start + 1 : end - 1].strip() if remark == "one choice" else None
        report.add(_REMARK_RULES[remark], (start, end), None, fix)


def _gathered(expansion: Expansion, subjects: Iterable[Subject], report: Report) -> list[Problem]:
    """The problems of all prompts at their place in the source, each once; and which choices are at fault."""
    if not any(subject.report.problems for subject in subjects):
        return []
    found: dict[tuple[str, tuple[int, int], str | None], Problem] = {}
    owners: dict[tuple[str, tuple[int, int], str | None], list[int]] = {}
    total = 0
    for number, (expanded, subject) in enumerate(zip(expansion.prompts, subjects, strict=True), 1):
        total = number
        for problem in subject.report.problems:
            placed = _placed(problem, expanded)
            key = placed.code, placed.span, placed.parameter
            found.setdefault(key, placed)
            owners.setdefault(key, []).append(number)
    blamed: set[int] = set()
    for key, problem in found.items():
        if not problem.is_error or len(set(owners[key])) == total:
            continue
        for number in owners[key]:
            if number not in blamed:
                blamed.add(number)
                report.add("P11", problem.span, problem.parameter, number=number, total=expansion.count)
    return list(found.values())


def _placed(problem: Problem, expanded: Expanded) -> Problem:
    start, end = problem.span
    fix = problem.fix if expanded.is_whole(start, end) else None
    return replace(problem, span=expanded.span(start, end), fix=fix)


def _count(expansion: Expansion, subjects: list[Subject]) -> int:
    repeats = [subject.repeat for subject in subjects]
    return sum(repeats) + (expansion.count - len(repeats)) * max(repeats, default=0)


def _amounts(
    text: str, context: Context, expansion: Expansion, subjects: list[Subject], count: int, report: Report
) -> None:
    """How many jobs there are, against what the plan allows (rules P)."""
    plan, limit, choices = context.at, context.job_limit, expansion.count
    span = 0, len(text)
    repeat = max((subject.repeat for subject in subjects), default=1)
    if choices > 1 and not context.batches_in_relax and any(subject.speed == "relax" for subject in subjects):
        report.add("P08", span)
    if choices > limit:
        rule = plan.jobs_rule if limit == plan.most_jobs else "P07"
        report.add(rule, span, None, jobs=choices, limit=limit, plan=plan.name)
    elif repeat > plan.most_repeats:
        return
    elif count > limit and choices > 1:
        report.add("P12", span, "repeat", choices=choices, repeat=repeat, jobs=count, limit=limit)
    elif count > limit:
        report.add("P07", span, "repeat", jobs=count, limit=limit)
    elif count > context.confirm_above:
        report.add("P13", span, None, jobs=count)
