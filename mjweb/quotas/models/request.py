"""Asking for more of what is narrowest, and the answers: a grant or a sentence."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Membership, Notice, Right, Team, Verb
from mjweb.accounts.models import Kind as Told
from mjweb.quotas.errors import Whose
from mjweb.quotas.models.allowance import Allowance, Grant
from mjweb.quotas.models.purse import Purse
from mjweb.quotas.models.window import Window
from mjweb.quotas.spans import Span
from mjweb.quotas.units import THOUSAND, credits


class RequestQuerySet(models.QuerySet["Request"]):
    def waiting(self) -> RequestQuerySet:
        return self.filter(decided_at=None)

    def of_team(self, team: Team) -> RequestQuerySet:
        return self.waiting().filter(team=team).select_related("user", "purse").order_by("pk")

    @transaction.atomic
    def ask(self, by: By, window: Window, words: str) -> Request | None:
        """Ask those who may set quotas for more of what is narrowest. None where nobody can be asked.

        Who asks again before an answer came changes the words of what stands there already, and nobody is told twice.
        """
        user = by.user
        assert user is not None
        team = window.purse.team_in_charge
        helpers = Membership.objects.granting(Right.QUOTAS).filter(team=team).exclude(user=user)
        if team.is_personal or not helpers.exists():
            return None
        known = self.waiting().filter(user=user, team=team)
        if known.update(words=words, purse=window.purse, span=window.span):
            return known.get()
        try:
            with transaction.atomic():
                made = self.create(user=user, team=team, purse=window.purse, span=window.span, words=words)
        except IntegrityError:  # the same press, twice
            return known.get()
        Entry.objects.write(by, Verb.ASKED, team=team, subject=user, detail=words)
        for one in helpers.select_related("user"):
            link = reverse("team_quotas:index")
            Notice.objects.tell(one.user, Told.ASKED, link=link, who=user, team=team, words=words)
        return made


class Request(models.Model):
    """What somebody asks for: more of that purse, whose answer is a grant or a sentence."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="quota_requests")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="quota_requests")
    purse = models.ForeignKey(Purse, on_delete=models.PROTECT, related_name="+")
    span = models.CharField(max_length=5, choices=Span.choices, default=Span.MONTH)
    words = models.CharField(_("words"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    granted = models.PositiveBigIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    objects: ClassVar[RequestQuerySet] = RequestQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("request for more")
        verbose_name_plural = _("requests for more")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "team"], condition=Q(decided_at=None), name="one_open_request_a_team"
            )
        ]

    def __str__(self) -> str:
        return f"request {self.pk} of {self.user_id}"

    @property
    def what(self) -> str:
        """What it is more of, for whoever answers."""
        words = {
            Whose.PERSON: _("own allowance"),
            Whose.KEY: _("allowance of an API key"),
            Whose.TEAM: _("the team’s pool"),
            Whose.MEMBER: _("part of the pool"),
            Whose.PROJECT: _("ceiling of a project"),
        }
        return str(words[self.purse.whose])

    @property
    def usual(self) -> int:
        """What one press gives: a quarter of the allowance in whole credits, at least ten."""
        found = Allowance.objects.filter(purse=self.purse_id, span=self.span).first()
        quarter = (found.amount if found else 0) // 4 // THOUSAND * THOUSAND
        return max(10 * THOUSAND, quarter)

    @transaction.atomic
    def approve(self, by: By, amount: int) -> bool:
        """Give so much now; False when somebody has answered already."""
        if not self._decide(by, granted=amount):
            return False
        day = timezone.localdate(timezone=self.purse.zone)
        reason = str(_("Asked for more"))
        Window.objects.grant(
            Grant(purse=self.purse, span=self.span, amount=amount, day=day, reason=reason, actor=by.user)
        )
        Entry.objects.write(by, Verb.GRANTED, team=self.team, subject=self.user, detail=credits(amount))
        self._tell(by, Told.GRANTED, words="", amount=credits(amount))
        return True

    @transaction.atomic
    def decline(self, by: By, answer: str) -> bool:
        """Say no, with a sentence; False when somebody has answered already."""
        if not self._decide(by, answer=answer):
            return False
        Entry.objects.write(by, Verb.DECLINED, team=self.team, subject=self.user, detail=answer)
        self._tell(by, Told.DECLINED, words=answer)
        return True

    def _decide(self, by: By, **facts: object) -> bool:
        mine = Request.objects.waiting().filter(pk=self.pk)
        return bool(mine.update(decided_at=timezone.now(), decided_by=by.user, **facts))

    def _tell(self, by: By, kind: Told, **pieces: object) -> None:
        Notice.objects.tell(self.user, kind, link=reverse("usage:index"), by=by.user, team=self.team, **pieces)
