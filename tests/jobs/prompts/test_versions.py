"""The table itself: it is complete, and agrees with what the help pages say of each model."""

import pytest

from jobs.prompts import MODELS, PARAMETERS, RULES, model_named, offered_in
from jobs.prompts.versions import SPELLINGS, VERSIONS

COLUMNS = ("2", "3", "4", "5.2", "6.1", "7", "8.2", "niji 4", "niji 5", "niji 6", "niji 7")

HONOURED = {
    "chaos": "yyyyyyyyyyy",
    "stylize": "yyyyyyy-yyy",
    "weird": "---yyyy--yy",
    "exp": "-----yy---y",
    "quality": "yyyyyy-yyyy",
    "raw": "---yyyy--yy",
    "stop": "yyyyy--yyyy",
    "tile": "yy-yyyy-yyy",
    "sameseed": "yy---------",
    "iw": "yyyyyyy-yyy",
    "sref": "----yyy--yy",
    "cref": "----y----y-",
    "oref": "-----yy----",
    "edit": "------y----",
    "profile": "----yyy--yy",
    "hd": "yy----y----",
    "sd": "------y----",
    "draft": "-----yy---y",
    "turbo": "---yy" + "y--yyy",
}


@pytest.mark.parametrize("name", HONOURED)
def test_a_parameter_is_offered_where_the_model_honours_it(name: str) -> None:
    shown = "".join("y" if PARAMETERS[name].works_in(MODELS[column]) else "-" for column in COLUMNS)
    assert shown == HONOURED[name]


def test_weights_end_with_version_6() -> None:
    assert [key for key in VERSIONS if MODELS[key].weights] == ["1", "2", "3", "4", "5", "5.1", "5.2", "6", "6.1"]


def test_no_spelling_belongs_to_two_parameters() -> None:
    assert len(SPELLINGS) == sum(len(row.spellings) for row in PARAMETERS.values())


def test_every_canonical_name_is_one_of_its_spellings() -> None:
    assert [row.name for row in PARAMETERS.values() if row.name not in row.spellings] == []


def test_every_rule_of_the_table_has_words() -> None:
    rows = [row for parameter in PARAMETERS.values() for row in parameter.rows]
    named = {rule for row in rows for rule in (row.rule, row.refused, row.warned) if rule}
    named |= {parameter.needs for parameter in PARAMETERS.values() if parameter.needs}
    named |= {model.ratio_rule for model in MODELS.values()}
    assert named - set(RULES) == set()


def test_a_row_that_no_model_can_reach_is_not_there() -> None:
    unreachable = []
    for parameter in PARAMETERS.values():
        seen: set[str] = set()
        for row in parameter.rows:
            if row.models <= seen:
                unreachable.append((parameter.name, row))
            seen |= row.models
    assert unreachable == []


@pytest.mark.parametrize(
    ("number", "niji", "key"),
    [
        ("6", False, "6"),
        ("6.0", False, "6"),
        ("7.00", False, "7"),
        ("6.1", False, "6.1"),
        ("6.10", False, None),
        ("5", True, "niji 5"),
        ("5.0", True, "niji 5"),
        ("8", True, None),
        ("test", False, None),
        ("", False, None),
        ("niji 7", False, "niji 7"),
    ],
)
def test_a_number_chooses_a_model(number: str, niji: bool, key: str | None) -> None:
    model = model_named(number, niji=niji)
    assert (model.key if model else None) == key


def test_a_form_is_offered_no_retired_name() -> None:
    names = {parameter.name for parameter in offered_in(MODELS["7"])}
    assert names & {"hq", "width", "preview", "hd", "cref"} == set()
