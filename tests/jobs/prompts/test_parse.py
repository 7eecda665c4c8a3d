"""What a prompt means once it is read."""

import pytest

from jobs.prompts import Prompt, Reference, gpu_minutes, label, parse, read, shares, tile_size, units
from jobs.prompts.context import Context
from jobs.prompts.parse import Given, reference

FERN = "https://pictures.example/fern-leaf.png"


def shape(text: str, version: str = "7") -> tuple[object, ...]:
    prompt = parse(text, version)
    return prompt.images, prompt.text, {given.name: given.values for given in prompt.parameters}


def test_an_em_dash_right_before_a_name_counts_as_two_hyphens() -> None:
    prompt = parse("heron \u2014ar 16:9 \u2014s 50")
    assert (prompt.facts().aspect, prompt.facts().stylize, prompt.notes) == ((16, 9), 50, ("dashes replaced",))


def test_an_em_dash_between_blanks_is_prose() -> None:
    assert parse("a heron \u2014 asleep \u2014 in a nest --ar 1:1").text == "a heron \u2014 asleep \u2014 in a nest"


def test_hyphens_inside_words_stay() -> None:
    assert parse("state-of-the-art loom --ar 3:2").text == "state-of-the-art loom"


def test_links_and_lists_may_hold_hyphens() -> None:
    facts = parse(f"{FERN} a heron --no t-shirt, semi-truck --v 7").facts()
    assert (facts.images, facts.no, facts.version) == ((FERN,), ("t-shirt", "semi-truck"), "7")


def test_angle_brackets_round_a_link_are_taken_off() -> None:
    assert parse("<https://s.mj.run/abc123> heron --v 7").images == ("https://s.mj.run/abc123",)


def test_the_word_version_is_text() -> None:
    assert parse("version of a heron --v 7").text == "version of a heron"


@pytest.mark.parametrize(
    "typed", ["heron  --v  7  --ar  16:9", "heron\n--v 7\n\t--ar\r\n16:9", " heron --v 7 --ar 16:9 "]
)
def test_any_run_of_white_space_counts_as_one_blank(typed: str) -> None:
    assert parse(typed) == parse("heron --v 7 --ar 16:9")


def test_a_ratio_keeps_its_spelling_and_is_shown_reduced() -> None:
    prompt = parse("heron --ar 1280:720")
    assert (prompt.value("aspect"), label(*prompt.facts().aspect), prompt.facts().tile_size) == (
        "1280:720",
        "16:9",
        (1456, 816),
    )


def test_1920_to_1280_is_3_to_2() -> None:
    facts = parse("heron --ar 1920:1280").facts()
    assert (facts.aspect, tile_size(*facts.aspect)) == ((3, 2), (1344, 896))


@pytest.mark.parametrize(("version", "needed"), [("6", 1500), ("6.0", 1500), ("6.1", 1000), ("7", 1000)])
def test_version_6_counts_one_and_a_half(version: str, needed: int) -> None:
    assert units(parse(f"heron --v {version}").facts()) == needed


def test_6_and_6_0_are_one_model() -> None:
    assert parse("heron --v 6.0").model is parse("heron --v 6").model


def test_braces_may_choose_the_model() -> None:
    reading = read("valley --{v 5, niji 5, test}")
    assert [prompt.model.key for prompt in reading.prompts] == ["5", "niji 5", "test"]


def test_a_colon_pair_without_a_number_weighs_1() -> None:
    assert [part.weight for part in parse("dunes:: rider --v 6").facts().segments] == [1, 1]


def test_only_the_proportion_of_weights_counts() -> None:
    assert shares(parse("moon::2 boat --v 6").facts()) == shares(parse("moon::100 boat::50 --v 6").facts())


def test_leaving_out_is_a_weight_of_minus_one_half() -> None:
    weighted = shares(parse("orchard:: ladders::-.5 --v 6").facts())
    assert weighted == shares(parse("orchard --no ladders --v 6").facts())


def test_references_carry_their_weights() -> None:
    facts = parse(f"heron --sref 123 {FERN}::2 --v 7").facts()
    assert facts.sref == (Reference("123", 1), Reference(FERN, 2))


def test_a_bare_p_is_the_default_profile() -> None:
    assert (parse("heron --p").facts().profile, parse("heron").facts().profile) == ((), None)


def test_p_takes_several_codes() -> None:
    assert parse("heron --p ab12 m7301").facts().profile == ("ab12", "m7301")


def test_a_repeat_of_3_makes_3_jobs() -> None:
    jobs = read("heron --r 3", Context(version="8.2")).jobs()
    assert (len(jobs), round(sum(gpu_minutes(job.facts()) for job in jobs), 6)) == (3, 2.4)


def test_braces_and_repeats_multiply() -> None:
    jobs = read("a {red, blue} heron --r 5 --hd", Context(version="8.2")).jobs()
    assert (len(jobs), round(sum(gpu_minutes(job.facts()) for job in jobs), 6)) == (10, 13)


def test_a_job_carries_no_repeat() -> None:
    assert [job.has("repeat") for job in read("heron --repeat 2").jobs()] == [False, False]


def test_one_clip_takes_2_minutes() -> None:
    assert gpu_minutes(parse(f"{FERN} waves --video --bs 1").facts()) == 2


def test_video_1_is_video_with_4_clips() -> None:
    assert parse(f"{FERN} waves --video 1").facts() == parse(f"{FERN} waves --video").facts()


@pytest.mark.parametrize(
    ("typed", "name", "values"),
    [
        ("heron --sref https://a-b.example/x.png --v 7", "sref", ("https://a-b.example/x.png",)),
        ("heron --no t-shirt, hat --ar 16:9", "no", ("t-shirt", "hat")),
        ("heron --p abc-1 --s 100", "profile", ("abc-1",)),
        ("heron \u2014ar 16:9", "aspect", ("16:9",)),
        ("heron --tile dog --v 7", "tile", ()),
        ("heron --AR 3:2", "aspect", ("3:2",)),
        ("heron --ar=3:2", "aspect", ("3:2",)),
        ("heron --v6", "version", ("6",)),
        ("heron --s 50, --tile", "stylize", ("50",)),
        ('heron --style "raw"', "style", ("raw",)),
        ("heron --niji --tile", "niji", ()),
    ],
)
def test_values_are_found_where_other_readers_lose_them(typed: str, name: str, values: tuple[str, ...]) -> None:
    given = parse(typed).given(name)
    assert given is not None
    assert given.values == values


def test_a_name_glued_to_a_word_is_text() -> None:
    assert shape("lighthouse--ar 16:9") == ((), "lighthouse--ar 16:9", {})


def test_dashes_and_name_apart_are_text() -> None:
    assert shape("heron -- ar 16:9") == ((), "heron -- ar 16:9", {})


def test_words_behind_a_switch_are_left_over() -> None:
    assert parse("heron --tile dog --v 7").given("tile") == Given("tile", (), ("dog",))


def test_the_last_of_a_repeat_counts_and_lists_join() -> None:
    facts = parse("heron --seed 1 --no fog --seed 2 --no rain, fog").facts()
    assert (facts.seed, facts.no) == (2, ("fog", "rain"))


def test_an_unknown_name_keeps_its_values() -> None:
    assert parse("heron --glow very bright").given("glow") == Given("glow", ("very", "bright"))


def test_the_slash_command_is_left_out() -> None:
    assert parse("/imagine prompt: heron").text == "heron"


@pytest.mark.parametrize("colons", ["::", ":: 2"])
def test_a_weight_apart_from_its_reference_is_none(colons: str) -> None:
    assert reference(f"123{colons}".split()[0]) == Reference("123", 1)


def test_out_of_range_values_count_as_absent() -> None:
    facts = parse("heron --s 5000 --chaos 999 --seed -1 --ar 0:3 --q 9 --iw 9").facts()
    assert (facts.stylize, facts.chaos, facts.seed, facts.aspect, facts.quality, facts.iw) == (
        100,
        0,
        None,
        (1, 1),
        1,
        1,
    )


def test_an_unknown_version_falls_back_to_the_default() -> None:
    assert parse("heron --v 99", version="6.1").facts().version == "6.1"


def test_the_default_may_be_a_niji_model() -> None:
    facts = parse("heron", version="niji 7").facts()
    assert (facts.model, facts.version, facts.niji) == ("niji 7", "7", True)


def test_having_replaces_in_place() -> None:
    prompt = parse("heron --ar 1:1 --tile").having("aspect", "3:2")
    assert [(given.name, given.values) for given in prompt.parameters] == [("aspect", ("3:2",)), ("tile", ())]


def test_having_refuses_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        parse("heron").having("glow", "1")


def test_every_speed_is_a_mode() -> None:
    assert [parse(f"heron --{speed}").facts().mode for speed in ("fast", "relax", "turbo")] == [
        "fast",
        "relax",
        "turbo",
    ]


def test_a_plain_text_has_every_default() -> None:
    facts = Prompt((), "heron", ()).facts()
    assert (facts.aspect, facts.stylize, facts.quality, facts.no, facts.mode, facts.raw) == (
        (1, 1),
        100,
        1,
        (),
        None,
        False,
    )


def test_a_full_stop_ends_no_thing_left_out() -> None:
    assert parse("heron --no boats, gulls. --tile").facts().no == ("boats", "gulls")


@pytest.mark.parametrize("unit", ["--v:", "--ar=", '--v:"', "—s:"])
def test_names_glued_to_names_without_end_are_read(unit: str) -> None:
    assert parse(unit * 1000).parameters
