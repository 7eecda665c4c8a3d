"""The prompt bar as a form: what the controls add to the words."""

import pytest

from jobs.forms import PromptForm, key_from, names_in


@pytest.mark.parametrize(
    ("bar", "whole"),
    [
        ({"prompt": " a cat "}, "a cat"),
        ({"prompt": "a cat", "ar": "3:2", "s": "250", "c": "8"}, "a cat --ar 3:2 --s 250 --c 8"),
        ({"prompt": "a cat", "ar": "1:1", "s": "100", "c": "0", "w": "0", "v": "7"}, "a cat"),
        ({"prompt": "a cat --ar 16:9", "ar": "3:2"}, "a cat --ar 16:9"),
        ({"prompt": "a cat --aspect 16:9 --niji 6", "ar": "3:2", "v": "6.1"}, "a cat --aspect 16:9 --niji 6"),
        ({"prompt": "a cat", "v": "niji 7", "raw": "1", "tile": "1"}, "a cat --raw --tile --niji 7"),
        ({"prompt": "a cat", "no": "people,  text --ar 2:1"}, "a cat --no people, text ar 2:1"),
        ({"prompt": "a cat", "seed": "12\n--turbo"}, "a cat --seed 12 turbo"),
        ({"prompt": "two\r\nlines"}, "two\nlines"),
        ({"ar": "3:2"}, "--ar 3:2"),
    ],
)
def test_the_words_come_first_and_win_over_the_controls(bar: dict[str, str], whole: str) -> None:
    assert PromptForm(bar).written() == whole


@pytest.mark.parametrize("mode", ["", "warp", "<b>"])
def test_an_unknown_speed_is_fast(mode: str) -> None:
    assert PromptForm({"mode": mode}).mode_now == "fast"


def test_names_are_found_where_they_stand_alone() -> None:
    assert names_in("x--ar 2:1 — a —chaos 5 --AR 3:2 --no-one") == {"chaos", "ar"}


def test_a_key_holds_nothing_that_a_database_refuses() -> None:
    assert key_from("pre\0ss") == "press"
    assert key_from(200 * "k") == 80 * "k"


def test_without_a_key_every_press_has_its_own() -> None:
    assert len({key_from(""), key_from("\0"), key_from("")}) == 3


def test_of_a_switch_no_more_is_kept_than_that_it_is_on() -> None:
    assert PromptForm({"raw": "on " * 1000, "tile": ""}).settled() == {"raw": "1"}
