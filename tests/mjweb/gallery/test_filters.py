"""The filter buttons write tokens, and take them away again."""

from __future__ import annotations

from urllib.parse import parse_qs

from mjweb.gallery import filters
from mjweb.gallery.wall import Query


def pressed(words: str, menu: str, label: str) -> str:
    """What is asked for after a press."""
    (found,) = [one for one in filters.menus(Query(words=words)) if one.word == menu]
    (choice,) = [one for one in found.choices if str(one.label) == label]
    return parse_qs(choice.query).get("q", [""])[0]


def test_a_press_writes_a_token_behind_what_is_there() -> None:
    assert pressed("fog is:fav", "ratio", "3:2") == "fog is:fav ar:3:2"


def test_another_press_takes_it_away() -> None:
    assert pressed("fog ar:3:2 is:fav", "ratio", "3:2") == "fog is:fav"


def test_another_choice_of_the_same_menu_takes_its_place() -> None:
    assert pressed("ar:3:2 fog", "ratio", "1:1") == "fog ar:1:1"


def test_a_value_that_no_menu_has_gives_way_as_well() -> None:
    assert pressed("since:3d fog", "date", "Last 7 days") == "fog since:1w"


def test_kinds_leave_judgements_alone() -> None:
    assert pressed("is:fav is:grid", "type", "Upscales") == "is:fav is:upscale"


def test_two_tokens_are_one_choice() -> None:
    words = pressed("fog", "grade", "Not gone through")
    assert words == "fog -is:kept -is:rejected"
    assert pressed(words, "grade", "Not gone through") == "fog"


def test_the_button_says_what_is_chosen() -> None:
    (menu,) = [one for one in filters.menus(Query(words="ar:16:9")) if one.word == "ratio"]
    assert menu.chosen is not None
    assert menu.chosen.label == "16:9"


def test_a_chip_takes_its_own_token_away() -> None:
    chips = filters.chips(Query(words="fog is:fav -is:grid", scope="team"))
    assert [(chip.text, parse_qs(chip.query)["q"]) for chip in chips] == [
        ("is:fav", ["fog -is:grid"]),
        ("-is:grid", ["fog is:fav"]),
    ]


def test_words_stay_in_the_field() -> None:
    assert filters.bare('fog is:fav "sea of" -dusk') == 'fog "sea of" -dusk'
