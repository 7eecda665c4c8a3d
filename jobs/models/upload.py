"""A picture that a person brought: to mix, to describe, to refer to in a prompt, or as the mask of a region."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.models.picture import new_token, original_name, thumbnail_name
from mjweb.accounts.models import Team, User


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: User) -> UploadQuerySet:
        return self.filter(user_id=user.pk)

    def newest_first(self) -> UploadQuerySet:
        return self.order_by("-pk")


class Upload(models.Model):
    """The original stands in the vault as it came; what leaves the house is a clean copy, without what a camera wrote.

    The same picture of the same person is one row however often it comes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="uploads")
    token = models.CharField(max_length=43, unique=True, default=new_token)
    sha256 = models.CharField(max_length=64)
    extension = models.CharField(max_length=4)
    clean_sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [models.UniqueConstraint(fields=["user", "sha256"], name="one_upload_a_picture")]

    def __str__(self) -> str:
        return f"upload {self.pk} of {self.user_id}"

    @property
    def clean_name(self) -> str:
        """The name in the vault of the copy that is shown and sent."""
        return original_name(self.clean_sha256, self.extension)

    @property
    def thumbnail(self) -> str:
        """The name in the vault of the small copy."""
        return thumbnail_name(self.clean_sha256, 320)

    @property
    def url(self) -> str:
        """The address of the clean copy; it needs no sign-in, so that an image service can fetch it."""
        return reverse("uploads:clean", args=[self.token, self.extension])

    @property
    def url_320(self) -> str:
        return reverse("uploads:thumbnail", args=[self.token])


class Input(models.Model):
    """One picture that a job brings along, in its order."""

    job = models.ForeignKey("jobs.Job", on_delete=models.CASCADE, related_name="inputs")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="inputs")
    number = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Input]] = models.Manager()

    class Meta:
        verbose_name = _("input")
        verbose_name_plural = _("inputs")
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_input_a_number")]

    def __str__(self) -> str:
        return f"input {self.number} of job {self.job_id}"
