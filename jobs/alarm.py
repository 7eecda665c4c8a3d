"""What operators must hear of at once: an account of ours that takes no work, originals that are not what they were."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from jobs.models import Upstream
from mjweb.accounts.models import Kind, Mail, Notice, User


def account(upstream: Upstream, reason: str) -> None:
    """The account of an upstream was refused; called once for each reason, not at each try."""
    subject = _("%(upstream)s takes no jobs") % {"upstream": upstream}
    body = _(
        "The image service refused our account:\n\n    %(reason)s\n\n"
        "Its jobs wait, and nothing is lost. One of them tries every few minutes; as soon as the service takes it, "
        "the others follow."
    ) % {"reason": reason}
    for operator in User.objects.filter(is_staff=True, is_active=True):
        Mail.objects.write(operator.email, subject, body)


def vault(count: int, name: str) -> None:
    """Originals are missing or damaged: a notice and a mail, and no other before that one was read."""
    for operator in User.objects.filter(is_staff=True, is_active=True):
        if not Notice.objects.of(operator).unread().filter(kind=Kind.VAULT).exists():
            Notice.objects.tell(operator, Kind.VAULT, link=reverse("vitals:index"), count=count, name=name)
