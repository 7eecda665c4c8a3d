"""The engine as its callers see it: accepting, reporting, previews, links, canceling, and honest refusals."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jobs.actions import Action, Step
from jobs.engines.base import Engine
from jobs.engines.sketch import meta
from jobs.engines.sketch.accepts import CANCELED, Accepts
from jobs.engines.sketch.drawing import draw
from jobs.engines.sketch.engine import SketchEngine
from jobs.errors import Gone, NotReachable, NotSent, Refused
from tests.jobs.engines.sketch.workshop import Studio

WSOP = "€528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720"


def png(width: int = 40, height: int = 30, colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def test_it_keeps_the_protocol(studio: Studio) -> None:
    engine: Engine = studio.engine
    assert engine.capabilities().actions == frozenset(Action)
    assert engine.capabilities().cancel


def test_an_accepted_order_waits_until_somebody_draws(studio: Studio) -> None:
    report = studio.report(studio.order())
    assert (report.state, report.progress, report.links) == ("waiting", 0, ())


def test_a_prompt_becomes_four_different_tiles_and_their_grid(studio: Studio) -> None:
    job = studio.made()
    report = studio.report(job)
    assert (report.state, report.progress) == ("success", 100)
    assert [link.index for link in report.links] == [1, 2, 3, 4, 0]
    tiles = [studio.pixels(job, index) for index in (1, 2, 3, 4)]
    assert len({tile.tobytes() for tile in tiles}) == 4
    grid = np.vstack([np.hstack(tiles[:2]), np.hstack(tiles[2:])])
    assert np.array_equal(studio.pixels(job, 0), grid)


@pytest.mark.parametrize(
    ("prompt", "size"),
    [("waves", (1024, 1024)), (WSOP, (1456, 816)), ("waves --ar 2:3", (896, 1344)), ("waves --v 4", (512, 512))],
)
def test_the_size_is_that_of_the_ratio_and_the_version(studio: Studio, prompt: str, size: tuple[int, int]) -> None:
    height, width, _ = studio.pixels(studio.made(prompt), 1).shape
    assert (width, height) == tuple(int(side * studio.scale + 1e-6) for side in size)


@pytest.mark.parametrize(
    "prompt", ["", "🐟🐟🐟", "ملصق قديم لميناء", "<script>alert(1)</script>", "a" * 6000, "\ud800", WSOP]
)
def test_any_text_is_drawn(studio: Studio, prompt: str) -> None:
    assert studio.report(studio.made(prompt)).state == "success"


def test_the_same_seed_gives_the_same_pictures(studio: Studio) -> None:
    first, second = (studio.made("waves --seed 11") for _ in range(2))
    assert studio.content(first, 3) == studio.content(second, 3)
    assert studio.report(first).seed == 11


def test_without_a_seed_each_order_has_its_own(studio: Studio) -> None:
    first, second = (studio.made("waves") for _ in range(2))
    assert studio.report(first).seed != studio.report(second).seed
    assert not np.array_equal(studio.pixels(first, 1), studio.pixels(second, 1))


def test_the_same_tag_is_the_same_order(studio: Studio) -> None:
    first = studio.order("waves", tag="same")
    assert studio.order("something else", tag="same") == first


def test_a_finished_picture_says_what_it_is(studio: Studio) -> None:
    facts = meta.read(studio.content(studio.made("tall waves --seed 3"), 2))
    assert facts["Description"] == "tall waves --seed 3"
    assert facts["Seed"] == "3"
    assert facts["Comment"] == meta.COMMENT
    assert '"recipe"' in facts["Recipe"]


def test_previews_sharpen_while_progress_rises(tmp_path: Path) -> None:
    studio = Studio(tmp_path, scale=0.5)
    job = studio.order()
    seen: list[tuple[float, int, int]] = []

    def step(progress: float, looks: int = 0) -> None:
        preview = studio.engine.preview(job, 1)
        if preview:
            with Image.open(io.BytesIO(preview)) as image:
                seen.append((progress, looks, image.width))

    with Accepts(studio.folder.log) as accepts:
        accept = accepts.claim("this test", 60)
    assert accept is not None
    draw(accept, studio.folder, step)
    assert sorted(seen) == seen
    assert {width for _, _, width in seen} == {96, 256, 512}
    assert all(progress < 100 for progress, _, _ in seen)


def test_there_is_no_preview_before_the_first_look(studio: Studio) -> None:
    assert studio.engine.preview(studio.order(), 1) is None


@pytest.mark.parametrize("job", ["", "nobody", "../../accepts.sqlite3", "0" * 32])
def test_there_is_no_preview_of_an_unknown_job(studio: Studio, job: str) -> None:
    assert studio.engine.preview(job, 1) is None


def test_an_unknown_job_is_gone(studio: Studio) -> None:
    with pytest.raises(Gone):
        studio.engine.fetch("0" * 32)
    studio.order()
    with pytest.raises(Gone):
        studio.engine.fetch("0" * 32)


@pytest.mark.parametrize("url", ["sketch:../accepts.sqlite3", "https://example.org/0.png", f"sketch:{'0' * 32}/1.png"])
def test_what_is_no_picture_of_ours_cannot_be_opened(studio: Studio, url: str) -> None:
    studio.order()
    with pytest.raises(Gone), studio.engine.open(url):
        pass


def test_a_waiting_order_can_be_canceled(studio: Studio) -> None:
    job = studio.order()
    assert studio.engine.cancel(job)
    assert (studio.report(job).state, studio.report(job).message) == ("canceled", CANCELED)


def test_a_finished_order_cannot_be_canceled(studio: Studio) -> None:
    assert not studio.engine.cancel(studio.made())


def test_an_unknown_order_cannot_be_canceled(studio: Studio) -> None:
    assert not studio.engine.cancel("0" * 32)


def test_a_grid_offers_its_tiles_and_a_single_picture_what_its_version_has(studio: Studio) -> None:
    grid = studio.made("waves --v 5.2")
    offered = studio.report(grid).offered or ()
    assert {Step(Action.UPSCALE, 3), Step(Action.VARY, 1), Step(Action.REROLL)} <= set(offered)
    single = studio.made("", Action.UPSCALE, parent=grid, index=1)
    after = set(studio.report(single).offered or ())
    assert Step(Action.UPSCALE_4X) in after
    assert Step(Action.UPSCALE_SUBTLE) not in after
    assert Step(Action.MAKE_SQUARE) not in after


def test_the_seed_of_a_job_is_told_at_once(studio: Studio) -> None:
    grid = studio.made("waves --seed 77")
    report = studio.report(studio.order("", Action.SEED, parent=grid))
    assert (report.state, report.text, report.seed) == ("success", "77", 77)


@pytest.mark.parametrize(
    ("action", "more", "sentence"),
    [
        (Action.UPSCALE, {"parent": "0" * 32, "index": 1}, "does not know the job"),
        (Action.VARY_SUBTLE, {}, "does not know the job"),
        (Action.BLEND, {"pictures": (png(),)}, "two to five"),
        (Action.BLEND, {"pictures": (png(), b"no picture")}, "cannot be read"),
        (Action.DESCRIBE, {}, "exactly one picture"),
        (Action.DESCRIBE, {"pictures": (b"",)}, "cannot be read"),
    ],
)
def test_what_can_never_be_drawn_is_refused(
    studio: Studio, action: Action, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        studio.order("waves", action, **more)


def test_an_action_on_an_unfinished_job_is_refused(studio: Studio) -> None:
    with pytest.raises(Refused, match="not finished"):
        studio.order("", Action.UPSCALE, parent=studio.order(), index=1)


def test_an_action_on_a_canceled_job_is_refused(studio: Studio) -> None:
    job = studio.order()
    studio.engine.cancel(job)
    with pytest.raises(Refused, match="no pictures"):
        studio.order("", Action.UPSCALE, parent=job, index=1)


def test_an_action_of_another_shape_is_refused(studio: Studio) -> None:
    with pytest.raises(Refused, match="does not apply"):
        studio.order("", Action.ZOOM_OUT_2, parent=studio.made())


@pytest.mark.parametrize("index", [0, 5, -1])
def test_a_tile_that_is_none_is_refused(studio: Studio, index: int) -> None:
    with pytest.raises(Refused, match="1, 2, 3 or 4"):
        studio.order("", Action.UPSCALE, parent=studio.made(), index=index)


def test_a_mask_without_white_is_refused(studio: Studio) -> None:
    single = studio.made("", Action.UPSCALE, parent=studio.made(), index=1)
    with pytest.raises(Refused, match="no white part"):
        studio.order("", Action.REGION, parent=single, pictures=(png(colour="black"),))


def test_what_was_to_be_written_down_earlier_is_not(studio: Studio) -> None:
    with pytest.raises(NotSent):
        studio.order(tag="late", before=time.monotonic())
    with Accepts(studio.folder.log) as accepts:
        assert accepts.tagged("late") == ""


def test_a_folder_that_cannot_be_written_takes_no_order(tmp_path: Path) -> None:
    (tmp_path / "sketch").write_text("a file where the folder should be")
    with pytest.raises(NotSent):
        Studio(tmp_path).order()


def test_a_damaged_log_is_not_reachable(tmp_path: Path) -> None:
    (tmp_path / "sketch" / "accepts.sqlite3").mkdir(parents=True)
    with pytest.raises(NotReachable):
        SketchEngine(tmp_path).fetch("0" * 32)
