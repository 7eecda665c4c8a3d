"""Values: there, of the right kind, and within the range of the model (rules S16, N, and the choices)."""

from jobs.prompts import values
from jobs.prompts.checks.subject import Subject
from jobs.prompts.split import Flag, Token
from jobs.prompts.table import Kind, Parameter, Row, Takes


def check(subject: Subject) -> None:
    """Every parameter that takes a value, the ones given more than once included."""
    for flag in subject.flags:
        parameter = flag.parameter
        if parameter is None or parameter.kind is Kind.SWITCH or parameter.kind is Kind.RETIRED:
            continue
        if not flag.values:
            _missing(subject, flag, parameter)
            continue
        row = parameter.row_for(subject.model)
        if row and row.refused:
            continue
        match parameter.kind:
            case Kind.WHOLE:
                _whole(subject, flag, parameter, row)
            case Kind.DECIMAL:
                _decimal(subject, flag, parameter, row)
            case Kind.CHOICE:
                _choice(subject, flag, row)
            case Kind.WORD:
                _style(subject, flag, row)


def _missing(subject: Subject, flag: Flag, parameter: Parameter) -> None:
    if parameter.takes is Takes.MAYBE or parameter.kind is Kind.CODES:
        return
    row = parameter.row_for(subject.model)
    if parameter.kind in {Kind.LIST, Kind.STYLES, Kind.LINKS}:
        subject.drop(parameter.needs, flag)
    elif row and row.low is not None and row.high is not None:
        low, high = values.shown(row.low), values.shown(row.high)
        subject.drop("S16.range", flag, low=low, high=high)
    else:
        subject.drop("S16", flag)


def _whole(subject: Subject, flag: Flag, parameter: Parameter, row: Row | None) -> None:
    value = flag.values[0]
    number = values.whole(value.text)
    if number is None:
        if parameter.needs in subject.report.full:
            return
        rough = values.decimal(value.text)
        fix = str(round(rough)) if rough is not None and abs(rough) < 1e9 else None
        subject.report.add(parameter.needs, value.span, flag.name, fix, label=parameter.label)
    elif row:
        _range(subject, flag, value, number, row)


def _decimal(subject: Subject, flag: Flag, parameter: Parameter, row: Row | None) -> None:
    value = flag.values[0]
    number = values.decimal(value.text)
    if number is None:
        subject.report.add(parameter.needs, value.span, flag.name, label=parameter.label)
    elif row:
        _range(subject, flag, value, number, row)


def _range(subject: Subject, flag: Flag, value: Token, number: float, row: Row) -> None:
    if row.low is None or row.high is None or row.low <= number <= row.high:
        return
    rule = "N04" if row.rule == "N03" and number < 0 else row.rule
    if rule in subject.report.full:
        return
    nearest = values.shown(row.low if number < row.low else row.high)
    low, high = values.shown(row.low), values.shown(row.high)
    subject.report.add(rule, value.span, flag.name, nearest, low=low, high=high, **subject.words)


def _choice(subject: Subject, flag: Flag, row: Row | None) -> None:
    value = flag.values[0]
    number = values.decimal(value.text)
    if row is None or value.text.lower() in row.choices:
        return
    if number is not None and any(number == values.decimal(choice) for choice in row.choices):
        return
    rule, fix = row.rule, None
    if rule == "N11" and "2" in row.choices and number == 3:
        rule, fix = "N12", "4"
    elif rule == "N11" and number in {0.25, 0.5}:
        rule, fix = "N17", "1"
    elif rule == "N13" and value.text.startswith("."):
        rule = "N14"
    if rule not in subject.report.full:
        subject.report.add(rule, value.span, flag.name, fix, choices=", ".join(row.choices), **subject.words)


NIJI_STYLES = frozenset({"cute", "expressive", "original", "scenic"})
STYLES_OF_4 = frozenset({"4a", "4b", "4c"})
TUNER_MODEL = "5.2"
"""The one model that knows codes of the retired style tuner."""


def _style(subject: Subject, flag: Flag, row: Row | None) -> None:
    value = flag.values[0]
    style = value.text.lower()
    if subject.model is None or (subject.model.key == TUNER_MODEL and style not in NIJI_STYLES | STYLES_OF_4):
        return
    if row and style in row.choices:
        if row.warned:
            subject.report.add(row.warned, flag.span, flag.name, "--raw")
    elif style == "raw":
        subject.drop("C14", flag)
    elif style in NIJI_STYLES:
        subject.drop("C16", flag, value=style)
    elif style in STYLES_OF_4:
        subject.drop("C17", flag, value=style)
    else:
        subject.drop("C16.unknown", flag, value=style)
