"""The drawing of states is whole."""

from __future__ import annotations

from jobs.states import ALIVE, ARROWS, FINAL, HOLDS_SLOT, SEEN, UNFINISHED, State


def test_every_state_has_its_arrows_and_a_word_for_people() -> None:
    assert set(ARROWS) == set(SEEN) == set(State)


def test_exactly_four_states_are_final() -> None:
    assert {State.DONE, State.FAILED, State.CANCELED, State.LOST} == FINAL


def test_every_unfinished_state_can_come_to_an_end() -> None:
    for state in UNFINISHED:
        reached, edge = {state}, {state}
        while edge:
            edge = {target for source in edge for target in ARROWS[source]} - reached
            reached |= edge
        assert reached & FINAL, state


def test_nothing_that_may_run_upstream_goes_back_into_line_but_by_a_definite_no() -> None:
    sources = {source for source, targets in ARROWS.items() if State.QUEUED in targets}
    assert sources == {State.CLAIMED, State.SENDING, State.UNKNOWN}


def test_a_place_is_held_only_while_the_engine_may_be_at_it() -> None:
    assert ALIVE - {State.FETCHING} == HOLDS_SLOT
