"""One mjweb as the image service of another: whatever a program asks of the second goes through both.

Both sites run once for all of these tests, which read what the run recorded (see tests/chaos/chain.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.blank import blank, furnish
from tests.chaos.chain import PROMPT, Chain, pair, run
from tests.jobs.receiver import Receiver
from tests.once import once

GRIDS = (
    "imagine",
    "variation2",
    "reroll",
    "blend",
    "zoom_out_2",
    "pan_left",
    "low_variation",
    "high_variation",
    "inpaint",
)
SINGLES = ("upsample1", "upscale_subtle")
WORDS = ("seed", "describe")
every_grid = pytest.mark.parametrize("name", GRIDS)
every_picture = pytest.mark.parametrize("name", GRIDS + SINGLES)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    def make(folder: Path, record: Path) -> None:
        for name in ("first", "second"):
            furnish(folder / name / "home", blank(tmp_path_factory))
        first, second = pair(folder)
        try:
            with Receiver() as hook:
                run(first, second, hook).write(record)
        finally:
            second.kill()
            first.kill()

    return Chain.load(once(tmp_path_factory, "chain", make))


@pytest.mark.parametrize("name", GRIDS + SINGLES + WORDS)
def test_what_is_asked_of_the_second_is_done_by_the_first(chain: Chain, name: str) -> None:
    assert (chain.jobs[name].here["status"], chain.jobs[name].there["status"]) == ("SUCCESS", "SUCCESS")


@every_picture
def test_the_pictures_are_the_same_byte_for_byte(chain: Chain, name: str) -> None:
    assert chain.jobs[name].pictures_here == chain.jobs[name].pictures_there


@every_grid
def test_a_grid_is_one_file_and_four_different_tiles(chain: Chain, name: str) -> None:
    assert len(set(chain.jobs[name].pictures_here)) == 5


@pytest.mark.parametrize("name", SINGLES)
def test_a_single_picture_is_one_file(chain: Chain, name: str) -> None:
    assert len(chain.jobs[name].pictures_here) == 1


@every_picture
def test_both_offer_the_same_next_actions(chain: Chain, name: str) -> None:
    link = chain.jobs[name]
    assert link.here["data"]["components"] == link.there["data"]["components"]


def test_the_prompt_reaches_the_first_as_it_was_written(chain: Chain) -> None:
    assert chain.jobs["imagine"].there["data"]["prompt"] == PROMPT


def test_the_seed_is_the_same_in_both(chain: Chain) -> None:
    link = chain.jobs["seed"]
    assert link.here["data"]["seed"] == link.there["data"]["seed"]
    assert link.here["data"]["seed"].isdigit()


def test_a_description_comes_through_with_its_four_prompts(chain: Chain) -> None:
    words = chain.jobs["describe"].here["data"]["prompt"]
    assert words == chain.jobs["describe"].there["data"]["prompt"]
    assert [f"{number}." in words for number in (1, 2, 3, 4)] == [True] * 4


def test_a_prompt_that_the_first_refuses_fails_with_its_reason(chain: Chain) -> None:
    answer = chain.jobs["refused"].here
    assert answer["status"] == "FAILED"
    assert "--cref" in answer["message"]


def test_the_hook_is_told_of_the_success_and_of_the_failure(chain: Chain) -> None:
    told = {body["jobId"]: body for body in chain.hooks}
    assert len(chain.hooks) == 2
    for name in ("imagine", "refused"):
        answer = chain.jobs[name].here
        assert told[answer["jobId"]] == answer


def test_each_job_is_asked_of_the_first_exactly_once(chain: Chain) -> None:
    assert sorted(chain.attempts) == ["accepted"] * (len(chain.jobs) - 1) + ["refused"]


def test_the_second_charges_what_is_done_and_returns_the_rest(chain: Chain) -> None:
    assert chain.lines["settle"] == chain.charged
    assert chain.lines["hold"] == chain.lines["settle"] + chain.lines["return"]
