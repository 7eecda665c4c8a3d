"""Repeats (rules N20 to N24); the braces themselves are judged where they are expanded."""

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject

FEWEST = 2


def check(subject: Subject) -> None:
    """`--repeat` against its lower end, the plan and the speed."""
    flag = subject.flag("repeat")
    number = values.whole(flag.values[0].text) if flag and flag.values else None
    if flag is None or number is None:
        return
    plan = subject.context.at
    if number == 1:
        subject.drop("N20", flag)
    elif number < FEWEST:
        subject.drop("N20.low", flag)
    elif number > plan.most_repeats:
        fix = str(plan.most_repeats)
        subject.report.add(plan.repeats_rule, flag.values[0].span, flag.name, fix, limit=fix, plan=plan.name)
    if subject.speed == "relax" and not subject.context.batches_in_relax:
        subject.drop("N24", flag)
