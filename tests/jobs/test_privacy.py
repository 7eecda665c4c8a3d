"""How privacy begins, is inherited, and what becomes of addresses."""

from __future__ import annotations

import io
import secrets

import pytest
from PIL import Image

from jobs import collect, looks, privacy, submit, wishes
from jobs.actions import Action, Step
from jobs.errors import NotOffered
from jobs.models import Job, Picture, Source, Upload
from jobs.states import State
from mjweb.accounts.models import Team, User
from tests.jobs.conftest import press
from tests.jobs.views.brought_files import upload
from tests.jobs.views.conftest import bring, finished

pytestmark = pytest.mark.django_db
HOME = "http://localhost:8000"


@pytest.fixture(autouse=True)
def home(settings: object) -> None:
    settings.PUBLIC_URL = HOME  # type: ignore[attr-defined]  # the fixture of pytest-django


def ask(user: User, wish: wishes.Wish) -> Job:
    return submit.submit(user, Source.PAGE, secrets.token_hex(8), (wish,)).jobs.get()


def hidden(user: User, text: str = "a lighthouse --ar 3:2") -> Job:
    job = finished(user, text)
    privacy.hide(user, [job.pk])
    job.refresh_from_db()
    return job


def first(job: Job) -> Picture:
    return job.pictures.order_by("-index")[0]


# How it begins --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [Action.UPSCALE, Action.VARY, Action.REROLL])
def test_an_action_on_a_private_job_is_private(alice: User, action: Action) -> None:
    job = hidden(alice)
    assert ask(alice, wishes.step(job, Step(action, 0 if action is Action.REROLL else 2))).private_at


@pytest.mark.parametrize("action", [Action.ZOOM_OUT_2, Action.PAN_LEFT])
def test_so_are_zoom_and_pan(alice: User, action: Action) -> None:
    upscale = bring(ask(alice, wishes.step(finished(alice), Step(Action.UPSCALE, 1))), State.DONE)
    privacy.hide(alice, [upscale.pk])
    assert ask(alice, wishes.step(upscale, Step(action))).private_at


def test_so_is_a_region(alice: User) -> None:
    upscale = bring(ask(alice, wishes.step(finished(alice), Step(Action.UPSCALE, 1))), State.DONE)
    privacy.hide(alice, [upscale.pk])
    assert ask(alice, wishes.region(upscale, upload(alice), "a cat")).private_at


def test_so_is_a_remix(alice: User) -> None:
    assert ask(alice, wishes.single("a cat", "fast", remix_of=hidden(alice))).private_at


def test_so_is_a_retry(alice: User) -> None:
    job = hidden(alice)
    assert ask(alice, wishes.again(job)).private_at


def test_so_are_a_blend_and_a_description_of_its_pictures(alice: User) -> None:
    job = hidden(alice)
    pictures = tuple(job.pictures.shown()[:2])
    assert ask(alice, wishes.blend(pictures, "square", "fast")).private_at
    assert ask(alice, wishes.describe(pictures[0])).private_at


def test_so_is_what_refers_to_its_pictures(alice: User) -> None:
    assert press(alice, f"{HOME}{first(hidden(alice)).url} a cat")[0].private_at


def test_no_bar_can_say_otherwise(alice: User) -> None:
    wish = wishes.single("a cat", "fast", remix_of=hidden(alice), is_private=False)
    assert ask(alice, wish).private_at


def test_what_was_shown_again_hands_nothing_down(alice: User) -> None:
    job = hidden(alice)
    privacy.show(alice, [job.pk])
    assert ask(alice, wishes.step(job, Step(Action.UPSCALE, 2))).private_at is None


def test_a_team_can_have_it_so(alice: User) -> None:
    assert press(alice, "a cat")[0].private_at is None
    Team.objects.filter(pk=alice.team.pk).update(makes_private=True)
    assert press(alice, "a cat")[0].private_at
    assert press(alice, "a cat", source=Source.API)[0].private_at
    assert ask(alice, wishes.single("a cat", "fast", is_private=False)).private_at is None


# Coming home ----------------------------------------------------------------------------------------------------------


def test_pictures_that_come_home_late_are_as_private_as_their_job(alice: User) -> None:
    job = bring(press(alice, "a cat")[0], State.FETCHING)
    content = io.BytesIO()
    Image.new("RGB", (96, 64), "red").save(content, "PNG")
    look = looks.take(iter([content.getvalue()])).store()
    collect.keep(job, {1: look})
    privacy.hide(alice, [job.pk])
    collect.keep(job, {2: look})  # with the job as it was read before
    assert not Picture.objects.filter(job=job, private_at=None).exists()


def test_what_is_under_way_becomes_private_with_what_it_is_made_of(alice: User, bob: User) -> None:
    grid = finished(alice)
    hers = ask(alice, wishes.step(grid, Step(Action.UPSCALE, 1)))
    ask(bob, wishes.step(grid, Step(Action.UPSCALE, 2)))
    done = bring(ask(alice, wishes.step(grid, Step(Action.UPSCALE, 3))), State.DONE)
    assert [job.pk for job in privacy.under_way(alice, [grid.pk])] == [hers.pk]
    assert done.private_at is None


# Addresses ------------------------------------------------------------------------------------------------------------


def test_prompts_of_others_and_ones_public_ones_never_hear_of_the_new_address(alice: User, bob: User) -> None:
    grid = finished(alice)
    text = f"{HOME}{first(grid).url} a cat"
    public, his = press(alice, text)[0], press(bob, text)[0]
    own = ask(alice, wishes.single(text, "fast", is_private=True))
    privacy.hide(alice, [grid.pk])
    new = first(grid).token
    assert [new in Job.objects.get(pk=job.pk).prompt for job in (public, his, own)] == [False, False, True]


def test_showing_a_job_does_not_tell_where_the_private_picture_is_that_it_refers_to(alice: User) -> None:
    grid = hidden(alice)
    job = press(alice, f"{HOME}{first(grid).url} a cat")[0]
    privacy.show(alice, [job.pk])
    assert first(grid).token not in Job.objects.get(pk=job.pk).prompt


def test_uploads_that_only_private_jobs_bring_along_have_new_addresses(alice: User) -> None:
    alone, shared = upload(alice, "red"), upload(alice, "blue")
    ask(alice, wishes.describe(shared))
    job = press(alice, f"{HOME}{alone.url} {HOME}{shared.url} a cat")[0]
    privacy.hide(alice, [job.pk])
    new = Upload.objects.get(pk=alone.pk).token
    assert new != alone.token
    assert new in Job.objects.get(pk=job.pk).prompt
    assert Upload.objects.get(pk=shared.pk).token == shared.token


# Words ----------------------------------------------------------------------------------------------------------------


def test_words_are_hidden_wherever_their_person_has_them(alice: User, bob: User) -> None:
    first, again, his = finished(alice, "a cat --ar 3:2"), finished(alice, "a cat --ar 1:1"), finished(bob, "a cat")
    other = finished(alice, "a dog")
    assert privacy.same_words(alice, [first.pk], hidden=False) == [first.pk, again.pk]
    assert {his.pk, other.pk}.isdisjoint(privacy.same_words(alice, [first.pk], hidden=False))


@pytest.mark.parametrize("action", [Action.UPSCALE, Action.VARY])
def test_an_action_takes_hidden_words_along_as_hidden(alice: User, action: Action) -> None:
    job = finished(alice)
    privacy.set_words(alice, [job.pk], hidden=True)
    made = ask(alice, wishes.step(job, Step(action, 2)))
    assert (made.hidden_at is None, made.private_at) == (False, None)


def test_a_new_prompt_about_the_same_picture_is_not_hidden(alice: User) -> None:
    job = finished(alice)
    privacy.set_words(alice, [job.pk], hidden=True)
    assert press(alice, f"{HOME}{first(job).url} a cat")[0].hidden_at is None


def test_a_colleague_cannot_take_hidden_words_along(alice: User, bob: User) -> None:
    job = finished(alice)
    privacy.set_words(alice, [job.pk], hidden=True)
    with pytest.raises(NotOffered):
        submit.act(bob, Job.objects.get(pk=job.pk), Step(Action.UPSCALE, 2), "key")


def test_of_a_hidden_prompt_ratio_and_version_are_told(alice: User, bob: User) -> None:
    job = finished(alice, "a cat --ar 3:2 --no dog")
    privacy.set_words(alice, [job.pk], hidden=True)
    told = privacy.told(Job.objects.get(pk=job.pk), bob)
    assert (told.title, told.prompt, told.seed) == ("Prompt hidden", "", None)
    assert set(told.facts) == {"aspect", "version", "niji"}
    assert privacy.told(Job.objects.get(pk=job.pk), alice).prompt == job.prompt
