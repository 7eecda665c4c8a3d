"""Somebody without an account who reviews pictures by a link: no more than the name they give."""

from __future__ import annotations

from typing import ClassVar

from django.db import models, transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Kind, Notice
from mjweb.gallery.models.link import Link

LONGEST_NAME = 60
MOST = 50  # guests of one link


class GuestQuerySet(models.QuerySet["Guest"]):
    @transaction.atomic
    def come(self, link: Link, name: str) -> Guest | None:
        """Let somebody in under a name; None where the room is full."""
        Link.objects.tell(link)
        if self.filter(link=link).count() >= MOST:
            return None
        return self.create(link=link, name=" ".join(name.split())[:LONGEST_NAME] or gettext("Guest"))


class Guest(models.Model):
    """A browser is known for this guest by a signed cookie. Once `done_at` is set the maker was told."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    came_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[GuestQuerySet] = GuestQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("guest")
        verbose_name_plural = _("guests")

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def finish(self) -> bool:
        """Say that they are done, and let the maker know; False when they were, with nothing new since."""
        if not Guest.objects.filter(pk=self.pk, done_at=None).update(done_at=timezone.now()):
            return False
        Link.objects.tell(self.link)
        link = reverse("links:link", args=[self.link_id])
        Notice.objects.tell(
            self.link.user, Kind.REVIEWED, link=link, who=self.name, title=self.link.title, words=self._in_words()
        )
        return True

    def go_on(self) -> None:
        """They have said something more: they may be done once more."""
        Guest.objects.filter(pk=self.pk).exclude(done_at=None).update(done_at=None)

    def _in_words(self) -> str:
        counts = dict(self.opinions.values_list("ruling").annotate(n=Count("pk")))
        remarks = self.remarks.count()
        parts = [
            gettext("%(n)d approved") % {"n": counts.get("approved", 0)},
            gettext("%(n)d to change") % {"n": counts.get("change", 0)},
            gettext("%(n)d rejected") % {"n": counts.get("rejected", 0)},
            ngettext("%(n)d comment", "%(n)d comments", remarks) % {"n": remarks},
        ]
        return ", ".join(parts)
