"""Reading prompts: every text has a recipe, and its words are heard."""

from __future__ import annotations

import pytest

from jobs.engines.sketch.canvas import rgb, to_oklab
from jobs.engines.sketch.lexicon.colouring import _hue_apart
from jobs.engines.sketch.lexicon.match import Prompt, singular, words
from jobs.engines.sketch.lexicon.subjects import LIKES, SUBJECTS, USUAL_LIGHT
from jobs.engines.sketch.lexicon.words import COLOURS, LIGHTS, MEDIA_WORDS, WEATHERS
from jobs.engines.sketch.media import MEDIA
from jobs.engines.sketch.recipe import ABSTRACTS, Recipe, read
from jobs.engines.sketch.scenes import SCENES


def test_every_subject_leads_to_a_registered_scene() -> None:
    assert {subject.scene for subject in SUBJECTS} - set(SCENES) == set()


def test_every_scene_has_a_usual_light_and_likings() -> None:
    scenes = {subject.scene for subject in SUBJECTS}
    assert scenes <= set(USUAL_LIGHT)
    assert scenes <= set(LIKES)


def test_every_word_of_a_subject_is_found_alone_in_a_prompt() -> None:
    every = {word for subject in SUBJECTS for word in subject.words.split("|")}
    assert [word for word in sorted(every) if "subject" not in read(word).options] == []


def test_every_medium_word_names_a_treatment() -> None:
    assert set(MEDIA_WORDS.values()) <= set(MEDIA)


def test_a_prompt_names_subject_light_weather_and_medium() -> None:
    r = read("lighthouse on a basalt cliff above a sea of fog, dusk light, gouache print")
    assert (r.scene, r.light, r.weather, r.medium) == ("sea_lighthouse", "dusk", "fog", "gouache")


@pytest.mark.parametrize(
    ("prompt", "scene"),
    [
        ("layered paper waves under a low sun, gold edges, woodblock calm", "waves"),
        ("moon over ash-rose dunes, one clear ridge line", "desert"),
        ("ink in water, slow shutter", "ink_water"),
        ("soap film, macro, pearl light", "abstract"),
        ("aerial river delta", "topographic"),
        ("mountains in fog at dawn, risograph", "mountains_fog"),
        ("woven wool pattern, geometric, teal and ochre", "woven"),
        ("a foggy pine forest", "forest"),
        ("portrait of an old king", "portrait"),
        ("cats on a sofa", "animal"),
        ("poker night, cards and chips", "table_still"),
        ("云海中的山", "mountains_fog"),
        ("منارة", "sea_lighthouse"),
        ("🌊🌙", "waves"),
        ("leuchtturm im nebel", "sea_lighthouse"),
    ],
)
def test_prompts_lead_to_their_scene(prompt: str, scene: str) -> None:
    assert read(prompt).scene == scene


@pytest.mark.parametrize("prompt", ["", "   ", "zzzqx blorp", "؟؟؟", "🫥", "ok", "----"])
def test_a_prompt_without_a_known_subject_becomes_an_abstract(prompt: str) -> None:
    r = read(prompt)
    assert r.scene == "abstract"
    assert r.options["kind"] in ABSTRACTS


def test_unknown_prompts_differ_in_kind() -> None:
    assert len({read(f"qq{k}").options["kind"] for k in range(40)}) == len(ABSTRACTS)


def test_equal_arguments_give_equal_recipes() -> None:
    assert read("a fox", seed=5, index=2) == read("a fox", seed=5, index=2)


def test_a_grid_shares_subject_and_medium() -> None:
    grid = [read("mountains, watercolour", seed=9, index=k) for k in (1, 2, 3, 4)]
    assert {(r.scene, r.medium, r.light) for r in grid} == {("mountains_fog", "watercolour", "dawn")}


def test_the_four_of_a_grid_differ_in_colour_or_view() -> None:
    grid = [read("mountains", seed=9, index=k) for k in (1, 2, 3, 4)]
    assert len({(r.palette, r.camera, r.flip) for r in grid}) == 4


def test_named_colours_rule_the_palette() -> None:
    r = read("woven pattern, teal and ochre", seed=3)
    for named in ("teal", "ochre"):
        assert min(_hue_apart(COLOURS[named], c) for c in r.ground) < 0.35


def test_a_colour_before_an_edge_is_only_an_accent() -> None:
    assert _hue_apart(read("waves, gold edges").accent, COLOURS["gold"]) < 0.3


def test_a_forbidden_colour_is_kept_out() -> None:
    for seed in range(6):
        r = read("waves at dusk", no=("red", "orange"), seed=seed)
        for colour in r.palette:
            lab = to_oklab(rgb(colour))
            chroma = float((lab[1] ** 2 + lab[2] ** 2) ** 0.5)
            assert chroma < 0.11 or _hue_apart(colour, COLOURS["red"]) > 0.3


def test_a_forbidden_element_is_kept_out() -> None:
    r = read("lighthouse in fog", no=("the sun", "fog", "people"))
    assert not r.has("sun")
    assert not r.has("people")
    assert r.weather == "clear"


def test_without_in_the_text_forbids_too() -> None:
    assert not read("a lighthouse without birds, no moon").has("moon")


def test_a_phrase_owns_its_words() -> None:
    assert read("soap film").medium == "none"


def test_chaos_widens_the_spread() -> None:
    calm = [read("dunes", seed=s, index=3).camera[2] for s in range(12)]
    wild = [read("dunes", seed=s, index=3, chaos=100).camera[2] for s in range(12)]
    assert max(wild) - min(wild) > max(calm) - min(calm)


def test_weird_turns_the_colours() -> None:
    assert read("dunes", seed=1).palette != read("dunes", seed=1, weird=2000).palette


def test_a_recipe_survives_json() -> None:
    r = read("three red foxes, 雪, oil", seed=77, index=3, chaos=20, tile=True, no=("moon",))
    assert Recipe.from_json(r.to_json()) == r


def test_json_that_is_no_recipe_is_refused() -> None:
    with pytest.raises(TypeError):
        Recipe.from_json("[]")


def test_counts_are_heard() -> None:
    assert read("three spheres").number("count") == 3


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("waves", "wave"),
        ("leaves", "leaf"),
        ("cities", "city"),
        ("foxes", "fox"),
        ("glass", "glass"),
        ("lotus", "lotus"),
        ("beaches", "beach"),
    ],
)
def test_plurals_find_their_singular(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_words_split_symbols_and_hyphens() -> None:
    assert words("Ash-rose🌙dunes, DÉJÀ") == ["ash", "rose", "🌙", "dunes", "déjà"]


def test_lights_and_weather_in_other_languages() -> None:
    assert {LIGHTS[k] for _, k in Prompt("夜").find(LIGHTS)} == {"night"}
    assert {WEATHERS[k] for _, k in Prompt("туман над рекой").find(WEATHERS)} == {"fog"}
