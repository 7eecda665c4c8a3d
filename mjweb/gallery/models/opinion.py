"""What a guest thinks of a picture in a link: approve, change or reject."""

from __future__ import annotations

from typing import ClassVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from mjweb.gallery.models.guest import Guest
from mjweb.gallery.models.judgement import Judgement, Ruling
from mjweb.gallery.models.link import Link
from mjweb.gallery.models.linked_picture import LinkedPicture


class OpinionQuerySet(models.QuerySet["Opinion"]):
    @transaction.atomic
    def give(self, guest: Guest, shown: LinkedPicture, ruling: Ruling | None) -> None:
        """Write down what a guest thinks, in place of what they thought; None takes it back."""
        Link.objects.tell(guest.link)  # under its lock: of two at once the later one adds up both
        if ruling is None:
            self.filter(guest=guest, shown=shown).delete()
        else:
            self.update_or_create(guest=guest, shown=shown, defaults={"ruling": ruling})
        guest.go_on()
        together = self.filter(shown__link=guest.link_id, shown__picture=shown.picture_id)
        Judgement.objects.settle(shown.picture, [Ruling(one) for one in together.values_list("ruling", flat=True)])


class Opinion(models.Model):
    guest = models.ForeignKey(Guest, on_delete=models.CASCADE, related_name="opinions")
    shown = models.ForeignKey(LinkedPicture, on_delete=models.CASCADE, related_name="opinions")
    ruling = models.CharField(_("verdict"), max_length=8, choices=Ruling.choices)
    at = models.DateTimeField(auto_now=True)

    objects: ClassVar[OpinionQuerySet] = OpinionQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("opinion of a guest")
        verbose_name_plural = _("opinions of guests")
        constraints = [models.UniqueConstraint(fields=["shown", "guest"], name="one_opinion_of_a_guest")]

    def __str__(self) -> str:
        return f"{self.ruling} by guest {self.guest_id}"
