"""What a person keeps under a name and may share with their team: columns and rules of presets and wildcards."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Q, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Membership, Right, Team, User

UNDO = timedelta(days=1)  # so long a removed one can be brought back

M = TypeVar("M", bound="Shareable")


class ShareableQuerySet(models.QuerySet[M]):
    def here(self) -> ShareableQuerySet[M]:
        """Those that were not removed."""
        return self.filter(removed_at=None)

    def of(self, user: User) -> ShareableQuerySet[M]:
        return self.filter(user_id=user.pk)

    def visible_to(self, user: User) -> ShareableQuerySet[M]:
        """The person's own and what others share with a team of theirs."""
        teams = Membership.objects.teams_seen_by(user)
        return self.here().filter(Q(user_id=user.pk) | Q(is_shared=True, team_id__in=teams))

    def editable_by(self, user: User) -> ShareableQuerySet[M]:
        """Their own, and those shared with a team that they may change. Removed ones too, which may be brought back."""
        teams = Membership.objects.of(user).granting(Right.SETTINGS).values("team_id")
        return self.filter(Q(user_id=user.pk) | Q(is_shared=True, team_id__in=teams))

    def by_name(self) -> ShareableQuerySet[M]:
        return self.order_by(Lower("name"), "pk")

    def own_first(self, user: User) -> ShareableQuerySet[M]:
        """By name, the person's own before those of others."""
        is_of_others = Case(When(user_id=user.pk, then=0), default=1)
        return self.order_by(is_of_others, Lower("name"), "pk")

    def remove(self, pk: int) -> bool:
        """Take one away, to be brought back within a day; whatever is past that goes for good. False: it was gone."""
        now = timezone.now()
        self.model._default_manager.filter(removed_at__lt=now - UNDO).delete()
        return bool(self.filter(pk=pk, removed_at=None).update(removed_at=now))

    def restore(self, pk: int) -> bool:
        """Bring a removed one back. False when it is too late, or its name was given to another meanwhile."""
        removed = self.filter(pk=pk, removed_at__gte=timezone.now() - UNDO)
        try:
            with transaction.atomic():
                return bool(removed.update(removed_at=None))
        except IntegrityError:
            return False


class Shareable(models.Model):
    """A name, and the text that it stands for. Names differ within what one person keeps and a team shares."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="%(class)ss")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="%(class)ss")
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                Lower("name"), "user", condition=Q(removed_at=None), name="one_%(class)s_of_a_person"
            ),
            models.UniqueConstraint(
                Lower("name"),
                "team",
                condition=Q(removed_at=None, is_shared=True),
                name="one_%(class)s_of_a_team",
            ),
        ]

    @property
    def handle(self) -> str:
        """How a button names it: `preset-12`."""
        return f"{self._meta.model_name}-{self.pk}"
