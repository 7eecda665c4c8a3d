"""What is said of a job that ended without pictures."""

from __future__ import annotations

import pytest

from jobs.endings import ending
from jobs.models import Job
from jobs.states import State
from jobs.troubles import Trouble


def failed(reason: str, message: str = "") -> Job:
    return Job(state=State.FAILED, reason=reason, message=message, mode="fast")


@pytest.mark.parametrize("trouble", Trouble)
def test_every_kind_of_trouble_has_its_own_sentence_and_advice(trouble: Trouble) -> None:
    told = ending(failed(trouble))
    others = {ending(failed(other)).head for other in Trouble if other is not trouble}
    assert told.head
    assert told.advice
    assert told.head not in others | {ending(failed("something new")).head}


def test_the_service_s_words_stand_before_the_advice_without_their_title() -> None:
    told = ending(failed(Trouble.BANNED, "[Banned prompt detected] The word is not allowed"))
    assert told.advice.startswith("The service says: The word is not allowed. Take them out")


def test_a_title_alone_is_not_quoted() -> None:
    assert ending(failed(Trouble.LINK, "[Invalid link!]")) == ending(failed(Trouble.LINK))


def test_what_is_found_stays_in_its_brackets() -> None:
    advice = ending(failed(Trouble.BANNED, "banned prompt words: [word]")).advice
    assert advice.startswith("The service says: banned prompt words: [word]. Take them out")


def test_words_that_end_with_a_stop_get_no_second_one() -> None:
    assert "allowed! Take" in ending(failed(Trouble.BANNED, "Not allowed!")).advice


def test_a_fault_of_the_service_is_not_quoted() -> None:
    told = ending(failed(Trouble.INTERNAL, "Unknown Integration"))
    assert "Unknown Integration" not in told.sentence
    assert "Nothing is wrong with your prompt" in told.advice


@pytest.mark.parametrize("trouble", [Trouble.REFUSED, Trouble.ENGINE])
def test_an_unknown_reason_is_told_in_the_service_s_words(trouble: Trouble) -> None:
    assert ending(failed(trouble, "Nein.")).advice == "Nein."


@pytest.mark.parametrize("trouble", Trouble)
def test_nobody_is_begged_or_praised(trouble: Trouble) -> None:
    sentence = ending(failed(trouble)).sentence.lower()
    assert not {"please", "sorry", "oops", "successfully"} & set(sentence.replace(".", "").split())
