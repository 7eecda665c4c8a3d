"""What a person is told of a job that ended without pictures: what happened and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from jobs.models import Job, Mode
from jobs.states import State
from jobs.troubles import Trouble

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# The title of a notice, which says the same as our own sentence.
_TITLE = re.compile(r"^\s*[\[【][^\]】]{1,80}[\]】]\s*")


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
    if told := _TOLD.get(job.reason):
        said = _TITLE.sub("", job.message, count=1).strip() if told.quoted else ""
        words = _("The service says: %(words)s") % {"words": said} if said else ""
        stop = "" if not words or words.endswith((".", "!", "?", "。", "！", "？")) else "."
        return Ending(str(told.head), f"{words}{stop} {told.advice}".strip())
    head, advice = _SENTENCES.get(job.reason, _other)(job)
    return Ending(head, advice)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is said of a kind of trouble; `quoted` where the service's own words tell the person more than we can."""

    head: _StrPromise
    advice: _StrPromise
    quoted: bool = False


_OPERATOR = later("Nothing is wrong with your prompt. Tell whoever runs this site.")
_LATER = later("Nothing is wrong with your prompt. Try again in a few minutes.")
_TOLD: dict[str, _Told] = {
    Trouble.PARAMETER: _Told(
        later("The image service did not understand a setting"),
        later("Check what begins with -- and whether the model version has it."),
        quoted=True,
    ),
    Trouble.BANNED: _Told(
        later("The image service does not allow these words"),
        later("Take them out or say it differently: the same prompt would be blocked again."),
        quoted=True,
    ),
    Trouble.DENIED: _Told(
        later("The image service does not allow this picture"),
        later("Change the words, or the picture that you refer to."),
        quoted=True,
    ),
    Trouble.LINK: _Told(
        later("The image service could not open a picture's address"),
        later("Use an address that anyone can open and that ends in .png, .jpg or .webp."),
        quoted=True,
    ),
    Trouble.PARENT: _Told(
        later("The image service cannot go on from that picture"),
        later("It no longer has it, or does not offer this step. Make the picture anew and go on from there."),
    ),
    Trouble.FULL: _Told(later("The image service had no room for this job"), _LATER),
    Trouble.BALANCE: _Told(later("This site's credit at the image service is used up"), _OPERATOR),
    Trouble.KEY: _Told(later("The image service did not accept this site's key"), _OPERATOR),
    Trouble.BLOCKED: _Told(later("The image service has blocked this site's account"), _OPERATOR),
    Trouble.DOWN: _Told(later("The image service could not be reached"), _LATER),
    Trouble.TIMEOUT: _Told(later("The image service ran out of time"), later("Try again, or choose another speed.")),
    Trouble.INTERNAL: _Told(
        later("The image service had a fault of its own"), later("Nothing is wrong with your prompt. Try again.")
    ),
}


def _refused(job: Job) -> tuple[str, str]:
    return _("The image service declined this prompt"), job.message or _("Change the words and try again.")


def _engine(job: Job) -> tuple[str, str]:
    return _("The image service could not draw this"), job.message or _("Try again, or change the words.")


def _deadline(job: Job) -> tuple[str, str]:
    faster = job.mode == Mode.TURBO
    advice = _("Fast succeeds more often when Turbo is busy.") if faster else _("Try again in a few minutes.")
    return _("The image service did not answer"), advice


def _absent(_job: Job) -> tuple[str, str]:
    return _("This job never reached the image service"), _("Nothing is wrong with your prompt. Try again.")


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


def _operator(job: Job) -> tuple[str, str]:
    advice = _("It had not started.") if job.sent_at is None else _("The image service stopped it.")
    return _("An operator of this site cancelled this job"), advice


def _passed_on(job: Job) -> tuple[str, str]:
    head = _("This job was cancelled")
    return head, _("Whoever asked for it left the team, and the credits of who took it over did not suffice.")


def _shut_out(job: Job) -> tuple[str, str]:
    return _("This job was cancelled"), _("The account of whoever asked for it was deactivated before it started.")


def _other(job: Job) -> tuple[str, str]:
    if job.state == State.CANCELED:
        return _("This job was cancelled"), job.message
    return _("This job failed"), job.message or _("Try again, or change the words.")


_SENTENCES: dict[str, Callable[[Job], tuple[str, str]]] = {
    Trouble.REFUSED: _refused,
    Trouble.ENGINE: _engine,
    Trouble.LOST: _deadline,
    "absent": _absent,
    "pictures": _pictures,
    "poison": _poison,
    "waited": _waited,
    "canceled": _canceled,
    "operator": _operator,
    "passed_on": _passed_on,
    "shut_out": _shut_out,
}
