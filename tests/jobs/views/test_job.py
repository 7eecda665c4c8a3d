"""The page of a job, and cancel, retry, act and speed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jobs.models import Job
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import press
from tests.jobs.views.conftest import bring, cursor_of, fail, finished, keep_pictures, late, running

Browse = Callable[[User], Client]
VERBS = {"act": {"step": "upscale.2"}, "cancel": {}, "retry": {}, "speed": {"mode": "turbo"}}


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def test_the_page_shows_prompt_actions_facts_and_events(browse: Browse, alice: User) -> None:
    job = finished(alice, "a lighthouse at dusk --ar 3:2 --c 8")
    page = browse(alice).get(f"/jobs/{job.uid}/").content.decode()
    for part in (
        "a lighthouse at dusk",
        "--ar 3:2 --c 8",
        'value="vary.3"',
        "2 credits",
        "3:2",
        str(job.seed),
        "Collecting",
    ):
        assert part in page


def test_a_colleague_sees_the_page_and_a_stranger_does_not(
    browse: Browse, alice: User, bob: User, charlie: User, client: Client
) -> None:
    job = finished(alice)
    assert browse(bob).get(f"/jobs/{job.uid}/").status_code == 200
    assert browse(charlie).get(f"/jobs/{job.uid}/").status_code == 404
    assert client.get(f"/jobs/{job.uid}/").status_code == 302


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_no_job_to_act_on(browse: Browse, alice: User, charlie: User, verb: str) -> None:
    job = finished(alice)
    assert browse(charlie).post(f"/jobs/{job.uid}/{verb}/", VERBS[verb]).status_code == 404
    assert Job.objects.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_a_signed_out_press_is_refused_without_a_redirect(client: Client, alice: User, verb: str) -> None:
    job = finished(alice)
    assert client.post(f"/jobs/{job.uid}/{verb}/", {**VERBS[verb], "since": "0.-1.0"}).status_code == 403


@pytest.mark.parametrize("verb", VERBS)
def test_a_look_changes_nothing(browse: Browse, alice: User, verb: str) -> None:
    assert browse(alice).get(f"/jobs/{finished(alice).uid}/{verb}/").status_code == 405


def test_an_upscale_becomes_a_job_of_its_parent(browse: Browse, alice: User) -> None:
    job = finished(alice)
    answer = browse(alice).post(f"/jobs/{job.uid}/act/", {"step": "upscale.2", "key": "k", "next": f"/jobs/{job.uid}/"})
    child = Job.objects.get(parent=job)
    assert (child.action, child.index, child.state) == ("upscale", 2, State.QUEUED)
    assert answer["Location"] == f"/jobs/{job.uid}/"


def test_a_colleague_may_go_on_from_a_grid_at_their_own_cost(browse: Browse, alice: User, bob: User) -> None:
    job = finished(alice)
    before = left(bob)
    browse(bob).post(f"/jobs/{job.uid}/act/", {"step": "vary.1", "key": "k"})
    assert Job.objects.get(parent=job).user == bob
    assert before - left(bob) == 2000


def test_on_a_live_page_the_action_shows_its_row_its_mark_and_a_toast(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job = finished(alice)
    cursor = cursor_of(client.get("/create/").content.decode())
    page = client.post(f"/jobs/{job.uid}/act/", {"step": "upscale.2", "key": "k", **cursor}).content.decode()
    child = Job.objects.get(parent=job)
    assert f'<article class="job" id="job-{child.pk}"' in page
    assert f'<a id="job-{job.pk}-u2" href="/jobs/{child.uid}/" data-taken' in page
    assert "Upscale picture 2 started" in page
    assert 'id="verbs-key" value="k"' not in page


def test_the_same_press_twice_is_one_job_and_two_buttons_are_two(browse: Browse, alice: User) -> None:
    client = browse(alice)
    job = finished(alice)
    for step in ("upscale.1", "upscale.1", "upscale.2"):
        client.post(f"/jobs/{job.uid}/act/", {"step": step, "key": "k"})
    assert sorted(job.children.values_list("index", flat=True)) == [1, 2]


@pytest.mark.parametrize("step", ["upscale.5", "upscale_2x.0", "upscale.0", "imagine.0"])
def test_an_action_that_is_not_offered_costs_nothing(browse: Browse, alice: User, step: str) -> None:
    job = finished(alice)
    before = left(alice)
    answer = browse(alice).post(f"/jobs/{job.uid}/act/", {"step": step, "since": "0.-1.0", "top": "0"})
    assert answer.status_code == 422
    assert "Nothing was charged" in answer.content.decode()
    assert left(alice) == before


@pytest.mark.parametrize("step", ["", "dance.1", "upscale", "upscale.x", "upscale.²"])
def test_an_action_that_does_not_exist_is_a_bad_request(browse: Browse, alice: User, step: str) -> None:
    assert browse(alice).post(f"/jobs/{finished(alice).uid}/act/", {"step": step}).status_code == 400


def test_an_action_that_is_too_dear_is_refused(browse: Browse, alice: User) -> None:
    job = finished(alice)
    Window.objects.allow(Purse.objects.of(alice), 0)
    answer = browse(alice).post(f"/jobs/{job.uid}/act/", {"step": "vary.1", "since": "0.-1.0", "top": "0"})
    assert answer.status_code == 422
    assert "2 credits needed" in answer.content.decode()


def test_a_waiting_job_is_cancelled_with_a_full_return(browse: Browse, alice: User) -> None:
    before = left(alice)
    job = press(alice, "a cat")[0]
    answer = browse(alice).post(f"/jobs/{job.uid}/cancel/", follow=True)
    job.refresh_from_db()
    assert job.state == State.CANCELED
    assert left(alice) == before
    assert "Job cancelled, 2 credits returned" in answer.content.decode()


def test_a_finished_job_cannot_be_cancelled(browse: Browse, alice: User) -> None:
    job = finished(alice)
    answer = browse(alice).post(f"/jobs/{job.uid}/cancel/", {"since": "0.-1.0", "top": str(job.pk)})
    assert answer.status_code == 422
    assert "Too late to cancel" in answer.content.decode()


@pytest.mark.parametrize("verb", ["cancel", "retry", "speed"])
def test_a_colleague_cannot_touch_what_is_not_theirs(browse: Browse, alice: User, bob: User, verb: str) -> None:
    job = press(alice, "a cat")[0]
    assert browse(bob).post(f"/jobs/{job.uid}/{verb}/", VERBS[verb]).status_code == 404
    job.refresh_from_db()
    assert (job.state, job.mode) == (State.QUEUED, "fast")


def test_a_failed_job_can_be_tried_again(browse: Browse, alice: User) -> None:
    job = fail(press(alice, "a cat --ar 3:2")[0])
    browse(alice).post(f"/jobs/{job.uid}/retry/", {"key": "k"})
    again = Job.objects.get(retry_of=job)
    assert (again.prompt, again.mode, again.state) == (job.prompt, job.mode, State.QUEUED)


def test_a_job_with_pictures_is_not_tried_again(browse: Browse, alice: User) -> None:
    job = finished(alice)
    assert browse(alice).post(f"/jobs/{job.uid}/retry/", {"since": "0.-1.0"}).status_code == 422
    assert Job.objects.count() == 1


def test_a_waiting_job_changes_its_speed_and_its_price(browse: Browse, alice: User) -> None:
    before = left(alice)
    job = press(alice, "a cat")[0]
    browse(alice).post(f"/jobs/{job.uid}/speed/", {"mode": "turbo"})
    job.refresh_from_db()
    assert (job.mode, job.quote, before - left(alice)) == ("turbo", 4000, 4000)


def test_a_running_job_keeps_its_speed(browse: Browse, alice: User) -> None:
    job = running(alice)
    answer = browse(alice).post(f"/jobs/{job.uid}/speed/", {"mode": "turbo", "since": "0.-1.0"})
    assert answer.status_code == 422
    assert browse(alice).post(f"/jobs/{job.uid}/speed/", {"mode": "warp"}).status_code == 400


def test_going_back_leads_to_our_own_pages_only(browse: Browse, alice: User) -> None:
    job = press(alice, "a cat")[0]
    answer = browse(alice).post(f"/jobs/{job.uid}/cancel/", {"next": "https://evil.example/"})
    assert answer["Location"] == "/create/"


def test_a_tile_that_has_no_look_yet_shows_none_and_is_no_error(browse: Browse, alice: User) -> None:
    job = running(alice, engine_id="0" * 32)
    answer = browse(alice).get(f"/jobs/{job.uid}/preview/1/1.webp")
    assert (answer.status_code, answer.content, answer["Cache-Control"]) == (204, b"", "no-store")


def test_looks_are_for_those_who_may_see_the_job_and_only_once_it_was_sent(
    browse: Browse, alice: User, charlie: User
) -> None:
    job = running(alice, engine_id="0" * 32)
    assert browse(charlie).get(f"/jobs/{job.uid}/preview/1/1.webp").status_code == 404
    waiting = bring(press(alice, "x")[0], State.CLAIMED)
    assert browse(alice).get(f"/jobs/{waiting.uid}/preview/1/1.webp").status_code == 404


# Late pictures --------------------------------------------------------------------------------------------------------


def test_what_came_late_is_shown_with_a_mark_and_what_it_cost(browse: Browse, alice: User) -> None:
    job = late(alice)
    page = browse(alice).get(f"/jobs/{job.uid}/").content.decode()
    for part in ("Came late, free of charge", "2 credits returned", 'data-state="done"', 'value="upscale.2"'):
        assert part in page
    for part in ("The image service did not answer", "Retry"):
        assert part not in page
    for picture in job.shown_pictures():
        assert picture.url_320 in page


def test_a_page_hears_of_what_came_late(browse: Browse, alice: User) -> None:
    job = bring(press(alice, "a lighthouse --ar 3:2")[0], State.RUNNING)
    assert Job.objects.move(job.pk, State.RUNNING, State.LOST, reason="deadline")
    client = browse(alice)
    cursor = cursor_of(client.get("/create/").content.decode())
    keep_pictures(job)
    assert Job.objects.note(job.pk, State.LOST, seen=True, late=True)
    news = client.get("/create/pulse/", cursor).content.decode()
    assert f'id="job-{job.pk}-strip" data-state="done"' in news
    assert "came late, 2 credits returned" in news
    assert "Came late, free of charge" in news


def test_an_action_on_what_came_late_is_held_like_any(browse: Browse, alice: User) -> None:
    job = late(alice)
    assert browse(alice).post(f"/jobs/{job.uid}/act/", VERBS["act"]).status_code == 302
    assert (Job.objects.get(parent=job).action, left(alice)) == ("upscale", 98_000)


def test_what_came_late_is_not_retried(browse: Browse, alice: User) -> None:
    job = late(alice)
    browse(alice).post(f"/jobs/{job.uid}/retry/")
    assert Job.objects.count() == 1


def test_an_action_that_came_late_is_a_result_of_its_parent(browse: Browse, alice: User) -> None:
    parent = finished(alice)
    child = late(alice)
    Job.objects.filter(pk=child.pk).update(parent=parent, action="upscale", index=2)
    page = browse(alice).get(f"/jobs/{parent.uid}/").content.decode()
    assert f'id="job-{parent.pk}-u2" href="/jobs/{child.uid}/" data-taken' in page
    assert "Came late" in page


def test_a_stranger_sees_nothing_of_what_came_late(browse: Browse, alice: User, charlie: User) -> None:
    assert browse(charlie).get(f"/jobs/{late(alice).uid}/").status_code == 404
