"""Why a job ended otherwise than well, in sentences: what happened and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from jobs.models import Job


@dataclass(frozen=True, slots=True)
class Reason:
    """`headline` says what happened, `advice` what to do; `detail` are the engine's own words, never trusted."""

    headline: str | Promise = ""
    advice: str | Promise = ""
    detail: str = ""

    @property
    def sentence(self) -> str:
        """All of it in one text, for programs. The engine's own words come first: clients look for them."""
        parts = [self.detail] if self.detail else [str(self.headline), str(self.advice)]
        return " ".join(part.rstrip(".") + "." for part in parts if part)


REASONS: dict[str, tuple[str | Promise, str | Promise]] = {
    "refused": (_("The image service declined this prompt"), _("Change the prompt and try again")),
    "engine": (_("The image service could not make this picture"), _("Try again, or change the prompt")),
    "deadline": (
        _("The image service did not answer in time"),
        _("Try again; another speed may succeed sooner"),
    ),
    "pictures": (
        _("The pictures could not be brought home"),
        _("They were made, but their links gave no good file. Try again"),
    ),
    "poison": (_("This job stopped the queue each time it was sent"), _("An operator should look at it")),
    "waited": (_("Nobody could take this job for a day"), _("Try again, or ask an operator")),
    "canceled": (_("You cancelled this job"), ""),
}
NOTICES = {"partial": _("Some pictures of this grid never arrived; those that did are here")}


def of(job: Job) -> Reason:
    """The reason of a job; empty for one that is well."""
    headline, advice = REASONS.get(job.reason, ("", ""))
    return Reason(headline, advice, job.message)
