"""What a template shows of a job."""

from __future__ import annotations

import pytest

from jobs import submit
from jobs.actions import Action, Step
from jobs.models import Job
from jobs.states import State
from jobs.views import cards, offers
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.conftest import bring, fail, finished


def card_of(job: Job, user: User) -> cards.Card:
    return cards.cards(cards.with_everything(Job.objects.filter(pk=job.pk)), user, line=0)[0]


def test_words_and_parameters_stand_apart(alice: User) -> None:
    card = card_of(press(alice, "a cat by the sea --ar 3:2 --c 8")[0], alice)
    assert (card.title, card.params) == ("a cat by the sea", "--ar 3:2 --c 8")


def test_parameters_come_one_by_one(alice: User) -> None:
    card = card_of(press(alice, "a cat --ar 3:2 --no people, text --tile")[0], alice)
    assert card.switches == ["--ar 3:2", "--no people, text", "--tile"]


def test_a_done_grid_has_four_tiles_with_names_of_their_own(alice: User) -> None:
    card = card_of(finished(alice, "a cat"), alice)
    assert [tile.alt for tile in card.tiles] == [f"a cat, picture {n}" for n in (1, 2, 3, 4)]
    assert len({tile.src for tile in card.tiles}) == 4


def test_an_action_that_was_taken_leads_to_its_result(alice: User) -> None:
    job = finished(alice)
    child = submit.act(alice, job, Step(Action.UPSCALE, 2), "k").jobs.get()
    taken = {verb.word: verb.taken for verb in card_of(job, alice).verbs if verb.taken}
    assert taken == {"upscale.2": f"/jobs/{child.uid}/"}


def test_an_action_that_came_to_nothing_is_not_taken(alice: User) -> None:
    job = finished(alice)
    fail(submit.act(alice, job, Step(Action.UPSCALE, 2), "k").jobs.get())
    assert not [verb for verb in card_of(job, alice).verbs if verb.taken]


def test_each_action_has_its_price(alice: User) -> None:
    assert {verb.price for verb in card_of(finished(alice), alice).verbs} == {"2"}


def test_actions_stand_below_what_they_are_of_with_one_price_for_all(alice: User) -> None:
    child = submit.act(alice, finished(alice), Step(Action.UPSCALE, 2), "k").jobs.get()
    groups = card_of(bring(child, State.DONE), alice).groups
    assert [(group.title, [verb.brief for verb in group.verbs], group.each) for group in groups] == [
        ("Vary", ["Subtle", "Strong", "Region"], "2 credits each"),
        ("Upscale", ["Subtle", "Creative"], "4 credits each"),
        ("Extend", ["Out 1.5×", "Out 2×", "Square"], "2 credits each"),
    ]
    assert [verb.label for verb in groups[-1].pans] == ["Pan left", "Pan up", "Pan down", "Pan right"]


def test_actions_of_different_prices_name_none_for_all() -> None:
    steps = {Step(Action.UPSCALE_2X): 2000, Step(Action.UPSCALE_4X): 4000, Step(Action.VARY, 1): 1000}
    verbs = [offers.Verb(step, step.action, "", cost) for step, cost in steps.items()]
    groups = [(group.title, group.each, [verb.price for verb in group.verbs]) for group in offers.groups_of(verbs)]
    assert groups == [("Vary", "", ["1"]), ("Upscale", "", ["2", "4"])]


def test_a_waiting_job_offers_the_next_speed_at_its_price(alice: User, bob: User) -> None:
    job = press(alice, "a cat")[0]
    assert card_of(job, alice).speeds == [("turbo", "turbo", "Turbo", "+2")]
    assert card_of(job, bob).speeds == []


@pytest.mark.parametrize(("ratio", "shape"), [("3:2", ""), ("1:1", ""), ("4:5", "tall"), ("9:16", "tall")])
def test_tall_strips_are_marked(alice: User, ratio: str, shape: str) -> None:
    assert card_of(press(alice, f"a cat --ar {ratio}")[0], alice).shape == shape


def test_what_is_said_of_each_end(alice: User) -> None:
    assert card_of(finished(alice, "a cat"), alice).say == "a cat: 4 pictures ready"
    assert card_of(fail(press(alice, "a dog")[0]), alice).say == "a dog: failed, 2 credits returned"
    assert card_of(bring(press(alice, "a fox")[0], State.RUNNING), alice).say == "a fox: started"


@pytest.mark.parametrize(
    ("reason", "head"),
    [
        ("refused", "The image service declined this prompt"),
        ("engine", "The image service could not draw this"),
        ("deadline", "The image service did not answer"),
        ("pictures", "The pictures could not be fetched"),
        ("something new", "This job failed"),
    ],
)
def test_every_reason_has_its_sentence(alice: User, reason: str, head: str) -> None:
    ending = card_of(fail(press(alice, "a cat")[0], reason), alice).ending
    assert ending.head == head
    assert ending.advice
