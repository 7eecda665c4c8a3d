"""Names and texts of presets and lists, as people write them."""

from __future__ import annotations

import pytest

from jobs.models import Preset, Wildcard
from jobs.piece_forms import PresetForm, WildcardForm
from mjweb.accounts.models import User

pytestmark = pytest.mark.django_db


def errors(form: PresetForm | WildcardForm) -> list[str]:
    return [str(error) for found in form.errors.values() for error in found]


def lines(user: User, text: str, name: str = "animal") -> WildcardForm:
    return WildcardForm({"name": name, "text": text}, user=user)


def test_a_preset_is_kept_on_one_line(alice: User) -> None:
    form = PresetForm({"name": " house   style ", "text": ", risograph\r\ntwo inks --ar 4:5\n"}, user=alice)
    assert form.is_valid()
    assert form.keep()
    assert Preset.objects.values_list("name", "text", "is_shared").get() == (
        "house style",
        ", risograph two inks --ar 4:5",
        False,
    )


def test_lines_are_kept_without_blanks_and_empty_ones(alice: User) -> None:
    form = lines(alice, " cat \r\n\n dog,  sitting\n", "__Animal__")
    assert form.is_valid()
    assert form.keep()
    assert Wildcard.objects.values_list("name", "text", "count").get() == ("animal", "cat\ndog, sitting", 2)


@pytest.mark.parametrize("name", ["", "two words", "a__b", "-a", "__", "a.b", "x" * 41])
def test_a_name_of_a_list_is_one_word(alice: User, name: str) -> None:
    assert len(errors(lines(alice, "cat", name))) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n".join("ab" * 501), "2 lines more than the most, 1,000."),
        ("cat\n" + "x" * 501, f"Line 2, “{'x' * 40}…”, is longer than 500 characters."),
        ("cat\na {b, c}", "Line 2, “a {b, c}”: { has no place in a list."),
        ("a __dog__", "Line 1, “a __dog__”: __ has no place in a list."),
        ("a\\", "Line 1, “a\\”: \\ has no place in a list."),
        (" \n ", "This field is required."),
    ],
)
def test_lines_that_cannot_be_are_told(alice: User, text: str, sentence: str) -> None:
    assert errors(lines(alice, text)) == [sentence]


def test_a_thousand_lines_are_enough(alice: User) -> None:
    assert lines(alice, "\n".join("a" * 1000)).is_valid()


def test_a_name_that_is_taken_is_told(alice: User, bob: User) -> None:
    assert _kept(PresetForm({"name": "Ink", "text": "a", "is_shared": "on"}, user=alice))
    assert errors(PresetForm({"name": "INK", "text": "b"}, user=alice)) == ["There is a preset of this name already."]
    shared = PresetForm({"name": "ink", "text": "b", "is_shared": "on"}, user=bob)
    assert errors(shared) == ["The team has a preset of this name already."]
    assert _kept(PresetForm({"name": "ink", "text": "b"}, user=bob))


def test_one_whose_name_is_taken_in_the_same_moment_is_not_kept(alice: User) -> None:
    one, two = (PresetForm({"name": "ink", "text": "a"}, user=alice) for _ in range(2))
    assert one.is_valid()
    assert two.is_valid()
    assert (one.keep(), two.keep()) == (True, False)
    assert errors(two) == ["There is a preset of this name already."]


def test_it_keeps_its_own_name_when_it_is_changed(alice: User, bob: User) -> None:
    assert _kept(PresetForm({"name": "ink", "text": "a", "is_shared": "on"}, user=bob))
    piece = Preset.objects.get()
    assert _kept(PresetForm({"name": "Ink", "text": "b"}, user=alice, piece=piece))
    piece.refresh_from_db()
    assert (piece.name, piece.text, piece.user, piece.is_shared) == ("Ink", "b", bob, False)


def test_nobody_keeps_more_than_two_hundred(alice: User) -> None:
    Preset.objects.bulk_create(Preset(user=alice, team=alice.team, name=str(n), text="a") for n in range(200))
    form = PresetForm({"name": "one more", "text": "a"}, user=alice)
    assert errors(form) == ["You keep 200 of them, which is the most. Delete one first."]


def _kept(form: PresetForm) -> bool:
    return form.is_valid() and form.keep()
