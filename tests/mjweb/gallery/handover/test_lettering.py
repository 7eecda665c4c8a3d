"""Captions are drawn by fonts that have their letters; for what none can draw as it is written stands a mark."""

from __future__ import annotations

from mjweb.gallery.handover.lettering import MISSING, PLAIN, lines, runs, width


def test_latin_letters_are_drawn_by_the_plain_font() -> None:
    assert runs("Zoë, 3:2") == [(PLAIN, "Zoë, 3:2")]


def test_east_asian_letters_are_drawn_by_fonts_of_their_own() -> None:
    assert runs("富士山のふもと") == [("HeiseiMin-W3", "富士山のふもと")]
    assert runs("老虎") == [("STSong-Light", "老虎")]
    assert runs("한글") == [("HYSMyeongJo-Medium", "한글")]


def test_what_would_be_drawn_wrongly_is_left_out() -> None:
    assert runs("dawn ضوء") == [(PLAIN, "dawn "), (PLAIN, MISSING)]


def test_lines_fit_their_room_and_say_where_they_go_on() -> None:
    made = lines("a lighthouse in fog " * 30 + "富士山" * 50, 7, 120, 2)
    assert len(made) == 2
    assert made[1].endswith("…")
    assert all(width(line, 7) <= 120 for line in made)


def test_a_short_text_is_one_line() -> None:
    assert lines("a cat", 7, 120, 2) == ["a cat"]
    assert lines("", 7, 120, 2) == []
