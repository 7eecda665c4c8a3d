"""The audit trail: one entry for each change of rights, money, keys and deletion; never changed, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By

if TYPE_CHECKING:
    from mjweb.accounts.models.team import Team


class Verb(models.TextChoices):
    """What happened, in the past tense; the page of the trail shows the labels and filters by them."""

    TEAM_MADE = "team.made", _("Team made")
    TEAM_CHANGED = "team.changed", _("Team settings changed")
    TEAM_HANDED_OVER = "team.handed_over", _("Team handed over")
    JOINED = "member.joined", _("Joined")
    ROLE_CHANGED = "member.role", _("Role changed")
    REMOVED = "member.removed", _("Removed from the team")
    LEFT = "member.left", _("Left the team")
    DEACTIVATED = "person.deactivated", _("Account deactivated")
    REACTIVATED = "person.reactivated", _("Account reactivated")
    SESSION_ENDED = "session.ended", _("Session ended")
    PASSWORD_CHANGED = "password.changed", _("Password changed")
    PASSWORD_SET = "password.set", _("Password added")
    EMAIL_CHANGED = "email.changed", _("Email address changed")
    APP_ADDED = "app.added", _("Code app added")
    APP_REMOVED = "app.removed", _("Code app removed")
    PASSKEY_ADDED = "passkey.added", _("Passkey added")
    PASSKEY_REMOVED = "passkey.removed", _("Passkey removed")
    CODES_MADE = "codes.made", _("Recovery codes made anew")
    VOUCHER_ADDED = "voucher.added", _("Other site may sign in")
    VOUCHER_REMOVED = "voucher.removed", _("Other site signs in no longer")
    INVITED = "invitation.made", _("Invited")
    INVITATION_REVOKED = "invitation.revoked", _("Invitation revoked")
    KEY_MADE = "key.made", _("API key made")
    KEY_REVOKED = "key.revoked", _("API key revoked")
    KEY_CHANGED = "key.changed", _("API key changed")
    SECRET_SHOWN = "key.secret", _("Signing secret shown")
    QUOTA_CHANGED = "quota.changed", _("Quota changed")
    GRANTED = "quota.granted", _("Extra credits granted")
    ASKED = "quota.asked", _("Asked for more")
    DECLINED = "quota.declined", _("Request declined")
    PRICE_CHANGED = "price.changed", _("Price changed")
    PROJECT_MADE = "project.made", _("Project made")
    PROJECT_ENDED = "project.ended", _("Project ended")
    PROJECT_CHANGED = "project.changed", _("Project changed")
    JOB_CANCELED = "job.canceled", _("Job of somebody cancelled")
    JOB_RETRIED = "job.retried", _("Job of somebody retried")
    JOB_FIRST = "job.first", _("Job moved to the front")
    UPSTREAM_ADDED = "upstream.added", _("Image service added")
    UPSTREAM_CHANGED = "upstream.changed", _("Image service changed")
    UPSTREAM_PAUSED = "upstream.paused", _("Image service paused")
    UPSTREAM_RESUMED = "upstream.resumed", _("Image service resumed")
    INTAKE_PAUSED = "intake.paused", _("New jobs paused")
    INTAKE_RESUMED = "intake.resumed", _("New jobs taken again")
    DELIVERY_AGAIN = "delivery.again", _("Call to a hookUrl made again")
    MAIL_AGAIN = "mail.again", _("Mail sent again")
    LINK_MADE = "link.made", _("Share link made")
    LINK_REVOKED = "link.revoked", _("Share link revoked")
    LINK_EXTENDED = "link.extended", _("Share link extended")
    PICTURES_DELETED = "pictures.deleted", _("Pictures deleted")


class NeverChangedError(TypeError):
    """Somebody tried to change or delete what is kept for good."""


class EntryQuerySet(models.QuerySet["Entry"]):
    def write(self, by: By, verb: Verb, *, team: Team | None = None, subject: object = "", detail: str = "") -> Entry:
        """Add an entry. Call it inside the transaction of what it tells of: both stand or neither.

        `subject` is who or what it was done to, as people call it; `detail` what it was before and is now.
        """
        return self.create(
            team=team,
            actor=by.user,
            actor_name=str(by.user)[:120] if by.user else "",
            address=by.address[:45],
            verb=verb,
            subject=str(subject)[:200],
            detail=detail[:500],
        )

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-pk")

    def update(self, **_kwargs: Any) -> NoReturn:
        raise NeverChangedError("entries of the audit trail are never changed")

    def delete(self) -> NoReturn:
        raise NeverChangedError("entries of the audit trail are never deleted")


class Entry(models.Model):
    """Who, what, when, from where. Names are kept as they were: the trail reads the same after somebody has left."""

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="entries", null=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=45, blank=True)
    verb = models.CharField(max_length=24, choices=Verb.choices)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[EntryQuerySet] = EntryQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("entries of the audit trail")
        indexes = [models.Index(fields=["team", "-id"], name="entry_team")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChangedError("entries of the audit trail are never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChangedError("entries of the audit trail are never deleted")
