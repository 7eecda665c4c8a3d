"""What a person is told of a job that ended without pictures: what happened and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobs.models import Job, Mode
from jobs.states import State


@dataclass(frozen=True, slots=True)
class Ending:
    """`head` says what happened, `advice` what to do (or, where it gave some, the engine's own words)."""

    head: str
    advice: str

    @property
    def sentence(self) -> str:
        """Both in one, for programs."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.head, self.advice) if part)


def ending(job: Job) -> Ending:
    """The sentences for a failed, lost or cancelled job; the engine's own words stand where it gave some."""
    head, advice = _SENTENCES.get(job.reason, _other)(job)
    return Ending(head, advice)


def _refused(job: Job) -> tuple[str, str]:
    return _("The image service declined this prompt"), job.message or _("Change the words and try again.")


def _engine(job: Job) -> tuple[str, str]:
    return _("The image service could not draw this"), job.message or _("Try again, or change the words.")


def _deadline(job: Job) -> tuple[str, str]:
    faster = job.mode == Mode.TURBO
    advice = _("Fast succeeds more often when Turbo is busy.") if faster else _("Try again in a few minutes.")
    return _("The image service did not answer"), advice


def _pictures(_job: Job) -> tuple[str, str]:
    advice = _("The image service drew them, but its links did not work. Try again.")
    return _("The pictures could not be fetched"), advice


def _poison(_job: Job) -> tuple[str, str]:
    return _("This job could not be sent"), _("Sending it failed each time. Try again, or tell whoever runs this site.")


def _waited(_job: Job) -> tuple[str, str]:
    return _("This job waited for a day and was taken out of the line"), _("It had not started.")


def _canceled(job: Job) -> tuple[str, str]:
    advice = _("It had not started.") if job.sent_at is None else _("The image service stopped it.")
    return _("You cancelled this job"), advice


def _other(job: Job) -> tuple[str, str]:
    if job.state == State.CANCELED:
        return _("This job was cancelled"), job.message
    return _("This job failed"), job.message or _("Try again, or change the words.")


_SENTENCES = {
    "refused": _refused,
    "engine": _engine,
    "deadline": _deadline,
    "pictures": _pictures,
    "poison": _poison,
    "waited": _waited,
    "canceled": _canceled,
}
