"""Wildcards: which lines a prompt gets, how many jobs it makes, and what is said of lists that are not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs import wildcards
from jobs.models import Wildcard
from jobs.wildcards import Deck
from jobs.wishes import Plan
from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


def keep(user: User, name: str, *lines: str, shared: bool = False) -> Wildcard:
    return Wildcard.objects.create(
        user=user, team=user.team, name=name, text="\n".join(lines), count=len(lines), is_shared=shared
    )


def made(user: User, text: str, key: str = "k", mode: str = "fast") -> Plan:
    return wildcards.plan(text, mode, Deck(user, key))


def prompts(plan: Plan) -> list[str]:
    return [wish.prompt for wish in plan.wishes]


def said(plan: Plan) -> list[str]:
    return [problem.message for problem in plan.problems]


def test_a_prompt_without_wildcards_is_planned_as_it_is(alice: User) -> None:
    assert prompts(made(alice, "a cat --ar 3:2")) == ["a cat --ar 3:2"]


def test_a_place_gets_one_line_of_its_list(alice: User) -> None:
    keep(alice, "animal", "cat", "dog", "owl")
    (prompt,) = prompts(made(alice, "an __animal__ at dusk --ar 3:2"))
    assert prompt in {f"an {line} at dusk --ar 3:2" for line in ("cat", "dog", "owl")}


def test_the_same_press_gets_the_same_lines(alice: User) -> None:
    keep(alice, "n", *map(str, range(1000)))
    assert prompts(made(alice, "__n__ __n__")) == prompts(made(alice, "__n__ __n__"))
    assert prompts(made(alice, "__n__ __n__")) != prompts(made(alice, "__n__ __n__", key="other"))


def test_every_job_gets_another_line_until_all_were_dealt(alice: User) -> None:
    keep(alice, "animal", "cat", "dog", "owl")
    texts = prompts(made(alice, "__animal__ --repeat 6"))
    assert sorted(texts[:3]) == sorted(texts[3:]) == ["cat", "dog", "owl"]


def test_two_places_of_one_prompt_get_two_lines(alice: User) -> None:
    keep(alice, "animal", "cat", "dog")
    assert prompts(made(alice, "__animal__ and __animal__"))[0] in {"cat and dog", "dog and cat"}


def test_a_list_alone_in_braces_stands_for_all_its_lines(alice: User) -> None:
    keep(alice, "animal", "cat", "dog, sitting", "owl")
    plan = made(alice, "a { __animal__ } in {fog, rain}")
    assert prompts(plan)[:4] == ["a cat in fog", "a cat in rain", "a dog, sitting in fog", "a dog, sitting in rain"]
    assert (plan.count, plan.total) == (6, 12_000)


def test_braces_around_other_words_take_a_line_for_each_job(alice: User) -> None:
    keep(alice, "animal", "cat", "dog")
    first, second = prompts(made(alice, "{big __animal__, small __animal__}"))
    assert {first, second} in ({"big cat", "small dog"}, {"big dog", "small cat"})


def test_a_value_may_come_from_a_list(alice: User) -> None:
    keep(alice, "shape", "3:2", "2:3")
    plan = made(alice, "a cat --ar {__shape__}")
    assert [wish.facts["aspect"] for wish in plan.wishes] == [[3, 2], [2, 3]]


def test_names_do_not_mind_capitals(alice: User) -> None:
    keep(alice, "animal", "cat")
    assert prompts(made(alice, "a __Animal__s dream")) == ["a cats dream"]


def test_a_backslash_keeps_the_words(alice: User) -> None:
    assert prompts(made(alice, r"the \__init__ method")) == ["the __init__ method"]
    assert prompts(made(alice, wildcards.kept("the __init__ method"))) == ["the __init__ method"]


def test_an_unknown_name_blocks_and_names_the_nearest(alice: User) -> None:
    keep(alice, "animal", "cat")
    plan = made(alice, "an __anmial__ and a __zzz__")
    assert said(plan)[0] == "There is no list __anmial__. Did you mean __animal__?"
    assert said(plan)[1].startswith("There is no list __zzz__. Make one under that name, or write a backslash in front")
    assert plan.errors[0].applied_to("an __anmial__ and a __zzz__") == "an __animal__ and a __zzz__"


def test_the_own_list_comes_before_the_one_of_the_team(alice: User, bob: User) -> None:
    keep(bob, "animal", "cat", shared=True)
    assert prompts(made(alice, "__animal__")) == ["cat"]
    keep(alice, "animal", "dog")
    assert prompts(made(alice, "__animal__")) == ["dog"]


def test_lists_of_others_are_unknown(alice: User, bob: User, charlie: User) -> None:
    keep(alice, "animal", "cat", shared=True)
    keep(alice, "secret", "cat")
    assert said(made(charlie, "__animal__"))[0].startswith("There is no list __animal__. Make one")
    assert said(made(bob, "__secret__"))[0].startswith("There is no list __secret__. Make one")


def test_a_removed_list_is_unknown(alice: User) -> None:
    Wildcard.objects.remove(keep(alice, "animal", "cat").pk)
    assert made(alice, "__animal__").errors


def test_far_too_many_jobs_are_counted_and_not_written_out(alice: User) -> None:
    keep(alice, "n", *(f"{n} " + "x" * 100 for n in range(1000)))
    plan = made(alice, " ".join(["{__n__}"] * 20))
    assert (plan.count, len(plan.wishes)) == (1_000_000, 1)
    assert "at most 40 are allowed at once" in said(plan)[0]
    assert made(alice, "{__n__}").count == 1000


def test_repeats_multiply_and_are_bounded(alice: User) -> None:
    keep(alice, "animal", "cat", "dog")
    plan = made(alice, "{__animal__} {" + ",".join("abcdefghijk") + "} --repeat 2")
    assert (plan.count, len(plan.wishes)) == (44, 1)
    assert "This makes 44 jobs" in said(plan)[0]


def test_a_line_may_repeat_its_prompt_and_is_counted(alice: User) -> None:
    keep(alice, "often", "a cat --repeat 30")
    assert made(alice, "{__often__}").count == 30
    assert "This makes 60 jobs" in said(made(alice, "{big, small} __often__"))[0]


def test_an_odd_repeat_is_left_to_the_reader(alice: User) -> None:
    keep(alice, "animal", "cat")
    assert made(alice, "__animal__ --repeat 99").errors
    assert made(alice, "__animal__ --repeat 3 more").errors
    assert made(alice, "__animal__ --repeat").errors


def test_a_line_that_makes_a_prompt_invalid_is_told_with_its_number(alice: User) -> None:
    keep(alice, "value", "100", "5000")
    plan = made(alice, "a cat --s {__value__}")
    assert said(plan) == [
        "Stylize goes from 0 to 1000.",
        "Prompt 2 of 2 is not valid with the line that it got.",
    ]


def test_a_brace_without_a_partner_is_told(alice: User) -> None:
    keep(alice, "animal", "cat", "dog")
    assert made(alice, "{a {__animal__}").errors


def test_more_than_twenty_places_are_too_many(alice: User) -> None:
    keep(alice, "animal", "cat")
    assert said(made(alice, "__animal__ " * 21)) == ["At most 20 wildcards in one prompt; this one has 21."]


def test_a_speed_in_a_line_counts(alice: User) -> None:
    keep(alice, "how", "slowly --relax")
    assert made(alice, "a cat __how__", mode="turbo").wishes[0].mode == "relax"


def test_a_text_beyond_the_length_limit_is_not_looked_at(alice: User) -> None:
    assert "6009 characters" in said(made(alice, "__a__ __b" + "x" * 6000))[0]


PIECES = st.sampled_from(
    [
        "__animal__",
        "{__animal__}",
        "{",
        "}",
        ",",
        "\\",
        "__",
        "_",
        " ",
        "a",
        "--repeat 3",
        "--ar",
        "3:2",
        "__no__",
        "\n",
    ]
)


@given(st.lists(PIECES | st.text(max_size=3), max_size=14))
def test_no_text_makes_it_raise(pieces: list[str]) -> None:
    text = "".join(pieces)
    deck = Deck(User(pk=0), "k", _lists={"animal": ("cat", "dog")}, _asked={"animal"})
    plan = wildcards.plan(text, "fast", deck)
    assert plan.errors or len(plan.wishes) == plan.count
