"""Writing a prompt down and reading it again."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobs.prompts import PARAMETERS, parse, serialise, serialise_parameters
from jobs.prompts.versions import SPELLINGS

WORDS = st.one_of(
    st.sampled_from([f"--{name}" for name in SPELLINGS]),
    st.sampled_from(
        ["\u2014ar", "\u2013v", "\u2014x", "--", "-", "---ar", "--ar16:9", "--no=a,--b", "--p7", "--v=6", "\u2014"]
    ),
    st.sampled_from(
        ["16:9,", "7.", '"raw"', "-1", ".5", "a.", ",", "a,", ",--b", "'--ar'", "::", "moon::2", "{a,", "b}"]
    ),
    st.sampled_from(
        ["https://a.example/b.png", "<https://a.example/b.png>", "https://a.example/b.png::2,", "<<https://x>"]
    ),
    st.sampled_from(
        ["/imagine", "prompt:", "/imagine prompt:", "<b>", "\u200f--ar", "\u05e9\u05dc\u05d5\u05dd", "\U0001f9ff"]
    ),
    st.text(max_size=5),
    st.integers().map(str),
)
PROMPTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", " ", "\n", "  ", ""])), max_size=14).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)


def test_links_come_first_and_parameters_last() -> None:
    assert serialise(parse("<https://a.example/b.png>  a   heron --TILE  --aspect 3:2")) == (
        "https://a.example/b.png a heron --tile --ar 3:2"
    )


def test_switches_and_ratio_survive_in_their_order() -> None:
    assert serialise(parse("cat --tile --raw --ar 1:1")) == "cat --tile --raw --ar 1:1"


def test_no_parameter_is_written_twice() -> None:
    assert serialise(parse("heron --ar 1:1 --no fog --ar 3:2 --no rain")) == "heron --ar 3:2 --no fog, rain"


def test_parameters_can_be_written_alone() -> None:
    assert serialise_parameters(parse("heron --s 50 --tile")) == "--s 50 --tile"


@settings(deadline=None)
@given(PROMPTS)
@example("x --no a,--ar")
@example("x --no ,--ar")
@example("x --no a. --no ,")
@example("/imagine prompt:/imagine prompt: x")
def test_reading_what_was_written_gives_the_same_prompt(text: str) -> None:
    prompt = parse(text)
    assert parse(serialise(prompt)) == prompt


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_survives_being_written(text: str) -> None:
    prompt = parse(text)
    assert parse(serialise(prompt)) == prompt


@settings(deadline=None)
@given(PROMPTS)
def test_writing_twice_changes_nothing(text: str) -> None:
    once = serialise(parse(text))
    assert serialise(parse(once)) == once


@settings(deadline=None)
@given(PROMPTS)
def test_facts_survive_being_written(text: str) -> None:
    assert parse(serialise(parse(text))).facts() == parse(text).facts()


def test_every_parameter_is_written_by_its_first_spelling() -> None:
    assert {name: serialise(parse(f"x --{row.spellings[-1]}")) for name, row in PARAMETERS.items()} == {
        name: f"x {row.flag}" for name, row in PARAMETERS.items()
    }
