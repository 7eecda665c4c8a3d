"""The outbox over a real mail server: what goes out, what is tried again, what is given up, what never goes twice."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage as Received

import pytest
from django.core.mail import EmailMessage, get_connection
from django.core.management import call_command
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from mjweb.accounts import outbox
from mjweb.accounts.models import Mail, User
from mjweb.accounts.models.mail import MOST_TRIES, Fate
from tests.mjweb.accounts.mailbox import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mailbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    settings.PACE = "chaos"
    settings.EMAIL_BACKEND = "mjweb.accounts.outbox.Outbox"
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(outbox, "IDLE", 0.02)
    with Mailbox() as made:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", made.port
        yield made


def write(to: str = "bob@example.org") -> Mail:
    return Mail.objects.write(to, "Hello", "Bob,\n\ncome in.\n")


def words(mail: Received) -> str:
    """Its text with the line ends of this house."""
    return str(mail.get_content()).replace("\r\n", "\n")


def send(seconds: float = 20) -> None:
    """What the sender does, until nothing waits."""
    end = time.monotonic() + seconds

    def over() -> bool:
        assert time.monotonic() < end, list(Mail.objects.values_list("state", "tries", "due_at"))
        return not Mail.objects.filter(state=Fate.WAITING).exists()

    outbox.run(over)


def test_a_mail_arrives_with_its_words(mailbox: Mailbox) -> None:
    write()
    send()
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"], words(mail)) == ("bob@example.org", "Hello", "Bob,\n\ncome in.\n")


def test_a_mail_that_went_out_keeps_no_body(mailbox: Mailbox) -> None:
    mail = write()
    send()
    mail.refresh_from_db()
    assert (mail.state, mail.body) == (Fate.SENT, "")


def test_a_mail_of_a_transaction_that_fails_is_never_sent(mailbox: Mailbox) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Mail.objects.exists()


def test_a_server_that_is_busy_is_tried_again_with_the_same_name(mailbox: Mailbox) -> None:
    mailbox.answers["DATA"] = ["451 later", "451 later"]
    mail = write()
    send()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, len(mailbox.mails)) == (Fate.SENT, 3, 1)


def test_every_try_bears_the_same_message_id(mailbox: Mailbox) -> None:
    mail = write()
    send()
    Mail.objects.filter(pk=mail.pk).update(state=Fate.WAITING, body="again")
    send()
    assert mailbox.mails[0]["Message-ID"] == mailbox.mails[1]["Message-ID"]


def test_an_address_that_does_not_exist_is_given_up_at_once(mailbox: Mailbox) -> None:
    mailbox.answers["RCPT"] = ["550 nobody of that name"]
    mail = write("nobody@example.org")
    send()
    mail.refresh_from_db()
    assert (mail.state, mail.tries, mail.error) == (Fate.FAILED, 1, "550 nobody of that name")


def test_a_dead_address_holds_up_nobody_else(mailbox: Mailbox) -> None:
    mailbox.answers["RCPT"] = ["550 nobody of that name"]
    write("nobody@example.org")
    write()
    send()
    assert mailbox.recipients == ["bob@example.org"]


def test_a_server_that_is_not_there_is_given_up_after_all_tries(mailbox: Mailbox, settings: Settings) -> None:
    settings.EMAIL_PORT = 1
    mail = write()
    send()
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (Fate.FAILED, MOST_TRIES)
    assert "refused" in mail.error


def test_a_failed_mail_keeps_its_body_and_can_go_again(mailbox: Mailbox) -> None:
    mailbox.answers["RCPT"] = ["550 nobody of that name"]
    mail = write()
    send()
    assert mail.again()
    assert not mail.again()
    send()
    assert words(mailbox.mails[0]) == "Bob,\n\ncome in.\n"


def test_many_mails_go_over_one_connection(mailbox: Mailbox) -> None:
    for number in range(5):
        write(f"bob{number}@example.org")
    assert outbox.turn() == 5
    assert (len(mailbox.mails), mailbox.connections) == (5, 1)


def test_two_senders_send_a_mail_once(mailbox: Mailbox) -> None:
    for number in range(8):
        write(f"bob{number}@example.org")
    ready = threading.Barrier(2)

    def turn() -> None:
        try:
            ready.wait()
            outbox.turn()
        finally:
            connections.close_all()

    senders = [threading.Thread(target=turn) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(mailbox.recipients) == [f"bob{number}@example.org" for number in range(8)]


def test_a_try_that_was_cut_off_counts_and_is_made_again(mailbox: Mailbox) -> None:
    mail = write()
    assert Mail.objects.begin(mail.pk, 0) is not None
    send()
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == (Fate.SENT, 2)


def test_a_last_try_that_was_cut_off_is_given_up(mailbox: Mailbox) -> None:
    mail = write()
    Mail.objects.filter(pk=mail.pk).update(tries=MOST_TRIES - 1)
    Mail.objects.begin(mail.pk, 0)
    send()
    mail.refresh_from_db()
    assert (mail.state, mailbox.mails) == (Fate.FAILED, [])


def test_a_mail_that_somebody_is_at_is_not_due(mailbox: Mailbox) -> None:
    mail = write()
    assert Mail.objects.begin(mail.pk, 60) is not None
    assert Mail.objects.begin(mail.pk, 60) is None


def test_an_outcome_that_comes_too_late_changes_nothing(mailbox: Mailbox) -> None:
    first = Mail.objects.begin(write().pk, 0)
    assert first is not None
    assert Mail.objects.begin(first.pk, 60) is not None
    assert not first.sent()


def test_old_mails_are_forgotten(mailbox: Mailbox) -> None:
    mail = write()
    send()
    Mail.objects.filter(pk=mail.pk).update(ended_at=timezone.now() - timedelta(days=31))
    write()
    send()
    assert not Mail.objects.filter(pk=mail.pk).exists()


def test_djangos_own_mail_becomes_a_row_for_each_person(mailbox: Mailbox) -> None:
    EmailMessage("Hi", "all", "Studio <studio@example.org>", ["a@example.org"], cc=["b@example.org"]).send()
    assert list(Mail.objects.order_by("pk").values_list("to", "sender")) == [
        ("a@example.org", "Studio <studio@example.org>"),
        ("b@example.org", "Studio <studio@example.org>"),
    ]


def test_a_subject_of_many_lines_becomes_one(mailbox: Mailbox) -> None:
    Mail.objects.write("bob@example.org", "One\r\nBcc: charlie@example.org", "words")
    send()
    assert (mailbox.mails[0]["Subject"], mailbox.recipients) == ("One Bcc: charlie@example.org", ["bob@example.org"])


def test_a_code_to_sign_in_goes_through_the_outbox(mailbox: Mailbox, client: Client, bob: User) -> None:
    client.post("/login/code/", {"email": bob.email})
    send()
    assert "Your code to sign in to mjweb:" in mailbox.mails[0].get_content()


def test_the_follower_sends(mailbox: Mailbox) -> None:
    before = [(number, signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGINT)]
    write()

    def stop_after_the_mail() -> None:
        mailbox.came.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    watcher = threading.Thread(target=stop_after_the_mail)
    watcher.start()
    try:
        call_command("follow")
    finally:
        for number, handler in before:
            signal.signal(number, handler)
    watcher.join()
    assert Mail.objects.get().state == Fate.SENT


def test_without_a_server_mail_is_printed(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.PACE = "chaos"
    assert settings.MAIL_BACKEND == "django.core.mail.backends.console.EmailBackend"
    write()
    send()
    assert "come in." in capsys.readouterr().out


def test_the_outbox_is_what_the_site_sends_by() -> None:
    from mjweb import settings as of_the_site

    assert isinstance(get_connection(of_the_site.EMAIL_BACKEND), outbox.Outbox)
