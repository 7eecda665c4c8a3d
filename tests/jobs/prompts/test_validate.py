"""Judging a whole text: ordinary prompts pass, problems stand where they are, and nothing blows up."""

import sys
from types import FrameType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.prompts import Context, read, validate
from tests.jobs.prompts.test_serialise import PROMPTS

if TYPE_CHECKING:
    from _typeshed import TraceFunction

ORDINARY = [
    "\u20ac528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720",
    "\U0001f98a\U0001f33f\U0001f319",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 at the beach",
    "\u05e9\u05e7\u05d9\u05e2\u05d4 \u05de\u05e2\u05dc \u05d4\u05d9\u05dd --ar 3:2",
    "\u0645\u062f\u064a\u0646\u0629 \u0642\u062f\u064a\u0645\u0629",
    "\u6d77\u8fba\u306e\u5bb6\u3001\u6c34\u5f69 --niji 6",
    "<script>alert(1)</script> & <b>bold</b>",
    "'; DROP TABLE prompts; -- and a rose",
    "a heron -- grey, patient -- at the weir",
    "a heron \u2014 grey \u2014 at the weir",
    "tall building, 9:16, f/1.8, 50% grey, #3, @dusk, C++",
    "first line\nsecond line\n\nthird --ar 3:2\n--s 50",
    "a quiet harbour\u00a0--ar\u00a016:9",
    "100% cotton {red, blue} scarf",
    "w\u030ai\u0308d\u0308e\u0308 a\u0308",
]

BOMBS = [
    "a",
    " ",
    "-",
    "\u2014",
    "--a ",
    "--ar 1:1 ",
    "--no a ",
    "--v 7 x ",
    "a--ar",
    "{",
    "{a,b}",
    "{,",
    ":",
    "a::1 ",
    "'",
    "'a ",
    '"',
    "<",
    "https://a.example/b.png ",
    "\\,",
    "--width 5 ",
    "9",
    "9.",
    ".9",
    "--s 9 ",
    "/imagine ",
    "--sref ab ",
    "sign 'a' ",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_prompt_passes(text: str) -> None:
    assert [problem.message for problem in read(text).errors] == []


@pytest.mark.parametrize("letter", ["\0", "\x1b", "\x1f", "\x7f", "\x9b", "\ud800"])
def test_a_control_character_is_named_where_it_stands(letter: str) -> None:
    (problem,) = read(f"heron{letter} and reeds").errors
    assert (problem.code, problem.span, problem.fix) == ("S26", (5, 6), "")


def test_a_problem_in_a_choice_is_shown_in_the_source() -> None:
    text = "heron {in reeds --ar 1:1, at dusk --ar 1.5:1} --s 50"
    (wrong,) = [problem for problem in validate(text) if problem.code == "A02"]
    assert (text[slice(*wrong.span)], wrong.applied_to(text)) == (
        "1.5:1",
        "heron {in reeds --ar 1:1, at dusk --ar 3:2} --s 50",
    )


def test_the_choice_at_fault_is_numbered() -> None:
    (blamed,) = [problem for problem in validate("heron --ar {1:1, 0:1, 2:3}") if problem.code == "P11"]
    assert blamed.params == {"number": "2", "total": "3"}


def test_a_problem_of_every_choice_is_told_once() -> None:
    assert [problem.code for problem in validate("a {red, blue} heron --chaos 101")] == ["N01"]


def test_an_error_that_crosses_a_brace_offers_no_fix() -> None:
    wrong = next(problem for problem in validate("heron --ar 16{x, X}9") if problem.code == "A03")
    assert wrong.fix is None


@pytest.mark.parametrize(("typed", "nearest"), [("--stop 5", "10"), ("--stop 500", "100"), ("--s -4", "0")])
def test_a_number_out_of_range_is_offered_the_nearest_in_it(typed: str, nearest: str) -> None:
    assert [problem.fix for problem in validate(f"heron {typed} --v 6")] == [nearest]


def test_what_is_taken_out_takes_its_blanks_along() -> None:
    (retired,) = validate("heron   --hq --s 50")
    assert retired.applied_to("heron   --hq --s 50") == "heron --s 50"


def test_problems_come_in_reading_order() -> None:
    starts = [problem.span[0] for problem in validate("a} heron --ar 0:1 --chaos 999 --glow")]
    assert starts == [1, 14, 26, 30]


def test_a_valid_text_makes_its_jobs() -> None:
    assert [job.text for job in read("a {red, blue} heron").jobs()] == ["a red heron", "a blue heron"]


def test_a_text_with_errors_makes_no_jobs() -> None:
    with pytest.raises(ValueError, match="errors"):
        read("heron --ar 0:1").jobs()


def test_the_texts_are_kept_as_typed() -> None:
    assert read("{a, b} heron  --aspect 3:2").texts == ("a heron  --aspect 3:2", "b heron  --aspect 3:2")


def test_the_default_version_decides() -> None:
    assert [read("heron --q 2", Context(version=version)).is_valid for version in ("7", "8.2")] == [True, False]


def test_relax_takes_braces_where_the_plan_does() -> None:
    assert [
        read("a {red, blue} heron", Context(mode="relax", batches_in_relax=allowed)).is_valid
        for allowed in (True, False)
    ] == [True, False]


def test_the_limit_of_jobs_can_be_narrowed() -> None:
    assert [problem.code for problem in read("{a, b, c} heron", Context(most_jobs=2)).errors] == ["P07"]


def test_our_own_pictures_may_have_private_addresses() -> None:
    context = Context(own_hosts=frozenset({"localhost:8000"}))
    assert read("http://localhost:8000/p/fern.png a heron", context).is_valid


def test_beyond_the_limit_only_the_length_is_judged() -> None:
    assert [problem.code for problem in validate("--glow " * 1000)] == ["S21"]


def test_one_mistake_made_a_thousand_times_is_told_a_dozen_times() -> None:
    assert sum(problem.code == "S12" for problem in validate("x " + "--glow 1 " * 500)) == 12


def test_a_mistake_behind_many_copies_of_one_parameter_is_told() -> None:
    assert "N03" in {problem.code for problem in validate("heron " + "--s 50 " * 500 + "--s 5000 --tile")}


def test_a_full_stop_behind_many_copies_of_one_parameter_is_told() -> None:
    assert "S07" in {problem.code for problem in validate("heron " + "--s 50 " * 500 + "--s 50.")}


@settings(deadline=None)
@given(PROMPTS)
def test_nothing_a_person_types_makes_it_fail(text: str) -> None:
    reading = read(text)
    assert all(problem.message and 0 <= problem.span[0] <= problem.span[1] <= len(text) for problem in reading.problems)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_character_makes_it_fail(text: str) -> None:
    assert read(text).count >= 0


@settings(deadline=None)
@given(PROMPTS)
def test_a_valid_text_makes_as_many_jobs_as_it_says(text: str) -> None:
    reading = read(text, Context(plan="mega"))
    assert not reading.is_valid or len(reading.jobs()) == reading.count


def steps(text: str) -> int:
    """Lines of our own code that run while the text is read."""
    count = 0

    def trace(frame: FrameType, event: str, _: object) -> "TraceFunction | None":
        nonlocal count
        if "/prompts/" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        read(text, Context(longest=10**6, most_jobs=2))
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("start", ["", "heron --ar "])
def test_twice_the_text_is_at_most_twice_the_work(bomb: str, start: str) -> None:
    # enough copies for every report to be full, so that only work per character is left
    small, large = (steps(start + bomb * times) for times in (100, 200))
    assert large <= 2.2 * small + 200


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize(("start", "end"), [("heron --ar ", "x"), ("{", "' x")])
def test_a_long_text_is_answered_in_few_sentences(bomb: str, start: str, end: str) -> None:
    # a pattern that backtracks would not come back from here
    text = start + bomb * (20_000 // len(bomb)) + end
    assert 0 < len(read(text, Context(longest=10**6, most_jobs=1)).problems) <= 80


@pytest.mark.parametrize("text", ["a bath of gore", "a blood bath", "gore", "gore bath blood"])
def test_words_and_phrases_are_blocked_up_to_the_last_word(text: str) -> None:
    context = Context(blocked=frozenset({"gore", "blood bath", "a field of broken swords"}))
    assert [problem.params["found"] for problem in read(text, context).errors] in (["gore"], ["blood bath"])
