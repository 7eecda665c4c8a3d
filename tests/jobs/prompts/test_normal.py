"""When two prompts ask for the same."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.prompts import parse
from jobs.prompts.normal import normal
from tests.jobs.prompts.test_serialise import PROMPTS


def same(one: str, other: str) -> bool:
    return normal(parse(one)) == normal(parse(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cat  on\na   mat --ar 3:2", "cat on a mat --ar 3:2"),
        ("cat --s 50 --ar 3:2", "cat --aspect 3:2 --stylize 50"),
        ("cat --AR 3:2", "cat --ar 3:2"),
        ("cat --ar 1280:720", "cat --ar 16:9"),
        ("cat --ar 1:1 --s 100 --c 0 --q 1 --v 7", "cat"),
        ("cat --no fog, people", "cat --no people, fog"),
        ("cat --style raw --v 6", "cat --raw --v 6.0"),
        ("cat --niji", "cat --niji 7"),
        ("cat --iw 2 --sw 50 --cw 10", "cat"),
        ("cat --seed 007", "cat --seed 7"),
        ("moon::1 boat::2.0 --v 6", "moon:: boat::2 --v 6"),
        ("cat --sref 123::1", "cat --sref 123"),
        ("cat --q 3", "cat --q 4"),
        ("cat --fast", "cat --relax"),
    ],
)
def test_the_way_it_is_written_makes_no_difference(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cat", "Cat"),
        ("cat dog", "dog cat"),
        ("cat --seed 1", "cat"),
        ("cat --v 6", "cat --niji 6"),
        ("moon::2 boat --v 6", "moon::3 boat --v 6"),
        ("sea:: horse --v 6", "sea horse --v 6"),
        ("moon::2 boat", "moon::2.0 boat"),  # no weights in version 7: these are words
        ("https://a.example/a.png cat", "https://a.example/b.png cat"),
        ("https://a.example/a.png cat --iw 2", "https://a.example/a.png cat"),
        ("cat --sref 1 2", "cat --sref 2 1"),
        ("https://a.example/a.png cat --edit https://a.example/b.png --ar 1:1 --v 8.1", "https://a.example/a.png cat"),
        ("cat --edit https://a.example/b.png --ar 1:1 --v 8.1", "cat --edit https://a.example/b.png --v 8.1"),
        ("cat --s 700 --v 3", "cat --v 3 --s 2500"),
        ("cat --house", "cat"),
        ("cat --testp", "cat --test"),
        ("cat --tile", "cat"),
        ("cat --p", "cat --p ab12"),
    ],
)
def test_what_is_asked_for_does(one: str, other: str) -> None:
    assert not same(one, other)


@settings(deadline=None, max_examples=50)
@given(PROMPTS, st.randoms(use_true_random=False))
def test_no_order_of_the_parameters_makes_a_difference(text: str, dice: Random) -> None:
    prompt = parse(text)
    shuffled = list(prompt.parameters)
    dice.shuffle(shuffled)
    speeds = {"stealth", "public"}  # the last of these wins
    if sum(given.name in speeds for given in shuffled) < 2:
        assert normal(replace(prompt, parameters=tuple(shuffled))) == normal(prompt)


@settings(deadline=None, max_examples=50)
@given(PROMPTS)
def test_its_words_are_the_text(text: str) -> None:
    prompt = parse(text)
    if not prompt.model.weights:
        assert normal(prompt).text == prompt.text
