"""What callers ask with pictures, with and without prefix, in every spelling."""

from __future__ import annotations

import pytest

from jobs import wire

ONE, TWO = "data:image/png;base64,AAAA", "BBBB"


def test_a_blend_has_its_pictures_in_their_order() -> None:
    asked = wire.read_blend({"imgBase64Array": [ONE, TWO], "dimensions": "PORTRAIT", "mode": "relax"})
    assert asked == wire.BlendRequest((ONE, TWO), "portrait", "relax")


@pytest.mark.parametrize("word", [None, "", "square", "Square", " SQUARE "])
def test_a_blend_is_square_unless_it_says_otherwise(word: object) -> None:
    assert wire.read_blend({"imgBase64Array": [ONE, TWO], "dimensions": word}).dimensions == "square"


@pytest.mark.parametrize("given", [None, "", ONE, [], [ONE], [ONE] * 6, {"a": ONE}])
def test_a_blend_of_one_or_six_is_refused_in_the_known_words(given: object) -> None:
    with pytest.raises(wire.MalformedError, match=r"^The 'imgBase64Array' array has a length of 2 to 5$"):
        wire.read_blend({"imgBase64Array": given})


@pytest.mark.parametrize("bad", [None, "", " ", 7, [ONE]])
def test_a_picture_that_is_no_text_is_named(bad: object) -> None:
    with pytest.raises(wire.MalformedError, match=r"^base64 format error: imgBase64Array\[1\]"):
        wire.read_blend({"imgBase64Array": [ONE, bad]})


@pytest.mark.parametrize("word", ["ROUND", 7, ["SQUARE"]])
def test_another_shape_is_refused_in_the_known_words(word: object) -> None:
    with pytest.raises(wire.MalformedError, match=r'^"dimensions" parameter error!'):
        wire.read_blend({"imgBase64Array": [ONE, TWO], "dimensions": word})


def test_a_picture_wins_over_an_address() -> None:
    assert wire.read_describe({"base64": ONE, "url": "nonsense"}) == wire.DescribeRequest(picture=ONE)


def test_an_address_is_read_where_there_is_no_picture() -> None:
    url = "https://a.example/x.png"
    assert wire.read_describe({"base64": "", "url": f" {url} "}) == wire.DescribeRequest(url=url)


@pytest.mark.parametrize("body", [{}, {"base64": ""}, {"url": ""}, {"base64": None, "url": None}])
def test_nothing_to_describe_is_refused_in_the_known_words(body: dict[str, object]) -> None:
    with pytest.raises(wire.MalformedError, match=r"^base64 cannot be empty"):
        wire.read_describe(body)


@pytest.mark.parametrize("url", [7, "x.png", "ftp://a.example/", "https://a b/", "https://" + "a" * 3000])
def test_an_address_must_be_one_of_the_web(url: object) -> None:
    with pytest.raises(wire.MalformedError, match="url must be an http or https address"):
        wire.read_describe({"url": url})


def test_a_region_has_its_mask_and_may_have_words() -> None:
    assert wire.read_inpaint({"jobId": "j", "mask": TWO}) == wire.InpaintRequest("j", TWO)
    assert wire.read_inpaint({"jobId": "j", "mask": TWO, "prompt": "a hat"}).prompt == "a hat"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"mask": TWO}, "jobId cannot be empty"),
        ({"jobId": "j"}, "mask cannot be empty"),
        ({"jobId": "j", "mask": 7}, "mask cannot be empty"),
        ({"jobId": "j", "mask": TWO, "prompt": 7}, "prompt must be a text"),
        ({"jobId": "j", "mask": TWO, "prompt": "x\0"}, "prompt must be plain text"),
    ],
)
def test_a_region_that_lacks_something_is_refused_with_its_name(body: dict[str, object], words: str) -> None:
    with pytest.raises(wire.MalformedError, match=words):
        wire.read_inpaint(body)
