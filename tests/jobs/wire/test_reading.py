"""Reports of a service in all the spellings that are known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobs import wire
from jobs.actions import Action, Step
from jobs.engines.base import Account, Link, Listed, Mark
from jobs.troubles import Trouble
from tests.jobs.engines.samples import sample

CDN = "https://cdnb.ttapi.io/2024-04-02/afa774a3-1aee-5aba-4510-14818d6875e4"


def told(status: object = "SUCCESS", **data: object) -> dict[str, Any]:
    """A fetch answer about a grid."""
    full = {"action": "imagine", "jobId": "j1", "cdnImage": "https://a.example/g.png"} | data
    return {"status": status, "message": "", "jobId": "j1", "data": full}


def test_the_success_of_2024_gives_four_tiles_and_the_grid_with_both_sources() -> None:
    report = wire.parse_report(sample("fetch_success_2024"))
    assert report.state == "success"
    assert [link.index for link in report.links] == [1, 2, 3, 4, 0]
    assert report.links[0] == Link(1, (f"{CDN}_0.png",))
    assert report.links[4].urls[0] == f"{CDN}.png"
    assert report.links[4].urls[1].startswith("https://cdn.discordapp.com/")


def test_the_success_of_2024_names_its_action_in_the_plural() -> None:
    assert wire.parse_facts(sample("fetch_success_2024")).step == Step(Action.IMAGINE)


def test_an_empty_seed_is_no_seed() -> None:
    assert wire.parse_report(sample("fetch_success_2024")).seed is None


def test_the_success_of_2026_has_size_price_and_reroll() -> None:
    facts = wire.parse_facts(sample("fetch_success_2026"))
    assert (facts.width, facts.height, facts.cost) == (2048, 2048, 2000)
    assert Step(Action.REROLL) in facts.offered
    assert facts.tiles[1].endswith("tr.png")


def test_one_address_under_two_names_is_one_source() -> None:
    assert len(wire.parse_facts(sample("fetch_success_2026")).whole) == 1


def test_what_still_runs_has_no_pictures_whatever_the_answer_shows() -> None:
    report = wire.parse_report(sample("fetch_in_progress_2024"))
    assert (report.state, report.links, report.progress) == ("running", (), 99)


def test_a_waiting_job_without_progress_is_at_nothing() -> None:
    report = wire.parse_report(sample("fetch_waiting"))
    assert (report.state, report.progress) == ("waiting", 0)


def test_a_failure_says_why() -> None:
    report = wire.parse_report(sample("fetch_failed"))
    assert report.state == "failed"
    assert report.message == "[Banned prompt detected] The word is not allowed."
    assert (report.progress, report.links) == (0, ())


def test_a_failure_whose_members_are_all_null_is_understood() -> None:
    assert wire.parse_report(sample("webhook_failed_all_null")).message == "Job Timeout"


def test_a_single_picture_is_the_whole_and_offers_what_we_know() -> None:
    report = wire.parse_report(sample("fetch_single"))
    assert [link.index for link in report.links] == [0]
    assert report.seed == 1234567890
    assert report.offered is not None
    assert Step(Action.REGION) in report.offered
    assert len(report.offered) == 11  # the twelfth is a word that nobody knows yet


def test_a_grid_without_tiles_has_its_whole_and_does_not_say_what_it_offers() -> None:
    report = wire.parse_report(sample("fetch_grid_without_tiles"))
    assert report.links == (Link(0, (f"{CDN}.png",)),)
    assert report.offered is None
    assert report.seed == 77


def test_a_description_is_text() -> None:
    report = wire.parse_report(sample("fetch_described"))
    assert report.text.count("--ar 1:1") == 4
    assert report.links == ()


@pytest.mark.parametrize("name", ["submit_accepted", "submit_accepted_2026"])
def test_an_acceptance_is_never_taken_for_a_finished_job(name: str) -> None:
    assert wire.parse_report(sample(name)).state == "waiting"


def test_a_success_with_null_links_is_a_success_without_pictures() -> None:
    report = wire.parse_report(told(cdnImage=None, images=[None, None, None, None]))
    assert (report.state, report.links) == ("success", ())


def test_missing_tiles_keep_the_places_of_the_others() -> None:
    images = [None, "https://a.example/2.png", "", "https://a.example/4.png", "https://a.example/5.png"]
    report = wire.parse_report(told(images=images))
    assert [link.index for link in report.links] == [2, 4, 0]


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//a.example/x.png",
        "https://a b.example/",
        "https://a\n.example/x",
        7,
        {},
    ],
)
def test_what_is_no_web_address_is_no_link(url: object) -> None:
    assert wire.parse_report(told(cdnImage=url, images=[url])).links == ()


@pytest.mark.parametrize(
    ("value", "progress"),
    [
        ("0", 0),
        ("50", 50),
        ("50%", 50),
        (37, 37),
        (12.9, 12),
        ("100", 99),
        (250, 99),
        (-3, 0),
        (None, 0),
        ("", 0),
        ("soon", 0),
        (float("nan"), 0),
        ([], 0),
        (True, 0),
        ("1e400", 0),
    ],
)
def test_progress_is_read_from_anything_and_stays_below_a_hundred(value: object, progress: int) -> None:
    assert wire.parse_report(told("ON_QUEUE", progress=value)).progress == progress


@pytest.mark.parametrize(
    ("value", "seed"),
    [
        ("4294967295", 4294967295),
        (0, 0),
        ("4294967296", None),
        ("-1", None),
        ("12x", None),
        (1.5, None),
        (True, None),
        (None, None),
        ("²", None),
    ],
)
def test_a_seed_is_a_number_of_32_bits_or_none(value: object, seed: int | None) -> None:
    assert wire.parse_report(told(seed=value)).seed == seed


@pytest.mark.parametrize(
    ("value", "cost", "kept"),
    [
        ("2", 2000, "2"),
        (3, 3000, "3"),
        (1.5, 1500, "1.5"),
        ("0.25", 250, "0.25"),
        (None, None, ""),
        ("free", None, "free"),
    ],
)
def test_the_price_is_read_as_thousandths_and_kept_as_it_came(value: object, cost: int | None, kept: str) -> None:
    assert wire.parse_facts(told(quota=value)).cost == cost
    assert wire.parse_report(told(quota=value)).cost == kept


@pytest.mark.parametrize("payload", [None, [], "x", 3, {}, {"status": "MODAL"}, {"status": None, "data": {}}])
def test_what_is_no_report_is_refused(payload: object) -> None:
    with pytest.raises(wire.NotUnderstoodError):
        wire.parse_report(payload)


@pytest.mark.parametrize("data", [None, [], {}, "x", {"balance": None}, {"balance": True, "max_queue": -1}])
def test_an_answer_that_says_nothing_of_the_account_is_refused(data: object) -> None:
    with pytest.raises(wire.NotUnderstoodError):
        wire.parse_account({"status": "SUCCESS", "data": data})


def test_an_account_is_read_in_thousandths() -> None:
    data = {"balance": "9.5", "freeze_balance": -1, "max_queue": "10"}
    assert wire.parse_account({"data": data}) == Account(balance=9_500, frozen=-1_000, most=10)


def test_a_failure_has_its_kind_and_nothing_else_has() -> None:
    assert wire.parse_report(sample("fetch_failed")).trouble is Trouble.BANNED
    assert wire.parse_report(sample("fetch_success_2024")).trouble is None


def test_texts_lose_what_no_database_holds() -> None:
    report = wire.parse_report({"status": "FAILED", "message": "a\0b\ud800" + "x" * 900, "data": None})
    assert report.message.startswith("ab?x")
    assert len(report.message) == 500


@pytest.mark.parametrize(
    ("payload", "job_id"),
    [
        ({"data": {"jobId": "a-1"}}, "a-1"),
        ({"data": {"job_id": "a-2"}}, "a-2"),
        ({"jobId": "a-3", "data": None}, "a-3"),
        ({"data": {"jobId": 17}}, "17"),
        ({"data": {"jobId": 10**100}}, ""),
        ({"data": {"jobId": -1}}, ""),
        ({"data": {"jobId": ""}, "job_id": "a-4"}, "a-4"),
        ({"data": {"jobId": "../../x"}}, ""),
        ({"data": {"jobId": "a b"}}, ""),
        ({"data": {"jobId": True}}, ""),
        ({"data": {"jobId": "x" * 101}}, ""),
        ({}, ""),
    ],
)
def test_the_id_is_found_wherever_it_stands(payload: dict[str, object], job_id: str) -> None:
    assert wire.accepted_id(payload) == job_id


# Lists ---------------------------------------------------------------------------------------------------------------


def test_a_list_of_our_own_is_understood() -> None:
    moment = datetime(2026, 11, 30, 12, 1, 2, tzinfo=UTC)
    facts = wire.Facts(
        job_id="j-1",
        step=Step(Action.IMAGINE),
        state="running",
        prompt="a cat",
        hook_url="https://a.example/h",
        progress=7,
    )
    payload = wire.listed([wire.render_row(facts, created_at=moment, updated_at=moment)])
    assert wire.parse_rows(payload, "running") == (
        Listed("j-1", Mark(hook_url="https://a.example/h", prompt="a cat", action=Action.IMAGINE), moment, True, 7),
    )


def test_a_row_may_tell_no_more_than_its_id() -> None:
    (row,) = wire.parse_rows({"data": [{"job_id": 7, "created_at": "yesterday"}]}, "waiting")
    assert row == Listed("7", Mark(), is_in_progress=True)


@pytest.mark.parametrize(
    "payload",
    [
        {"data": None},
        {"data": {}},
        {"data": ["j-1"]},
        {"data": [{"prompt": "a cat"}]},
        # One that did not understand which state was asked for may leave out others.
        {"data": [{"job_id": "j-1", "status": 2}]},
        {"data": [{"job_id": "j-1", "status": None}]},
    ],
)
def test_what_may_leave_something_out_is_no_list(payload: dict[str, object]) -> None:
    with pytest.raises(wire.NotUnderstoodError):
        wire.parse_rows(payload, "running")
