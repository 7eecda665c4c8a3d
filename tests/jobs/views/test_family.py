"""Where a job came from and what it led to."""

from __future__ import annotations

from jobs import submit
from jobs.actions import Action, Step
from jobs.states import State
from jobs.views.family import Family, family_of
from mjweb.accounts.models import User
from tests.jobs.views.conftest import bring, finished


def test_the_family_goes_back_to_the_grid_and_on_to_the_children(alice: User, charlie: User) -> None:
    grid = finished(alice)
    single = bring(submit.act(alice, grid, Step(Action.UPSCALE, 2), "k").jobs.get(), State.DONE)
    child = submit.act(alice, single, Step(Action.VARY_SUBTLE), "l").jobs.get()
    family = family_of(single, alice)
    assert [one.url for one in family.before] == [f"/jobs/{grid.uid}/"]
    assert family.before[0].src == next(picture.url_320 for picture in grid.shown_pictures() if picture.index == 2)
    assert [one.url for one in family.after] == [f"/jobs/{child.uid}/"]
    assert family_of(single, charlie) == Family([], [])
