"""Asking for pictures: all or none, once for each press, within one's limits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from jobs import dispatch, engines, follow, submit, wishes
from jobs.actions import Action, Step
from jobs.engines.sketch import SketchEngine
from jobs.errors import BadPrompt, Contended, KeyReused, MayNotCreate, NotOffered, QueueFull
from jobs.models import Batch, Job, Source
from jobs.models import Upstream as Service
from jobs.sending import begin
from jobs.states import State
from jobs.views.offers import Prices
from mjweb.accounts.by import By
from mjweb.accounts.models import ApiKey, Membership, Project, Role, Team, User
from mjweb.quotas.errors import NotEnough, Whose
from mjweb.quotas.facets import Facets
from mjweb.quotas.models import Line, Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream


def window(user: User) -> Window:
    return Window.objects.current(Purse.objects.of(user))


def test_braces_make_a_job_for_each_choice(alice: User) -> None:
    jobs = press(alice, "a {teal, amber} kite")
    assert [job.text for job in jobs] == ["a teal kite", "a amber kite"]


def test_a_press_that_costs_too_much_makes_nothing_at_all(alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 5_000)
    with pytest.raises(NotEnough) as refusal:
        press(alice, "a {teal, amber, pink} kite")
    assert (refusal.value.needed, refusal.value.left) == (6_000, 5_000)
    assert (Job.objects.count(), Batch.objects.count(), window(alice).held) == (0, 0, 0)


def test_the_same_press_twice_is_one(alice: User) -> None:
    assert press(alice, "a cat", key="k") == press(alice, "a cat", key="k")
    assert window(alice).held == 2_000


def test_the_same_key_for_something_else_is_refused(alice: User) -> None:
    press(alice, "a cat", key="k")
    with pytest.raises(KeyReused):
        press(alice, "a dog", key="k")


def test_two_people_may_use_the_same_key(alice: User, bob: User) -> None:
    assert press(alice, "a cat", key="k") != press(bob, "a cat", key="k")


@contextmanager
def contended(user: User) -> Iterator[None]:
    """While somebody else has the rows of those that pay, and nobody waits for them long."""
    held, done = Event(), Event()

    def hold() -> None:
        with closing(connection), transaction.atomic():
            Window.objects.paying(user, team=user.team, lock=True)
            held.set()
            done.wait(60)

    briefly = {"sqlite": "PRAGMA busy_timeout=20", "postgresql": "SET lock_timeout='20ms'"}[connection.vendor]
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(hold)
        try:
            assert held.wait(60)
            with connection.cursor() as cursor:
                cursor.execute(briefly)
            yield
        finally:
            done.set()
            other.result()
            connection.close()  # the next one waits as long as all do


@pytest.mark.django_db(transaction=True)
def test_who_cannot_get_at_the_purse_in_time_is_asked_to_come_again(alice: User) -> None:
    plan = wishes.checked("a cat", "fast")
    with contended(alice), pytest.raises(Contended):
        submit.submit(alice, Source.PAGE, "k", plan.wishes)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_changes_the_speed_then_is_asked_so_too(alice: User) -> None:
    job = press(alice, "a cat", mode="relax")[0]
    with contended(alice), pytest.raises(Contended):
        submit.change_speed(job, "fast")
    job.refresh_from_db()
    assert (job.mode, job.quote, window(alice).held) == ("relax", 1_000, 1_000)


@pytest.mark.django_db(transaction=True)
def test_fifty_twins_of_one_press_are_one_job(alice: User) -> None:
    plan = wishes.checked("a cat", "fast")

    def twin(_number: int) -> int:
        try:
            return submit.submit(alice, Source.PAGE, "k", plan.wishes).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        batches = set(pool.map(twin, range(50)))
    assert (len(batches), Job.objects.count(), window(alice).held) == (1, 1, 2_000)


@pytest.mark.parametrize(
    "text", ["", "   ", "a" * 6001, "cat --ar 0:1", "--ar 1:1", "cat --cref https://example.com/a.png"]
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(alice: User, text: str) -> None:
    with pytest.raises(BadPrompt) as refusal:
        press(alice, text)
    assert refusal.value.message


@pytest.mark.parametrize(
    ("text", "mode", "cost"),
    [
        ("a cat", "relax", 1_000),
        ("a cat", "fast", 2_000),
        ("a cat", "turbo", 4_000),
        ("a cat --v 6", "fast", 3_000),
        ("a cat --v 6.0", "fast", 3_000),
        ("a cat --v 6.1", "fast", 2_000),
        ("a cat --v 6.0", "turbo", 4_000),
        ("a cat --niji 6", "fast", 2_000),
    ],
)
def test_the_price_is_that_of_the_table(alice: User, text: str, mode: str, cost: int) -> None:
    assert press(alice, text, mode)[0].quote == cost


def test_the_api_takes_so_many_unfinished_jobs_and_no_more(alice: User) -> None:
    alice.max_queue = 2
    for number in range(2):
        press(alice, f"cat {number}", source=Source.API)
    with pytest.raises(QueueFull) as refusal:
        press(alice, "one more", source=Source.API)
    assert refusal.value.limit == 2


def test_a_press_takes_so_many_jobs_and_no_more(alice: User) -> None:
    asked = wishes.checked("a cat --repeat 40", "relax").wishes
    with pytest.raises(QueueFull):
        submit.submit(alice, Source.PAGE, "k", (*asked, asked[0]))


def test_cancelling_what_waits_returns_all_of_it(alice: User) -> None:
    (job,) = press(alice, "a cat")
    assert submit.cancel(job)
    assert (window(alice).left, window(alice).held) == (100_000, 0)


def test_a_job_that_has_a_place_and_was_not_sent_is_cancelled(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    assert submit.cancel(job)
    assert not begin(sending)
    job.refresh_from_db()
    assert (job.state, job.slot, job.reason, window(alice).left) == (State.CANCELED, None, "canceled", 100_000)


def test_what_is_being_sent_is_not_cancelled(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    assert begin(sending)
    assert not submit.cancel(job)


@pytest.fixture
def sketch(alice: User, settings: Settings, tmp_path: Path) -> Iterator[SketchEngine]:
    """The site with the embedded engine as its upstream, and nobody who draws."""
    settings.ENV = replace(settings.ENV, engine="sketch", home=tmp_path)
    engines.named.cache_clear()
    Service.objects.seed()
    engine = engines.named("sketch")
    assert isinstance(engine, SketchEngine)
    yield engine
    engines.named.cache_clear()


def test_a_job_that_its_engine_stops_is_cancelled(alice: User, sketch: SketchEngine) -> None:
    (job,) = press(alice, "a cat")
    dispatch.run()
    assert submit.cancel(job)
    assert (Job.objects.get().state, window(alice).left) == (State.CANCELED, 100_000)


def test_a_follower_that_hears_of_it_first_says_the_same(
    alice: User, sketch: SketchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = press(alice, "a cat")
    dispatch.run()
    stop = sketch.cancel

    def stop_and_be_asked(engine_id: str) -> bool:
        stopped = stop(engine_id)
        asked = Job.objects.lease_one(job.pk, State.RUNNING, 60)
        assert asked is not None
        follow.apply(asked, sketch.fetch(engine_id))
        return stopped

    monkeypatch.setattr(sketch, "cancel", stop_and_be_asked)
    assert submit.cancel(job)
    job.refresh_from_db()
    assert (job.state, job.reason, window(alice).left) == (State.CANCELED, "canceled", 100_000)


def test_a_job_that_was_cancelled_cannot_be_cancelled_again(alice: User) -> None:
    (job,) = press(alice, "a cat")
    submit.cancel(job)
    assert not submit.cancel(job)
    assert window(alice).left == 100_000


def test_another_speed_is_held_anew_and_the_old_hold_returned(alice: User) -> None:
    (job,) = press(alice, "a cat")
    assert submit.change_speed(job, "turbo")
    assert (job.mode, job.quote, window(alice).held, window(alice).left) == ("turbo", 4_000, 4_000, 96_000)


@pytest.mark.parametrize(
    ("asked", "first", "then", "timeout"),
    [
        (None, "relax", "fast", 300),
        (None, "fast", "relax", 600),
        (900, "fast", "turbo", 900),
        (900, "relax", "fast", 900),
        (450, "fast", "relax", 600),
    ],
)
def test_another_speed_keeps_the_timeout_that_was_asked_for(
    alice: User, asked: int | None, first: str, then: str, timeout: int
) -> None:
    wish = replace(wishes.single("a cat", first), timeout=asked)
    job = submit.submit(alice, Source.API, "k", (wish,)).jobs.get()
    assert submit.change_speed(job, then)
    assert job.timeout == timeout


@pytest.mark.parametrize("text", ["a cat", "a cat --v 6", "a cat --niji 6"])
def test_all_say_the_same_price(alice: User, text: str) -> None:
    (job,) = press(alice, text, "relax")
    offered = Prices().of(job, Action.IMAGINE, "fast")
    assert submit.change_speed(job, "fast")
    assert job.quote == offered == wishes.cost(wishes.single(text, "fast"))


def test_a_speed_that_costs_too_much_changes_nothing(alice: User) -> None:
    Window.objects.allow(Purse.objects.of(alice), 3_000)
    (job,) = press(alice, "a cat")
    with pytest.raises(NotEnough):
        submit.change_speed(job, "turbo")
    job.refresh_from_db()
    assert (job.mode, window(alice).held) == ("fast", 2_000)


def test_a_job_at_another_speed_settles_once(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    submit.change_speed(job, "turbo")
    drive()
    assert (window(alice).used, window(alice).held) == (4_000, 0)


def test_an_action_is_a_job_of_its_own_tied_to_its_parent(alice: User, ttapi: Upstream) -> None:
    (parent,) = press(alice, "a cat")
    drive()
    parent.refresh_from_db()
    job = submit.act(alice, parent, Step(Action.UPSCALE, 2), "k").jobs.get()
    drive()
    job.refresh_from_db()
    assert (job.state, job.parent, [picture.index for picture in job.pictures.all()]) == (State.DONE, parent, [0])


def test_an_action_that_is_not_offered_is_refused(alice: User) -> None:
    (waiting,) = press(alice, "a cat")
    with pytest.raises(NotOffered):
        submit.act(alice, waiting, Step(Action.UPSCALE, 2), "k")


def test_a_retry_is_tied_to_what_failed_and_held_anew(alice: User) -> None:
    (job,) = press(alice, "a cat")
    submit.cancel(job)
    again = submit.retry(alice, job, "k").jobs.get()
    assert (again.retry_of, window(alice).held) == (job, 2_000)


# A key with an allowance of its own ----------------------------------------------------------------------------------


def limited(user: User, allowance: int) -> ApiKey:
    key = ApiKey.objects.issue(user)
    Purse.objects.limit(key, allowance)
    return key


def by_key(key: ApiKey, text: str, press: str = "k") -> list[Job]:
    """What the API does with a text, or several by braces."""
    batch = submit.submit(key.user, Source.API, press, wishes.checked(text, "fast").wishes, api_key=key)
    return list(batch.jobs.order_by("number"))


def amounts(key: ApiKey) -> list[tuple[int, int]]:
    """What is used and held, of its person and of the key."""
    return [(window.used, window.held) for window in Window.objects.paying(key.user, key)]


def test_a_job_by_a_limited_key_is_held_in_both_purses(alice: User) -> None:
    key = limited(alice, 10_000)
    by_key(key, "a cat")
    assert amounts(key) == [(0, 2_000), (0, 2_000)]


def test_a_job_by_another_key_leaves_a_limited_one_alone(alice: User) -> None:
    key = limited(alice, 10_000)
    by_key(ApiKey.objects.issue(alice), "a cat")
    assert amounts(key) == [(0, 2_000), (0, 0)]


def test_a_key_that_has_too_little_is_refused_for_all_jobs_of_the_call(alice: User) -> None:
    key = limited(alice, 5_000)
    with pytest.raises(NotEnough) as refusal:
        by_key(key, "a {teal, amber, pink} kite")
    assert (refusal.value.needed, refusal.value.left, refusal.value.whose) == (6_000, 5_000, Whose.KEY)
    assert (Job.objects.count(), amounts(key)) == (0, [(0, 0), (0, 0)])


def test_a_person_who_has_less_than_the_key_may_spend_is_the_one_who_has_too_little(alice: User) -> None:
    key = limited(alice, 50_000)
    Window.objects.allow(Purse.objects.of(alice), 1_000)
    with pytest.raises(NotEnough) as refusal:
        by_key(key, "a cat")
    assert (refusal.value.left, refusal.value.whose) == (1_000, Whose.PERSON)


def test_cancelling_returns_to_both_purses(alice: User) -> None:
    key = limited(alice, 10_000)
    assert submit.cancel(by_key(key, "a cat")[0])
    assert amounts(key) == [(0, 0), (0, 0)]


def test_a_new_speed_is_held_in_both_purses(alice: User) -> None:
    key = limited(alice, 10_000)
    assert submit.change_speed(by_key(key, "a cat")[0], "turbo")
    assert amounts(key) == [(0, 4_000), (0, 4_000)]


def test_a_speed_that_is_too_dear_for_the_key_changes_nothing(alice: User) -> None:
    key = limited(alice, 3_000)
    (job,) = by_key(key, "a cat")
    with pytest.raises(NotEnough) as refusal:
        submit.change_speed(job, "turbo")
    assert (refusal.value.left, refusal.value.whose) == (3_000, Whose.KEY)
    job.refresh_from_db()
    assert (job.mode, amounts(key)) == ("fast", [(0, 2_000), (0, 2_000)])


@pytest.mark.django_db(transaction=True)
def test_fifty_calls_at_once_by_two_keys_overdraw_nothing(alice: User) -> None:
    """Of 50 jobs at 2 units, one key may have 9 and the other 15, and their person 20."""
    User.objects.filter(pk=alice.pk).update(max_queue=100)
    alice.refresh_from_db()
    Window.objects.allow(Purse.objects.of(alice), 40_000)
    keys = [limited(alice, 18_000), limited(alice, 30_000)]
    asked = wishes.checked("a cat", "fast").wishes

    def call(number: int) -> bool:
        try:
            submit.submit(alice, Source.API, str(number), asked, api_key=keys[number % 2])
            return True
        except NotEnough:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        won = list(pool.map(call, range(50)))
    held = [Window.objects.paying(alice, key)[1].held for key in keys]
    assert sum(won) == Job.objects.count() == 20
    assert (window(alice).held, sum(held)) == (40_000, 40_000)
    assert held[0] <= 18_000
    assert held[1] <= 30_000


# Where new jobs go --------------------------------------------------------------------------------------------------


def asked(user: User, api_key: ApiKey | None = None) -> Job:
    """A job of this person's, asked for with this key or in the browser."""
    source = Source.API if api_key else Source.PAGE
    return submit.submit(user, source, "k", (wishes.single("a cat", "fast"),), api_key=api_key).jobs.get()


def test_a_job_goes_to_the_space_the_person_is_in(alice: User) -> None:
    alice.enter(alice.personal_space)
    assert asked(alice).team == alice.personal_space


def test_a_job_of_a_key_goes_to_the_team_of_the_key(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    alice.enter(alice.personal_space)
    assert asked(alice, key).team == key.team


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BILLING])
def test_a_role_that_makes_no_pictures_is_turned_away_and_nothing_is_held(bob: User, role: Role) -> None:
    Membership.objects.filter(user=bob, team=bob.team).update(role=role)
    with pytest.raises(MayNotCreate, match=str(role.label)):
        asked(bob)
    assert (Job.objects.count(), window(bob).held) == (0, 0)


def test_a_key_of_a_team_that_one_has_left_makes_nothing(bob: User) -> None:
    key = ApiKey.objects.issue(bob)
    Membership.objects.filter(user=bob, team=key.team).delete()
    with pytest.raises(MayNotCreate):
        asked(bob, key)


def test_what_a_job_costs_is_told_apart_by_speed_work_and_key(alice: User) -> None:
    key = ApiKey.objects.issue(alice)
    job = asked(alice, key)
    hold = Line.objects.get(reference=job.reference, kind="hold")
    assert hold.facets == Facets(alice.team.pk, alice.pk, timezone.localdate(), "fast", "imagine", "", str(key.pk))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])  # a day apart at any time
def test_its_day_is_one_of_the_calendar_of_the_team(alice: User, zone: str) -> None:
    Team.objects.filter(pk=alice.team.pk).update(zone=zone)
    job = asked(User.objects.get(pk=alice.pk))
    hold = Line.objects.get(reference=job.reference, kind="hold")
    assert hold.day == timezone.localdate(hold.at, ZoneInfo(zone))


def test_another_speed_is_told_apart_by_its_own_name(alice: User) -> None:
    job = asked(alice)
    submit.change_speed(job, "turbo")
    speeds = Line.objects.of(alice).filter(kind="hold").order_by("pk").values_list("speed", flat=True)
    assert list(speeds) == ["fast", "turbo"]


# What they are made for ---------------------------------------------------------------------------------------------


@pytest.fixture
def spring(alice: User) -> Project:
    return Project.objects.create(team=alice.team, name="Spring")


def test_a_press_is_for_the_project_the_person_works_for(alice: User, spring: Project) -> None:
    alice.work_for(spring)
    job = asked(alice)
    assert (job.project, job.facets.project) == (spring, str(spring.pk))


def test_a_program_names_its_project_and_gets_no_other(alice: User, spring: Project) -> None:
    key = ApiKey.objects.issue(alice)
    alice.work_for(spring)
    assert asked(alice, key).project is None


def test_what_is_made_of_an_earlier_job_is_for_its_project(alice: User, spring: Project) -> None:
    alice.work_for(spring)
    earlier = asked(alice)
    alice.work_for(None)
    wish = replace(wishes.single("a cat", "fast"), parent=earlier)
    assert submit.submit(alice, Source.PAGE, "l", (wish,)).jobs.get().project == spring


def test_a_project_that_has_ended_takes_no_new_jobs(alice: User, spring: Project) -> None:
    alice.work_for(spring)
    earlier = asked(alice)
    spring.end(By(alice))
    wish = replace(wishes.single("a cat", "fast"), parent=earlier)
    assert submit.submit(alice, Source.PAGE, "l", (wish,)).jobs.get().project is None


def test_a_project_with_a_ceiling_pays_too(alice: User, spring: Project) -> None:
    purse = Purse.objects.create(project=spring)
    Window.objects.allow(purse, 1_000)
    alice.work_for(spring)
    with pytest.raises(NotEnough):
        asked(alice)
