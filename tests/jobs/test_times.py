"""How long things may take does not contradict itself, from an engine's limits to the timeout of a task."""

from __future__ import annotations

from django.conf import settings

from jobs.engines.ttapi import CHECK, SUBMIT, UPLOAD
from jobs.times import PROFILES
from jobs.wire.asking import TIMEOUTS

TIMES = PROFILES["production"]
QUEUE = settings.Q_CLUSTER["ALT_CLUSTERS"]["dispatch"]


def test_a_check_and_a_submit_fit_into_the_lease_of_a_sending() -> None:
    assert TIMES.handover + CHECK.total + SUBMIT.total < TIMES.send


def test_an_order_with_pictures_fits_into_its_lease() -> None:
    assert TIMES.handover + SUBMIT.total + UPLOAD < TIMES.upload


def test_an_upload_begun_at_the_end_of_a_turn_and_a_sending_behind_it_fit_into_a_task() -> None:
    assert TIMES.turn + TIMES.upload + TIMES.send < QUEUE["timeout"]


def test_a_task_is_not_handed_out_again_before_it_has_timed_out() -> None:
    assert QUEUE["timeout"] < QUEUE["retry"]


def test_the_silence_of_two_lists_counts_before_the_deadline_even_if_a_list_fails() -> None:
    assert TIMES.send + TIMES.quiet + 3 * TIMES.census < min(least for least, _most in TIMEOUTS.values()) + TIMES.slack


def test_an_answer_comes_before_its_job_is_given_up() -> None:
    assert TIMES.upload < min(least for least, _most in TIMEOUTS.values()) + TIMES.slack


def test_an_engine_is_given_all_the_time_that_may_be_asked_for() -> None:
    assert max(most for _least, most in TIMEOUTS.values()) <= TIMES.engine
