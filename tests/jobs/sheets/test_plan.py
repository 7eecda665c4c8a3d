"""Rows become prompts: columns, templates, findings, and how much it all makes and costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.models import Wildcard
from jobs.sheets import Sheet, plan
from jobs.wildcards import Deck
from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


def made(user: User, text: str, template: str = "", mode: str = "fast") -> Sheet:
    return plan(text, template, mode, Deck(user, "k"))


def prompts(sheet: Sheet) -> list[str]:
    return [wish.prompt for wish in sheet.wishes]


def said(sheet: Sheet) -> list[tuple[str, str]]:
    return [(finding.text, finding.column) for finding in sheet.findings]


def test_each_row_is_a_prompt_with_its_parameters(alice: User) -> None:
    sheet = made(alice, "prompt,ar,Stylize,seed,no\na cat,3:2,250,7,people\na dog,,,,")
    assert prompts(sheet) == ["a cat --ar 3:2 --stylize 250 --seed 7 --no people", "a dog"]
    assert (sheet.is_wrong, sheet.count, sheet.total) == (False, 2, 4000)


@pytest.mark.parametrize("title", ["mode", "Speed"])
def test_a_row_may_have_a_speed_of_its_own(alice: User, title: str) -> None:
    sheet = made(alice, f"prompt;{title}\na cat;Turbo\na dog;", mode="relax")
    assert [wish.mode for wish in sheet.wishes] == ["turbo", "relax"]
    assert sheet.total == 5000


def test_an_unknown_speed_is_told_beside_its_row(alice: User) -> None:
    (line,) = made(alice, "prompt,speed\na cat,quick").lines
    assert [(one.text, one.column) for one in line.findings] == [("The speed is relax, fast or turbo.", "speed")]
    assert line.is_wrong


def test_what_a_prompt_says_itself_wins_over_its_column(alice: User) -> None:
    assert prompts(made(alice, "prompt,ar\na cat --aspect 1:2,3:2")) == ["a cat --aspect 1:2"]


@pytest.mark.parametrize(
    ("cell", "wanted"), [("yes", "a cat --tile"), ("1", "a cat --tile"), ("no", "a cat"), ("", "a cat")]
)
def test_a_switch_is_a_yes_or_a_no(alice: User, cell: str, wanted: str) -> None:
    assert prompts(made(alice, f"prompt,tile\na cat,{cell}")) == [wanted]


def test_a_switch_that_is_neither_is_told(alice: User) -> None:
    assert made(alice, "prompt,tile\na cat,perhaps").lines[0].findings[0].text == "Write yes or no, or leave it empty."


def test_a_template_is_filled_from_the_columns(alice: User) -> None:
    sheet = made(
        alice, "Subject\tplace\tar\na heron\tKyoto, at night\t3:2", "{subject} in {PLACE},\n {dawn, dusk} light"
    )
    assert prompts(sheet) == [
        "a heron in Kyoto, at night, dawn light --ar 3:2",
        "a heron in Kyoto, at night, dusk light --ar 3:2",
    ]


def test_a_cell_fills_its_place_once_and_names_no_other(alice: User) -> None:
    assert prompts(made(alice, "a,b\n\\{b},x", "{a} and {b}")) == ["\\{b} and x"]


def test_a_place_without_a_column_names_the_nearest(alice: User) -> None:
    sheet = made(alice, "subject\na cat", "{subjct} in {zoo}")
    assert said(sheet) == [
        ("This column is not used: the template does not name it.", "subject"),
        ("The template names {subjct}, and there is no column of that name. Did you mean {subject}?", ""),
        ("The template names {zoo}, and there is no column of that name.", ""),
    ]
    assert sheet.is_wrong


def test_columns_that_are_not_used_are_told_and_block_nothing(alice: User) -> None:
    sheet = made(alice, "prompt,stylise,client\na cat,1,x")
    assert said(sheet) == [
        ("This column is not used. Did you mean “s”?", "stylise"),
        ("This column is not used: it is no parameter, and there is no template that names it.", "client"),
    ]
    assert not sheet.is_wrong


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste rows, the first of which names the columns, or choose a file."),
        ("a cat\na dog", "The first row names the columns, and one of them has to be “prompt”."),
        ("prompt,ar", "There is no row below the header yet."),
        ("prompt,ar,AR\na,1:1,1:1", "Two columns have this name. Rename one of them."),
    ],
)
def test_a_table_that_cannot_be_read_says_why(alice: User, text: str, sentence: str) -> None:
    sheet = made(alice, text)
    assert sentence in [finding.text for finding in sheet.findings]
    assert (sheet.is_wrong, sheet.lines) == (True, ())


def test_findings_stand_beside_their_row_and_column(alice: User) -> None:
    sheet = made(alice, "prompt,s\na cat,100\n\na dog,5000\n,3\n")
    assert [(line.number, [(one.text, one.column) for one in line.findings]) for line in sheet.lines] == [
        (2, []),
        (4, [("Stylize goes from 0 to 1000.", "s")]),
        (5, [("The prompt is empty. Describe the picture first.", "prompt")]),
    ]


def test_a_row_with_too_many_cells_asks_for_quotes(alice: User) -> None:
    (line,) = made(alice, "prompt,ar\na cat, sitting,3:2").lines
    assert line.findings[0].text.startswith("3 cells, and the header has 2.")


def test_too_many_rows_are_counted_and_not_read(alice: User) -> None:
    sheet = made(alice, "prompt\n" + "a cat\n" * 62)
    assert said(sheet) == [("62 rows, 22 too many: at most 40 can be created at once.", "")]
    assert sheet.lines == ()


def test_rows_that_make_too_many_jobs_together_are_too_many(alice: User) -> None:
    sheet = made(alice, "prompt\n" + "{a, b} cat\n" * 21)
    assert said(sheet) == [("These rows make 42 jobs; at most 40 can be created at once.", "")]
    assert sheet.is_wrong


def test_a_list_is_dealt_over_all_rows(alice: User) -> None:
    Wildcard.objects.create(user=alice, team=alice.team, name="n", text="1\n2\n3", count=3)
    assert sorted(prompts(made(alice, "prompt\n__n__\n__n__\n__n__"))) == ["1", "2", "3"]


@given(
    st.text(st.sampled_from('prompt,;\t"\n=ar{}_-1:2') | st.characters(), max_size=80),
    st.text(st.sampled_from("{}a,\\") | st.characters(), max_size=12),
)
def test_no_table_makes_it_raise(text: str, template: str) -> None:
    deck = Deck(User(pk=0), "k")
    for whole in (text, f"prompt,{text}", f"prompt\tar\n{text}"):
        sheet = plan(whole, template, "fast", deck)
        assert sheet.is_wrong or len(sheet.wishes) == sheet.count
