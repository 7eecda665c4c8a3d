"""Deliveries over real sockets: who is called, how often, with what, and what no crash or hostile server can do."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from jobs import hooks, submit, wishes
from jobs import times as times_module
from jobs.actions import Action, Step
from jobs.errors import HookRefused
from jobs.models import Delivery, DeliveryAttempt, Job, Source
from jobs.models.delivery import Fate, Outcome
from jobs.states import State
from mjweb.accounts.by import SITE
from mjweb.accounts.models import ApiKey, User
from tests.jobs.conftest import drive
from tests.jobs.receiver import Receiver
from tests.jobs.upstream import Upstream
from tests.jobs.views.conftest import bring, fail

PUBLIC = "93.184.216.34"


@pytest.fixture(autouse=True)
def quick(settings: Settings) -> None:
    """Short pauses, and hookUrls on this machine are allowed."""
    settings.PACE = "chaos"
    settings.ENV = replace(settings.ENV, allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


def asked(user: User, url: str, text: str = "a lighthouse", key: ApiKey | None = None) -> Job:
    """A job in line whose hookUrl is this."""
    wish = wishes.single(text, "fast", hook_url=url)
    return submit.submit(user, Source.PAGE, secrets.token_hex(8), (wish,), api_key=key).jobs.get()


def ended(user: User, url: str, key: ApiKey | None = None) -> Job:
    return fail(asked(user, url, key=key))


def waits() -> bool:
    return Delivery.objects.filter(state=Fate.WAITING).exists()


def send(seconds: float = 20) -> None:
    """What the sender does, until nothing waits."""
    end = time.monotonic() + seconds

    def over() -> bool:
        assert time.monotonic() < end, list(Delivery.objects.values_list("state", "tries", "due_at"))
        return not waits()

    hooks.run(over)


def attempts(job: Job) -> list[tuple[int, int | None]]:
    return list(DeliveryAttempt.objects.filter(delivery__job=job).order_by("number").values_list("number", "status"))


def state(job: Job) -> str:
    return Delivery.objects.get(job=job).state


def cut_off() -> None:
    """Their sender has died, and its leases are over."""
    Delivery.objects.update(lease_until=timezone.now())


# When it is called ----------------------------------------------------------------------------------------------------


def test_the_end_of_a_job_is_told_once(alice: User, receiver: Receiver) -> None:
    job = ended(alice, receiver.url)
    send()
    send()
    assert len(receiver.calls) == 1
    assert (state(job), attempts(job)) == ("delivered", [(1, 200)])


def test_a_job_is_told_of_when_its_pictures_are_stored(alice: User, ttapi: Upstream, receiver: Receiver) -> None:
    job = asked(alice, receiver.url)
    drive()
    assert state(job) == "waiting"
    send()
    told = json.loads(receiver.bodies[0])
    assert (told["status"], told["data"]["progress"], len(told["data"]["images"])) == ("SUCCESS", "100", 4)


@pytest.mark.parametrize("end", [State.FAILED, State.LOST, State.CANCELED])
def test_every_other_end_is_told_as_well(alice: User, receiver: Receiver, end: State) -> None:
    job = asked(alice, receiver.url)
    if end is State.CANCELED:
        assert submit.cancel(job)
    else:
        bring(job, State.RUNNING)
        assert Job.objects.move(job.pk, State.RUNNING, end, reason="deadline")
    send()
    assert json.loads(receiver.bodies[0])["status"] == "FAILED"


def test_nothing_is_told_before_the_end(alice: User, receiver: Receiver) -> None:
    bring(asked(alice, receiver.url), State.FETCHING)
    assert not Delivery.objects.exists()


def test_a_job_without_a_hook_url_has_no_delivery(alice: User) -> None:
    ended(alice, "")
    assert not Delivery.objects.exists()


def test_the_delivery_stands_and_falls_with_the_end(alice: User, receiver: Receiver) -> None:
    job = bring(asked(alice, receiver.url), State.RUNNING)
    with transaction.atomic():
        Job.objects.move(job.pk, State.RUNNING, State.FAILED)
        assert Delivery.objects.filter(job=job).exists()
        transaction.set_rollback(True)
    job.refresh_from_db()
    assert (job.state, Delivery.objects.exists()) == (State.RUNNING, False)


def test_a_seed_job_calls_its_own_hook_url_only(alice: User, receiver: Receiver) -> None:
    parent = bring(asked(alice, receiver.url), State.DONE)
    send()
    with Receiver("127.0.0.2") as other:
        step = Step(Action.SEED)
        seed = submit.act(alice, parent, step, "seed", hook_url=other.url).jobs.get()
        bring(seed, State.RUNNING)
        assert Job.objects.move(seed.pk, State.RUNNING, State.DONE)
        send()
        assert [json.loads(body)["jobId"] for body in other.bodies] == [str(seed.uid)]
    assert [json.loads(body)["jobId"] for body in receiver.bodies] == [str(parent.uid)]


def test_a_job_ends_even_if_its_hook_url_is_no_address(alice: User) -> None:
    job = ended(alice, "https://[nonsense")
    send()
    assert (job.state, state(job), len(attempts(job))) == (State.FAILED, "failed", 3)


# What is sent ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("end", [State.DONE, State.FAILED])
def test_the_body_is_what_fetch_answers(alice: User, receiver: Receiver, end: State) -> None:
    key = ApiKey.objects.issue(alice)
    job = asked(alice, receiver.url)
    bring(job, State.DONE) if end is State.DONE else fail(job, message="Banned word")
    send()
    answer = Client().get("/midjourney/v1/fetch", {"jobId": str(job.uid)}, headers={"TT-API-KEY": key.secret})
    assert receiver.bodies == [answer.content]


def test_one_post_of_json_reaches_the_whole_address(alice: User, receiver: Receiver) -> None:
    ended(alice, receiver.url)
    send()
    (call,) = receiver.calls
    assert (call.method, call.path, call.headers["content-type"]) == ("POST", "/hook?mine=1", "application/json")


def test_no_key_is_left_out_of_the_body(alice: User, receiver: Receiver) -> None:
    ended(alice, receiver.url)
    send()
    data = json.loads(receiver.bodies[0])["data"]
    assert {name: data[name] for name in ("progress", "images", "seed", "cdnImage")} == dict.fromkeys(
        ("progress", "images", "seed", "cdnImage")
    )


def test_deliveries_are_unsigned_unless_the_key_asks_for_it(alice: User, receiver: Receiver) -> None:
    ended(alice, receiver.url, key=ApiKey.objects.issue(alice))
    send()
    assert not [name for name in receiver.calls[0].headers if name.startswith("webhook-")]


def test_a_signature_verifies(alice: User, receiver: Receiver) -> None:
    key = ApiKey.objects.issue(alice, sign_hooks=True)
    ended(alice, receiver.url, key=key)
    send()
    (call,) = receiver.calls
    name, at, said = (call.headers[f"webhook-{word}"] for word in ("id", "timestamp", "signature"))
    # By the text of Standard Webhooks 1.0, with another way to make a MAC than the sender's.
    scheme, _, secret = key.signing_secret.partition("_")
    mac = hmac.new(base64.b64decode(secret), digestmod=hashlib.sha256)
    for piece in (name.encode(), b".", at.encode(), b".", call.body):
        mac.update(piece)
    assert (scheme, said) == ("whsec", "v1," + base64.b64encode(mac.digest()).decode())
    assert abs(int(at) - time.time()) < 60


def test_a_signature_has_the_vector_of_the_standard() -> None:
    # The worked example that libraries for Standard Webhooks share.
    headers = hooks.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_all_attempts_bear_one_name_so_that_a_repetition_can_be_told(alice: User, receiver: Receiver) -> None:
    receiver.answers = [500]
    ended(alice, receiver.url, key=ApiKey.objects.issue(alice, sign_hooks=True))
    send()
    assert len({call.headers["webhook-id"] for call in receiver.calls}) == 1


# What counts ----------------------------------------------------------------------------------------------------------


def test_a_failed_attempt_is_followed_by_another(alice: User, receiver: Receiver) -> None:
    receiver.answers = [500]
    job = ended(alice, receiver.url)
    send()
    assert (state(job), attempts(job)) == ("delivered", [(1, 500), (2, 200)])


def test_three_attempts_are_all(alice: User, receiver: Receiver) -> None:
    receiver.usual = 500
    job = ended(alice, receiver.url)
    send()
    assert (state(job), attempts(job)) == ("failed", [(1, 500), (2, 500), (3, 500)])
    assert len(receiver.calls) == 3


@pytest.mark.parametrize("status", [201, 202, 204, 301, 410])
def test_nothing_but_200_acknowledges(alice: User, receiver: Receiver, status: int) -> None:
    receiver.answers = [status]
    job = ended(alice, receiver.url)
    send()
    assert attempts(job) == [(1, status), (2, 200)]


def test_the_attempts_come_at_once_after_5_and_after_30_seconds(alice: User, settings: Settings) -> None:
    settings.PACE = "production"
    job = ended(alice, "https://127.0.0.1/")
    waited = []
    for _ in range(3):
        due = Delivery.objects.get(job=job).due_at
        waited.append(round((due - timezone.now()).total_seconds()))
        Delivery.objects.update(due_at=timezone.now())
        attempt = Delivery.objects.begin(Delivery.objects.get(job=job).pk, 30)
        assert attempt
        assert attempt.end(Outcome(500, "", 1), times_module.times().hook_pauses)
    assert (waited, state(job)) == ([0, 5, 30], "failed")


def test_a_refused_connection_counts_like_any_other_answer(alice: User) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    job = ended(alice, f"http://127.0.0.1:{port}/")
    send()
    assert (state(job), attempts(job)) == ("failed", [(1, None), (2, None), (3, None)])
    assert DeliveryAttempt.objects.values_list("error", flat=True)[0] == "127.0.0.1 could not be reached."


def test_silence_is_a_failed_attempt(alice: User, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(times_module.PROFILES, "chaos", replace(times_module.PROFILES["chaos"], hook=0.3))
    receiver.answers = [receiver.hang]
    job = ended(alice, receiver.url)
    send()
    assert (state(job), attempts(job)) == ("delivered", [(1, None), (2, 200)])


def test_a_redirect_is_not_followed(alice: User, receiver: Receiver) -> None:
    with Receiver("127.0.0.2") as inner:

        def lead_on(request: BaseHTTPRequestHandler) -> None:
            request.send_response(302)
            request.send_header("Location", inner.url)
            request.send_header("Content-Length", "0")
            request.end_headers()

        receiver.usual = lead_on
        job = ended(alice, receiver.url)
        send()
        assert inner.calls == []
    assert (state(job), attempts(job)) == ("failed", [(1, 302), (2, 302), (3, 302)])


def test_an_endless_answer_is_cut_and_counts_by_its_status(alice: User, receiver: Receiver) -> None:
    def talk(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not receiver.over.is_set():
            request.wfile.write(b"x" * 10_000)

    receiver.usual = talk
    job = ended(alice, receiver.url)
    send()
    assert attempts(job) == [(1, 200)]


# Several senders, crashes, slow hosts ---------------------------------------------------------------------------------


def test_an_attempt_cut_off_by_a_crash_is_made_again_and_may_arrive_twice(alice: User, receiver: Receiver) -> None:
    job = ended(alice, receiver.url)
    (attempt,) = hooks.take([])
    letter = hooks.compose(attempt)
    assert letter
    assert hooks.call(letter).status == 200  # and the process dies before it is noted
    cut_off()
    send()
    assert len(receiver.calls) == 2
    assert (state(job), attempts(job)) == ("delivered", [(1, None), (2, 200)])


def test_nobody_takes_an_attempt_that_is_being_made(alice: User, receiver: Receiver) -> None:
    ended(alice, receiver.url)
    assert len(hooks.take([])) == 1
    assert hooks.take([]) == []


def test_the_third_attempt_is_the_last_even_if_it_was_cut_off(alice: User, receiver: Receiver) -> None:
    job = ended(alice, receiver.url)
    for _ in range(3):
        assert len(hooks.take([])) == 1
        cut_off()
    assert hooks.take([]) == []
    hooks.sweep()
    assert (state(job), attempts(job)) == ("failed", [(1, None), (2, None), (3, None)])


def test_a_sweep_leaves_alone_what_is_being_made(alice: User, receiver: Receiver) -> None:
    job = ended(alice, receiver.url)
    Delivery.objects.update(tries=2)
    (attempt,) = hooks.take([])
    hooks.sweep()
    assert state(job) == "waiting"
    hooks.hear(attempt, Outcome(200, "", 5))
    assert state(job) == "delivered"


def test_a_sender_that_was_presumed_dead_decides_nothing(alice: User, receiver: Receiver) -> None:
    job = ended(alice, receiver.url)
    (slow,) = hooks.take([])
    cut_off()
    (_other,) = hooks.take([])
    hooks.hear(slow, Outcome(200, "", 5))
    assert (state(job), attempts(job)) == ("waiting", [(1, 200), (2, None)])


@pytest.mark.django_db(transaction=True)
def test_two_senders_deliver_each_end_once(alice: User, receiver: Receiver) -> None:
    jobs = [ended(alice, receiver.url) for _ in range(20)]
    start = threading.Barrier(2)
    troubles: list[BaseException] = []

    def sender() -> None:
        try:
            start.wait()
            send()
        except BaseException as trouble:  # noqa: BLE001  # told below, in the thread of the test
            troubles.append(trouble)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=sender) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert sorted(json.loads(body)["jobId"] for body in receiver.bodies) == sorted(str(job.uid) for job in jobs)


def test_a_slow_host_leaves_room_for_others(alice: User, receiver: Receiver) -> None:
    with Receiver("127.0.0.2") as slow:
        slow.usual = slow.hang
        for _ in range(30):
            ended(alice, slow.url)
        job = ended(alice, receiver.url)
        end = time.monotonic() + 20

        def told() -> bool:
            assert time.monotonic() < end
            if state(job) == "delivered":
                slow.over.set()
                return True
            return False

        hooks.run(told)
        assert len(slow.calls) <= hooks.MOST_A_HOST
    assert len(receiver.calls) == 1


def test_a_person_with_many_slow_hosts_leaves_room_for_others(alice: User, bob: User) -> None:
    for last in range(30):
        ended(alice, f"http://127.0.1.{last}/")
    job = ended(bob, "http://127.0.2.1/")
    begun = hooks.take([])
    begun += hooks.take(begun)
    assert sum(attempt.delivery.user_id == alice.pk for attempt in begun) == hooks.MOST_A_PERSON
    assert [attempt.delivery.job_id for attempt in begun if attempt.delivery.user_id == bob.pk] == [job.pk]


def test_looking_in_vain_is_one_query(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert hooks.take([]) == []


def test_a_body_that_cannot_be_written_stops_nobody(
    alice: User, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, job = ended(alice, receiver.url), ended(alice, receiver.url)
    Job.objects.filter(pk=broken.pk).update(action="nonsense")
    send()
    assert (state(broken), state(job), len(receiver.calls)) == ("failed", "delivered", 1)


# Who is called --------------------------------------------------------------------------------------------------------


def test_a_revoked_key_changes_nothing_for_its_jobs(alice: User, receiver: Receiver) -> None:
    key = ApiKey.objects.issue(alice, sign_hooks=True)
    job = asked(alice, receiver.url, key=key)
    key.revoke(SITE)
    fail(job)
    send()
    assert "webhook-signature" in receiver.calls[0].headers


def test_a_person_whose_account_is_closed_is_not_called(alice: User, receiver: Receiver) -> None:
    job = ended(alice, receiver.url)
    User.objects.filter(pk=alice.pk).update(is_active=False)
    send()
    assert (receiver.calls, state(job), attempts(job)) == ([], "failed", [])


def test_deliveries_are_forgotten_after_30_days(alice: User, receiver: Receiver) -> None:
    old, young = ended(alice, receiver.url), ended(alice, receiver.url)
    send()
    now = timezone.now()
    Delivery.objects.filter(job=old).update(created_at=now - timedelta(days=30, minutes=1))
    Delivery.objects.filter(job=young).update(created_at=now - timedelta(days=29, hours=23))
    hooks.sweep()
    assert list(Delivery.objects.values_list("job", flat=True)) == [young.pk]
    assert DeliveryAttempt.objects.count() == 1


# Which addresses ------------------------------------------------------------------------------------------------------


def table(**names: str) -> Callable[[str, int], list[str]]:
    """A resolver that knows these names."""

    def resolve(host: str, _port: int) -> list[str]:
        found = names.get(host.replace(".", "_"))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [found]

    return resolve


@pytest.fixture
def outside(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that allows no network, and a world of three names."""
    settings.ENV = replace(settings.ENV, allow_networks=())
    names = table(example_org=PUBLIC, inside_example_org="10.0.0.7", meta_example_org="169.254.169.254")
    monkeypatch.setattr("jobs.hooks.system_resolver", names)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://example.org/hook", "https on port 443 only"),
        ("https://example.org:8443/hook", "https on port 443 only"),
        ("https://inside.example.org/", "inside.example.org is not a public address"),
        ("https://meta.example.org/latest/", "not a public address"),
        ("https://127.0.0.1/", "not a public address"),
        ("https://[::ffff:10.0.0.1]/", "not a public address"),
        ("https://0x7f.1/", "no proper host"),
        ("https://nobody.example.org/", "nobody.example.org could not be found"),
        ("https://me:word@example.org/", "user name"),
        ("ftp://example.org/", "Only http and https"),
        ("example.org/hook", "Only http and https"),
        ("https://example.org/" + "x" * 2000, "longer than 2000"),
    ],
)
@pytest.mark.usefixtures("outside")
def test_a_hook_url_that_is_never_called_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(HookRefused) as refused:
        hooks.check(url)
    assert sentence in refused.value.message
    assert "Nothing was held." in refused.value.message


@pytest.mark.usefixtures("outside")
def test_a_public_https_address_is_let_in() -> None:
    hooks.check("https://example.org/hook?mine=1")


def test_an_allowed_network_may_be_called_by_http_on_any_port() -> None:
    hooks.check("http://127.0.0.1:8080/hook")


@pytest.mark.usefixtures("outside")
def test_a_name_server_that_takes_its_time_holds_no_submission(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def slow(_host: str, _port: int) -> list[str]:
        over.wait()
        return ["10.0.0.7"]

    monkeypatch.setattr("jobs.hooks.system_resolver", slow)
    monkeypatch.setattr("jobs.hooks.PATIENCE", 0.05)
    hooks.check("https://slow.example.org/")
    over.set()
    for thread in threading.enumerate():
        if thread.name == "hook-name":
            thread.join()


@pytest.mark.usefixtures("outside")
def test_slow_name_servers_leave_no_more_than_a_few_threads_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    over, begun = threading.Event(), []

    def slow(host: str, _port: int) -> list[str]:
        begun.append(host)
        over.wait()
        return ["10.0.0.7"]

    monkeypatch.setattr("jobs.hooks.system_resolver", slow)
    monkeypatch.setattr("jobs.hooks.PATIENCE", 0.01)
    for number in range(hooks.LOOK_UPS + 3):
        hooks.check(f"https://slow{number}.example.org/")
    waiting = [thread for thread in threading.enumerate() if thread.name == "hook-name"]
    assert len(waiting) == len(begun) == hooks.LOOK_UPS
    over.set()
    for thread in waiting:
        thread.join()
    monkeypatch.setattr("jobs.hooks.PATIENCE", 60)
    with pytest.raises(HookRefused):  # there is room again
        hooks.check("https://slow.example.org/")


def test_a_name_that_turned_private_since_is_not_called(
    alice: User, receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENV = replace(settings.ENV, allow_networks=())
    port = receiver.url.split(":")[2].partition("/")[0]
    monkeypatch.setattr("jobs.hooks.system_resolver", table(example_org=PUBLIC))
    hooks.check("https://example.org/")
    job = ended(alice, f"https://example.org:{port}/")
    monkeypatch.setattr("jobs.hooks.system_resolver", table(example_org="127.0.0.1"))
    send()
    assert (receiver.calls, state(job)) == ([], "failed")
    errors = set(DeliveryAttempt.objects.values_list("error", flat=True))
    assert errors == {"example.org is not a public address, so it is not called."}


def test_a_name_is_looked_up_once_for_each_call(
    alice: User, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up = []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    monkeypatch.setattr("jobs.hooks.system_resolver", resolve)
    ended(alice, receiver.url.replace("127.0.0.1", "example.org"))
    send()
    assert (len(receiver.calls), looked_up) == (1, ["example.org"])
