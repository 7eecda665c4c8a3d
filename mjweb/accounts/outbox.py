"""The way of all mail: rows of the database first, then the mail server or the console, in tries with pauses between.

Django's and django-allauth's mails come in by `Outbox`, the site's own by `Mail.objects.write`. No page ever waits for
a mail server, and none fails with it. `run` sends; any number of processes may, since each try belongs to one of them.
"""

from __future__ import annotations

import contextlib
import logging
import smtplib
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from mjweb.accounts.models.invitation import Invitation
from mjweb.accounts.models.mail import Mail

log = logging.getLogger(__name__)

IDLE = 0.5  # seconds between two looks at the table
BATCH = 20  # mails by one connection
LEASE = 180.0  # a try whose outcome was not noted by then was cut off; many times settings.EMAIL_TIMEOUT
SWEEP = 30.0
KEPT = timedelta(days=30)
# Seconds before each of the tries: what a mail server that is down for the night does not outlive.
PAUSES = {"production": (0, 10, 60, 600, 3600, 6 * 3600), "chaos": (0, 0.05, 0.05, 0.05, 0.05, 0.05)}


class Outbox(BaseEmailBackend):
    """Django's way to send a mail: it writes a row for each person and is done."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                sender = "" if message.from_email == settings.DEFAULT_FROM_EMAIL else message.from_email
                for to in message.recipients():
                    Mail.objects.write(to, str(message.subject), str(message.body), sender=sender)
        return len(email_messages)


def run(stop: Callable[[], bool]) -> None:
    """Send what is due until `stop` says so."""
    next_sweep = 0.0
    while not stop():
        if time.monotonic() >= next_sweep:
            for mail in Mail.objects.give_up():
                Invitation.objects.mail_failed(mail)
            Mail.objects.purge(timezone.now() - KEPT)
            next_sweep = time.monotonic() + SWEEP
        if not turn(stop):
            time.sleep(IDLE)


def turn(stop: Callable[[], bool] = lambda: False) -> int:
    """Try what is due, up to a batch of it, over one connection; how many tries that were."""
    due = list(Mail.objects.due().order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])
    if not due:
        return 0
    count = 0
    line = get_connection(settings.MAIL_BACKEND)
    for pk in due:
        if stop():
            break
        mail = Mail.objects.begin(pk, LEASE)
        if mail is None:
            continue
        count += 1
        if not send(mail, line):
            break  # the next one begins with a new connection
    with contextlib.suppress(OSError):  # SMTPException is one: what was sent was sent
        line.close()
    return count


def send(mail: Mail, line: BaseEmailBackend) -> bool:
    """Try one mail; False when the way itself is broken, so that the next one would meet the same."""
    message = EmailMessage(mail.subject, mail.body, mail.sender or None, [mail.to], headers=_headers(mail))
    try:
        line.open()
        line.send_messages([message])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _refuse(mail, f"{code} {_text(words)}", for_good=code >= 500)
    except smtplib.SMTPDataError as error:
        _refuse(mail, f"{error.smtp_code} {_text(error.smtp_error)}", for_good=error.smtp_code >= 500)
    except smtplib.SMTPResponseException as error:
        _refuse(mail, f"{error.smtp_code} {_text(error.smtp_error)}")
        return False
    except OSError as error:  # among them all other troubles of SMTP
        _refuse(mail, str(error) or type(error).__name__)
        return False
    except ValueError as error:  # no mail can be made of it
        _refuse(mail, str(error), for_good=True)
    else:
        mail.sent()
    return True


def _refuse(mail: Mail, words: str, *, for_good: bool = False) -> None:
    log.warning("mail %d was not sent (try %d): %s", mail.pk, mail.tries, words)
    if mail.refused(words, PAUSES[settings.PACE], for_good=for_good):
        mail.refresh_from_db()
        if mail.has_failed:
            Invitation.objects.mail_failed(mail)


def _headers(mail: Mail) -> dict[str, str]:
    """The same name at every try, so that one which arrives twice can be told."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return {
        "Message-ID": f"<mjweb-{mail.created_at:%Y%m%d%H%M%S%f}-{mail.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
    }


def _text(words: object) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
