"""A comment on a picture in a link, at a point of it or not: a guest's, or an answer of the team."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.gallery.models.guest import Guest
from mjweb.gallery.models.link import Link
from mjweb.gallery.models.linked_picture import LinkedPicture

if TYPE_CHECKING:
    from mjweb.accounts.models import User

LONGEST = 1000
MOST = 1000  # remarks of one link
MOST_OF_GUEST = 200


class RemarkQuerySet(models.QuerySet["Remark"]):
    def of(self, link: Link) -> RemarkQuerySet:
        return self.filter(shown__link=link)

    def begun(self) -> RemarkQuerySet:
        """What begins a thread, in the order of its numbers."""
        return self.filter(answers=None).order_by("pk")

    @transaction.atomic
    def say(self, guest: Guest, shown: LinkedPicture, text: str, at: tuple[int, int] | None = None) -> bool:
        """A guest's comment, `at` per mille of width and height; False when there are too many already."""
        Link.objects.tell(guest.link)
        if self.of(guest.link).count() >= MOST or guest.remarks.count() >= MOST_OF_GUEST:
            return False
        x, y = at or (None, None)
        self.create(guest=guest, shown=shown, text=text[:LONGEST], x=x, y=y)
        guest.go_on()
        return True

    @transaction.atomic
    def answer(self, user: User, remark: Remark, text: str) -> None:
        """Somebody of the team answers a guest."""
        Link.objects.tell(remark.shown.link)
        self.create(user=user, shown=remark.shown, answers=remark, text=text[:LONGEST])

    @transaction.atomic
    def resolve(self, user: User, remark: Remark, *, resolved: bool) -> None:
        """Mark a thread as done with, or take that back."""
        Link.objects.tell(remark.shown.link)
        changes = {"resolved_at": timezone.now(), "resolved_by": user} if resolved else {"resolved_at": None}
        self.filter(pk=remark.pk).update(**changes)


class Remark(models.Model):
    """What it says is text of somebody nobody knows: shown as text, wherever it is shown."""

    shown = models.ForeignKey(LinkedPicture, on_delete=models.CASCADE, related_name="remarks")
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="remarks", null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    answers = models.ForeignKey("self", on_delete=models.CASCADE, related_name="replies", null=True)
    text = models.CharField(_("comment"), max_length=LONGEST)
    x = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(1000)])  # per mille of the width
    y = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(1000)])
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects: ClassVar[RemarkQuerySet] = RemarkQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("comment of a review")
        verbose_name_plural = _("comments of reviews")
        constraints = [
            models.CheckConstraint(
                condition=Q(guest=None, user__isnull=False) | Q(guest__isnull=False, user=None), name="remark_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} of picture {self.shown_id}"

    @property
    def by(self) -> str:
        return str(self.guest or self.user)
