"""What reference images lend: colours, composition and a medium, by their role and weight, the same every time."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from jobs.actions import Action
from jobs.engines.sketch import plates
from jobs.engines.sketch.canvas import rgb, to_oklab
from jobs.engines.sketch.lending import Lender
from jobs.engines.sketch.plates import Art, Echo, Mix
from jobs.engines.sketch.png import Pixels
from jobs.engines.sketch.recipe import Recipe
from jobs.errors import Refused
from tests.jobs.engines.sketch.workshop import Studio

PROMPT = "desert courtyard with arches --ar 3:2 --seed 7"


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


# Dark to the left, light to the right.
RAMP = png(Image.linear_gradient("L").rotate(90).convert("RGB").resize((120, 80)))
# No courtyard has it.
VIOLET = png(Image.new("RGB", (90, 60), "#7a1fb0"))


def asked(studio: Studio, *references: tuple[str, bytes], prompt: str = PROMPT) -> str:
    roles, pictures = zip(*references, strict=True) if references else ((), ())
    return studio.made(prompt, pictures=pictures, roles=roles)


def recipe(studio: Studio, job: str, index: int = 1) -> Recipe:
    base = plates.from_json(studio.row(job).plates)[index].art.base
    assert isinstance(base, Recipe)
    return base


def hue(colour: str) -> tuple[float, float]:
    _light, a, b = to_oklab(rgb(colour))
    return float(a), float(b)


def lean(pixels: Pixels) -> float:
    """How much lighter the right half is than the left."""
    half = pixels.shape[1] // 2
    return float(pixels[:, half:].mean()) - float(pixels[:, :half].mean())


def test_the_same_order_gives_the_same_pictures(studio: Studio) -> None:
    first, second = (asked(studio, ("image", RAMP), ("style", VIOLET)) for _ in range(2))
    assert studio.content(first, 2) == studio.content(second, 2)


@pytest.mark.parametrize("role", ["image", "style"])
def test_colours_come_from_the_reference(studio: Studio, role: str) -> None:
    plain, lent = asked(studio), asked(studio, (role, VIOLET))
    wanted = np.array(hue("#7a1fb0"))
    for name in ("palette", "sky"):
        before, after = (
            np.mean([np.hypot(*(np.array(hue(colour)) - wanted)) for colour in getattr(recipe(studio, job), name)])
            for job in (plain, lent)
        )
        assert after < 0.7 * before


def test_an_image_prompt_gives_its_lights_and_darks_too(studio: Studio) -> None:
    plain, image, style = asked(studio), asked(studio, ("image", RAMP)), asked(studio, ("style", RAMP))
    leans = [lean(studio.pixels(job, 1)) for job in (plain, image, style)]
    assert leans[1] > leans[0] + 15
    assert abs(leans[2] - leans[0]) < 15


def test_more_weight_gives_more_of_it(studio: Studio) -> None:
    leans = [
        lean(studio.pixels(asked(studio, ("image", RAMP), prompt=f"{PROMPT} --iw {weight}"), 1))
        for weight in ("0.5", "1", "2", "3")
    ]
    assert leans == sorted(leans)
    assert leans[-1] > leans[0] + 30


def test_no_weight_lends_nothing(studio: Studio) -> None:
    plain, lent = asked(studio), asked(studio, ("image", RAMP), prompt=f"{PROMPT} --iw 0")
    assert np.array_equal(studio.pixels(plain, 1), studio.pixels(lent, 1))


def test_a_character_colours_the_subject_and_not_the_sky(studio: Studio) -> None:
    prompt = f"{PROMPT} --v 6.1"
    plain = recipe(studio, asked(studio, prompt=prompt))
    lent = recipe(studio, asked(studio, ("character", VIOLET), prompt=prompt))
    assert lent.palette != plain.palette
    assert (lent.sky, lent.sun, lent.medium) == (plain.sky, plain.sun, plain.medium)


def test_a_character_is_looked_for_in_the_middle(studio: Studio) -> None:
    framed = Image.new("RGB", (90, 60), "#00ff00")
    framed.paste("#7a1fb0", (20, 5, 70, 58))
    jobs = [asked(studio, ("omni", picture)) for picture in (png(framed), VIOLET)]
    first, second = (recipe(studio, job).palette for job in jobs)
    assert first == second


def test_a_style_that_sketch_drew_lends_its_medium(studio: Studio) -> None:
    drawn = studio.content(asked(studio, prompt="a lighthouse, gouache --seed 3"), 1)
    assert recipe(studio, asked(studio, ("style", drawn))).medium == "gouache"


def test_a_medium_that_the_prompt_names_stays(studio: Studio) -> None:
    drawn = studio.content(asked(studio, prompt="a lighthouse, gouache --seed 3"), 1)
    assert recipe(studio, asked(studio, ("style", drawn), prompt=f"risograph {PROMPT}")).medium == "risograph"


@pytest.mark.parametrize("action", [Action.REROLL, Action.VARY_STRONG, Action.VARY_SUBTLE])
def test_what_follows_keeps_what_was_lent(studio: Studio, action: Action) -> None:
    job = asked(studio, ("image", RAMP))
    if action is not Action.REROLL:
        job = studio.made("", Action.UPSCALE, parent=job, index=2)
    again = studio.made("", action, parent=job)
    art = plates.from_json(studio.row(again).plates)[1].art
    assert [type(layer) for layer in art.layers][:1] == [Echo]


def test_an_upscale_shows_the_same_picture(studio: Studio) -> None:
    first = asked(studio, ("image", RAMP))
    small = studio.pixels(first, 3)
    single = studio.made("", Action.UPSCALE, parent=first, index=3)
    large = studio.pixels(studio.made("", Action.UPSCALE_2X, parent=single), 0)
    again = np.asarray(Image.fromarray(large).resize((small.shape[1], small.shape[0]), Image.Resampling.BOX))
    assert np.abs(again.astype(int) - small).mean() < 4


def test_a_tile_takes_colours_only(studio: Studio) -> None:
    job = asked(studio, ("image", RAMP), prompt=f"{PROMPT} --tile")
    assert plates.from_json(studio.row(job).plates)[1].art.layers == ()


def test_what_is_no_picture_is_refused(studio: Studio) -> None:
    with pytest.raises(Refused):
        studio.order(PROMPT, pictures=(b"no picture",), roles=("image",))


def test_an_echo_survives_being_written_down(studio: Studio) -> None:
    plate = plates.from_json(studio.row(asked(studio)).plates)[1]
    art = Art(plate.art.base, (Echo(Mix(("a.webp",), 5, 1.5, "echo"), 0.3),))
    written = plates.to_json({1: replace(plate, art=art)})
    assert plates.from_json(written)[1].art == art


def test_a_lender_is_one_word_and_a_name() -> None:
    assert Lender.of(str(Lender("style", "ab.png"))) == Lender("style", "ab.png")
