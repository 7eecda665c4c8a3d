"""Names: known, spelt right, started by two hyphens, still in use, at home in the model (rules S09 to S13, V)."""

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject
from jobs.prompts.nearest import nearest
from jobs.prompts.parse import CHOOSE_MODEL
from jobs.prompts.ratio import reduced
from jobs.prompts.split import EM_DASH, USUAL_DASHES, Flag
from jobs.prompts.table import Kind
from jobs.prompts.versions import NEWEST, NEWEST_NIJI, NIJI_NUMBERS, VERSIONS, WITHDRAWN, model_named


def check(subject: Subject) -> None:
    """Every name, then the model they choose together."""
    for flag in subject.flags:
        if flag.parameter is None:
            if flag.spelling not in subject.context.shortcuts:
                _unknown(subject, flag)
            continue
        if flag.dashes not in USUAL_DASHES and "S10" not in subject.report.full:
            found = flag.dashes + flag.spelling
            span = flag.token.start, flag.token.start + len(found)
            subject.report.add("S10", span, flag.name, flag.flag, found=found, wanted=flag.flag)
        if flag.parameter.kind is Kind.RETIRED:
            _retired(subject, flag)
        else:
            _home(subject, flag)
    _model(subject)


def _unknown(subject: Subject, flag: Flag) -> None:
    has_capitals = flag.token.raw[len(flag.dashes) :] != flag.spelling
    rule = "S09" if flag.dashes == EM_DASH else "S13" if has_capitals else "S12"
    if rule in subject.report.full:
        return
    guess = nearest(flag.spelling)
    found = flag.dashes + flag.spelling
    if guess:
        fix = f"--{guess}"
        subject.report.add(f"{rule}.near", flag.token.span, flag.spelling, fix, name=flag.flag, wanted=fix, found=found)
    elif subject.context.shortcuts:
        subject.report.add("S23", flag.token.span, flag.spelling, name=flag.flag)
    else:
        prose = f"{EM_DASH} {flag.token.raw[1:]}" if rule == "S09" else None
        subject.report.add(rule, flag.token.span, flag.spelling, prose, name=flag.flag, found=found)


def _retired(subject: Subject, flag: Flag) -> None:
    rule = flag.parameter.rows[0].rule if flag.parameter else ""
    if rule == "V08":
        wanted = f"--v {NEWEST}"
        subject.report.add(rule, flag.span, flag.name, wanted, wanted=wanted)
    elif rule == "A16":
        _size(subject, flag)
    else:
        subject.drop(rule, flag)


def _size(subject: Subject, flag: Flag) -> None:
    """Width and height become a ratio where both are there."""
    if "A16" in subject.report.full:
        return
    across = subject.prompt.value("width")
    down = subject.prompt.value("height") or subject.prompt.value("h")
    sides = values.ratio(f"{across}:{down}")
    if sides is None:
        subject.report.add("A16", flag.span, flag.name, name=flag.flag, wanted="--ar 16:9")
        return
    width, height = reduced(*sides)
    wanted = f"--ar {width}:{height}"
    fix = wanted if flag.name == "width" else ""
    span = flag.span if fix else subject.gap(flag.span)
    subject.report.add("A16", span, flag.name, fix, name=flag.flag, wanted=wanted)


def _home(subject: Subject, flag: Flag) -> None:
    """Whether the model has this parameter at all."""
    row = flag.parameter.row_for(subject.model) if flag.parameter else None
    if row is None or not (row.refused or row.warned) or (flag.name == "style" and row.choices):
        return
    if row.refused == "R01" and subject.prompt.has("oref"):
        return  # R04 says it better
    if row.refused == "R01" and not subject.names_model:
        start, end = flag.span
        fix = f"{subject.parts.source[start:end]} --v 6"
        subject.report.add("R02", (start, end), flag.name, fix, **subject.words)
    elif row.warned == "C11" and not subject.context.on_discord:
        return
    else:
        subject.drop(row.refused or row.warned, flag)


def _model(subject: Subject) -> None:
    flags = [flag for flag in map(subject.flag, CHOOSE_MODEL) if flag]
    if len(flags) > 1:
        span = min(flag.token.start for flag in flags), max(flag.span[1] for flag in flags)
        subject.report.add("V03", span, flags[0].name, found=", ".join(flag.flag for flag in flags))
    for flag in flags:
        value = flag.values[0] if flag.values else None
        if flag.name == "niji" and value is None:
            fix = f"{flag.flag} {NEWEST_NIJI}"
            subject.report.add("V05", flag.token.span, "niji", fix, value=NEWEST_NIJI)
        if value is None or flag.name in {"test", "testp"}:
            continue
        is_niji = flag.name == "niji"
        model = model_named(value.text, niji=is_niji)
        if model and model.key in WITHDRAWN:
            subject.report.add("V06", value.span, flag.name, NEWEST, wanted=NEWEST)
        elif model is None and not is_niji and values.decimal(value.text) is None:
            subject.report.add("V02", value.span, flag.name, known=subject.context.version)
        elif model is None:
            known = ", ".join(NIJI_NUMBERS if is_niji else (one for one in VERSIONS if one not in WITHDRAWN))
            subject.report.add("V04" if is_niji else "V01", value.span, flag.name, value=value.text, known=known)
