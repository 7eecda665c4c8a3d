"""A picture in a share link: its place, and the address that shows it there and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture
from jobs.models.picture import new_token
from mjweb.gallery.models.link import Link

if TYPE_CHECKING:
    from mjweb.accounts.models import User

WIDTHS = (320, 640, 1600)


class LinkedPictureQuerySet(models.QuerySet["LinkedPicture"]):
    def seen_by(self, user: User) -> LinkedPictureQuerySet:
        """Those that the person may see now, and not alone: neither what was deleted nor what is private is shown."""
        return self.filter(picture__in=Picture.objects.visible_to(user).shown().filter(private_at=None))

    def of(self, link: Link) -> LinkedPictureQuerySet:
        """What a link shows at this moment, in its order."""
        return self.filter(link=link).seen_by(link.user).select_related("link", "picture__job").order_by("place")


class LinkedPicture(models.Model):
    """The token is of this link alone: with the link it dies, and the picture's own address is never told."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="linked")
    place = models.PositiveSmallIntegerField(_("place"))
    token = models.CharField(max_length=43, unique=True, default=new_token)

    objects: ClassVar[LinkedPictureQuerySet] = LinkedPictureQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("picture of a link")
        verbose_name_plural = _("pictures of links")
        constraints = [models.UniqueConstraint(fields=["link", "place"], name="one_linked_picture_a_place")]

    def __str__(self) -> str:
        return f"picture {self.place} of link {self.link_id}"

    @property
    def url_320(self) -> str:
        return self._url(320)

    @property
    def url_640(self) -> str:
        return self._url(640)

    @property
    def url_1600(self) -> str:
        return self._url(1600)

    @property
    def page(self) -> str:
        """Its page in the link."""
        return reverse("shared:picture", args=[self.link.token, self.place])

    @property
    def file(self) -> str:
        """The address of the file to download."""
        return reverse("shared:file", args=[self.token, self.picture.extension])

    def _url(self, width: int) -> str:
        return reverse("shared:preview", args=[self.token, width])
