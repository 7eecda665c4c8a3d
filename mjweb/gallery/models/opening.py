"""An opening of a share link: when, from about where, with what browser."""

from __future__ import annotations

import ipaddress
from typing import ClassVar

from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.address import address_of
from mjweb.accounts.templatetags.browsers import browser
from mjweb.gallery.models.link import Link

MOST = 1000  # openings of one link that are told one by one; all later ones are counted


class OpeningQuerySet(models.QuerySet["Opening"]):
    def newest_first(self) -> OpeningQuerySet:
        return self.order_by("-pk")

    @transaction.atomic
    def note(self, request: HttpRequest, link: Link) -> None:
        """Count an opening and write down what may be known of it: no whole address, no whole User-Agent."""
        now = timezone.now()
        Link.objects.filter(pk=link.pk).update(opened=F("opened") + 1, opened_at=now)
        if link.opened < MOST:
            agent = browser(request.headers.get("User-Agent", ""))[:60]
            self.create(link=link, at=now, address=shortened(address_of(request)), agent=agent)


class Opening(models.Model):
    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=60, blank=True)

    objects: ClassVar[OpeningQuerySet] = OpeningQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("opening of a link")
        verbose_name_plural = _("openings of links")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.address}"


def shortened(address: str) -> str:
    """The network that an address is of, which is no person: 192.0.2.0/24, 2001:db8:1::/48. "" for what is none."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 24 if found.version == 4 else 48), strict=False))
