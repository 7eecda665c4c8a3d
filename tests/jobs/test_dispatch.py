"""From line to engine: exact limits, turns, and the one move that each answer allows."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone
from pytest_django import Settings

from jobs import dispatch, follow, references, submit, wishes
from jobs.caps import due_for
from jobs.errors import NotSent
from jobs.models import Attempt, Feed, Job, Price, Role, Source
from jobs.models import Upstream as UpstreamRow
from jobs.references import Reference
from jobs.sending import begin, send
from jobs.states import State
from jobs.tariff import Cell
from jobs.times import PROFILES, times
from mjweb.accounts.by import COMMAND
from mjweb.accounts.models import User
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import drive, press
from tests.jobs.test_uploads import brought, photo
from tests.jobs.upstream import Upstream, faults


def left(user: User) -> int:
    return Window.objects.current(Purse.objects.of(user)).left


def test_a_prompt_becomes_four_tiles_and_a_grid(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a lighthouse in fog --ar 3:2")
    drive()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert sorted(job.pictures.values_list("part", "index")) == [
        ("grid", 0), ("tile", 1), ("tile", 2), ("tile", 3), ("tile", 4),
    ]  # fmt: skip


def test_a_finished_job_settles_its_hold(alice: User, ttapi: Upstream) -> None:
    press(alice, "a lighthouse")
    assert left(alice) == 98_000
    drive()
    window = Window.objects.current(Purse.objects.of(alice))
    assert (window.used, window.held) == (2_000, 0)


def test_the_prompt_reaches_the_engine_as_it_was_written_with_our_seed_behind_it(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "  €528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720 ")
    drive()
    assert ttapi.accepted[0].prompt == (
        f"€528,695 poker scam at a WSOP final table, poker, realistic --ar 1280:720 --seed {job.seed}"
    )


def test_a_seed_of_the_person_is_not_doubled(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat --seed 7")
    drive()
    assert ttapi.accepted[0].prompt == "a cat --seed 7"


def test_a_speed_in_the_text_travels_in_its_field(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat --turbo --seed 7", "fast")
    drive()
    assert (job.mode, job.quote, ttapi.accepted[0].prompt) == ("turbo", 4_000, "a cat --seed 7")


def test_never_more_in_progress_than_the_limit(alice: User, ttapi: Upstream) -> None:
    UpstreamRow.objects.update(limit=3)
    ttapi.limit = 3
    press(alice, "a cat --repeat 12")
    drive(40)
    assert (ttapi.most, ttapi.over, Job.objects.filter(state=State.DONE).count()) == (3, 0, 12)


def test_the_database_refuses_two_jobs_in_one_place(alice: User, ttapi: Upstream) -> None:
    one, other = press(alice, "a cat --repeat 2")
    row = UpstreamRow.objects.get()
    Job.objects.filter(pk=one.pk).update(state=State.RUNNING, upstream=row, slot=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=other.pk).update(state=State.RUNNING, upstream=row, slot=0)


def test_the_database_refuses_a_place_for_a_job_that_waits(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(slot=0)


def test_people_take_turns(alice: User, bob: User, ttapi: Upstream) -> None:
    UpstreamRow.objects.update(limit=4)
    press(alice, "a cat --repeat 8")
    press(bob, "a dog --repeat 2")
    claimed = dispatch.claim()
    assert sorted(sending.job.user.name for sending in claimed) == [
        "Alice Archer",
        "Alice Archer",
        "Bob Baker",
        "Bob Baker",
    ]


def test_a_newcomer_does_not_wait_behind_what_was_asked_before(alice: User, bob: User, ttapi: Upstream) -> None:
    UpstreamRow.objects.update(limit=5)
    press(alice, "a cat --repeat 20")
    dispatch.claim()
    press(bob, "a dog")
    UpstreamRow.objects.update(limit=6)
    (next_one,) = dispatch.claim()
    assert next_one.job.user == bob


def test_an_attempt_is_written_before_the_call(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    assert Attempt.objects.get(job=job).tag == sending.order.tag
    assert ttapi.asked("a cat") == 0


def test_a_claim_that_ran_out_goes_back_into_line(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    dispatch.claim()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    follow.sweep()
    job.refresh_from_db()
    assert (job.state, job.slot) == (State.QUEUED, None)


def test_a_claim_that_ran_out_cannot_be_sent_any_more(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat")
    (sending,) = dispatch.claim()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert begin(sending) is False


def test_a_sending_that_ran_out_is_unknown_and_keeps_its_place(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    (sending,) = dispatch.claim()
    begin(sending)
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    follow.sweep()
    job.refresh_from_db()
    assert (job.state, job.slot) == (State.UNKNOWN, 0)


def test_an_unknown_job_is_returned_at_its_deadline_and_never_sent_again(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.drop(accept=True))
    (job,) = press(alice, "a cat")
    drive(until={State.UNKNOWN})
    Job.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    drive()
    job.refresh_from_db()
    assert (job.state, left(alice), ttapi.asked("a cat")) == (State.LOST, 100_000, 1)


def test_a_refused_prompt_is_returned_with_the_reason(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.refused())
    (job,) = press(alice, "a cat")
    drive()
    job.refresh_from_db()
    assert (job.state, job.reason, left(alice)) == (State.FAILED, "banned", 100_000)
    assert job.message


def test_a_full_queue_upstream_only_delays(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.queue_full(), times=2)
    (job,) = press(alice, "a cat")
    drive()
    job.refresh_from_db()
    assert (job.state, ttapi.taken("a cat")) == (State.DONE, 1)


def test_a_wrong_key_pauses_the_upstream_and_keeps_the_job(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.wrong_key())
    (job,) = press(alice, "a cat")
    dispatch.run()
    job.refresh_from_db()
    assert job.state == State.QUEUED
    assert not bool(UpstreamRow.objects.open())


def test_a_job_that_kills_whoever_claims_it_is_given_up(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    for _ in range(dispatch.POISON):
        dispatch.claim()
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        follow.sweep()
    dispatch.claim()
    job.refresh_from_db()
    assert (job.state, job.reason, left(alice)) == (State.FAILED, "poison", 100_000)


def test_who_was_claimed_beside_it_is_not_given_up_with_it(alice: User, ttapi: Upstream) -> None:
    deadly, *others = [press(alice, f"the {name} cat")[0] for name in ("first", "second", "third")]
    for _ in range(dispatch.POISON):
        dispatch.claim()
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        follow.sweep()
    drive()
    states = dict(Job.objects.values_list("pk", "state"))
    assert (states[deadly.pk], {states[other.pk] for other in others}) == (State.FAILED, {State.DONE})


def test_a_job_of_which_no_order_can_be_made_is_returned_and_keeps_nobody_waiting(alice: User, ttapi: Upstream) -> None:
    broken, whole = press(alice, "a {cat, dog}")
    Job.objects.filter(pk=broken.pk).update(action="unheard of")
    (sending,) = dispatch.claim()
    broken.refresh_from_db()
    assert (sending.job.pk, broken.state, broken.reason) == (whole.pk, State.FAILED, "poison")
    assert left(alice) == 98_000


@pytest.mark.sqlite  # whose plan says so also for an empty table
def test_the_next_jobs_are_found_by_the_index_of_the_line(ttapi: Upstream) -> None:
    due = due_for(UpstreamRow.objects.get())
    lines = due.order_by().values("team_id", "user_id").annotate(Min("rank"))
    own = due.filter(team=1, user=1).in_line()
    plans = [lines.explain(), own.values("pk")[:10].explain(), due.values("pk")[:1].explain()]
    assert all("job_in_line" in plan for plan in plans), plans


def test_a_new_price_does_not_change_what_was_quoted(alice: User, ttapi: Upstream) -> None:
    press(alice, "a cat")
    Price.objects.add(COMMAND, Cell("imagine", "fast"), 50_000)
    drive()
    assert left(alice) == 98_000


def test_every_visible_change_raises_the_version_of_the_feeds(alice: User, ttapi: Upstream) -> None:
    (job,) = press(alice, "a cat")
    before = Feed.objects.versions(f"p{alice.pk}", f"t{alice.team.pk}")
    drive()
    after = Feed.objects.versions(f"p{alice.pk}", f"t{alice.team.pk}")
    job.refresh_from_db()
    assert all(after[key] > before[key] for key in before)
    assert (job.person_version, job.team_version) == (after[f"p{alice.pk}"], after[f"t{alice.team.pk}"])


@pytest.mark.parametrize(("engine", "handed"), [("sketch", ["style"]), ("ttapi", [])])
def test_references_are_handed_to_the_embedded_engine_alone(
    alice: User, settings: Settings, engine: str, handed: list[str]
) -> None:
    settings.PUBLIC_URL = "https://mj.example.org"
    upload = brought(alice, photo())
    UpstreamRow.objects.create(name="this", engine=engine)
    press(alice, references.written("a cat", [Reference(upload.url, Role.STYLE)]))
    (sending,) = dispatch.claim()
    assert list(sending.order.roles) == handed
    assert list(sending.pictures) == [upload.clean_name for _role in handed]
    assert f"--sref https://mj.example.org{upload.url}" in sending.order.prompt


# Orders with pictures -------------------------------------------------------------------------------------------------


def blends(user: User, count: int) -> list[Job]:
    red, blue = (brought(user, photo("PNG", size)) for size in ((8, 8), (9, 9)))
    asked = (wishes.blend((red, blue), "square", "fast"),) * count
    return list(submit.submit(user, Source.PAGE, "blends", asked).jobs.order_by("number"))


def test_two_orders_with_pictures_are_taken_and_all_without(alice: User, ttapi: Upstream) -> None:
    blends(alice, 4)
    press(alice, "a {cat, dog}")
    actions = [sending.job.action for sending in dispatch.claim()]
    assert (actions.count("blend"), actions.count("imagine")) == (2, 2)


def test_where_no_more_pictures_may_go_the_places_are_for_the_others(alice: User, ttapi: Upstream) -> None:
    UpstreamRow.objects.update(limit=2)
    blends(alice, 4)
    press(alice, "a {cat, dog}")
    assert [sending.job.action for sending in dispatch.claim(0)] == ["imagine", "imagine"]


def test_never_more_than_two_orders_with_pictures_are_on_their_way(alice: User, ttapi: Upstream) -> None:
    ttapi.script(faults.late(1), times=5)
    blends(alice, 3)
    press(alice, "a {cat, dog}")
    dispatch.run()
    went = [seen.path.rpartition("/")[2] for seen in ttapi.requests]
    assert sorted(went[:4]) == ["blend", "blend", "imagine", "imagine"]
    assert went[4:] == ["blend"]


def test_who_waits_for_an_upload_goes_on_with_orders_without_pictures(
    alice: User, ttapi: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROFILES, "chaos", replace(PROFILES["chaos"], turn=0.3))
    ttapi.script(faults.late(2))
    (blend,) = blends(alice, 1)
    (later,) = press(alice, "a cat")
    Job.objects.filter(pk=later.pk).update(due_at=timezone.now() + timedelta(seconds=1))
    dispatch.run()
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {blend.pk: State.RUNNING, later.pk: State.RUNNING}


def test_the_lease_of_an_order_with_pictures_is_longer(alice: User, ttapi: Upstream, settings: Settings) -> None:
    settings.PACE = "production"
    (job,) = blends(alice, 1)
    (sending,) = dispatch.claim()
    begin(sending)
    job.refresh_from_db()
    assert job.sent_at is not None
    assert job.lease_until - job.sent_at >= timedelta(seconds=times().upload)


def test_what_took_too_long_to_read_from_the_disk_is_not_sent(alice: User, ttapi: Upstream) -> None:
    blends(alice, 1)
    (sending,) = dispatch.claim()
    assert begin(sending)
    path = Path(default_storage.path(sending.pictures[0]))
    path.unlink()
    os.mkfifo(path)  # a file that gives its bytes when somebody writes them
    begun, reading = time.monotonic(), threading.Event()

    def write() -> None:
        with path.open("wb") as file:  # opens when the other end is read
            reading.set()
            threading.Event().wait(times().handover + 0.1)
            file.write(photo("PNG"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        with pytest.raises(NotSent):
            send(sending, begun)
    finally:
        writer.join()
        path.unlink()
    assert reading.is_set()
    assert ttapi.requests == []
