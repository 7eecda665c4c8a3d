"""A picture that a person brought: to mix, to describe, to refer to in a prompt, or as the mask of a region."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.actions import Action
from jobs.models.picture import Picture, new_token, original_name, thumbnail_name
from mjweb.accounts.models import Team, User

if TYPE_CHECKING:
    from jobs.models.job import Job


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, user: User) -> UploadQuerySet:
        return self.filter(user_id=user.pk)

    def recent(self) -> UploadQuerySet:
        """Those that are offered again, newest first: no masks, and nothing that stands in the gallery anyway."""
        masks = Input.objects.filter(upload=OuterRef("pk"), job__action=Action.REGION)
        twins = Picture.objects.filter(sha256=OuterRef("sha256"))
        return self.filter(~Exists(masks), ~Exists(twins), is_listed=True).order_by("-pk")

    def after(self, pk: int) -> UploadQuerySet:
        """The page that follows the upload `pk`, newest first."""
        return self.filter(pk__lt=pk)

    def newest_first(self) -> UploadQuerySet:
        return self.order_by("-pk")

    def remove(self, pk: int) -> None:
        """Take one off its person's list; one that no job has brought along is gone with its address.

        Files stay in the vault, where others may have the same ones.
        """
        try:
            with transaction.atomic():
                self.filter(pk=pk).delete()
        except ProtectedError:
            self.filter(pk=pk).update(is_listed=False)


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
    is_listed = models.BooleanField(default=True)  # among those that the prompt bar offers again
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [models.UniqueConstraint(fields=["user", "sha256"], name="one_upload_a_picture")]
        indexes = [models.Index(fields=["user", "-id"], condition=Q(is_listed=True), name="upload_of_person")]

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


class Role(models.TextChoices):
    """What a reference image is to the prompt that names it."""

    IMAGE = "image", _("Image prompt")
    STYLE = "style", _("Style")
    CHARACTER = "character", _("Character")
    OMNI = "omni", _("Omni")


class Input(models.Model):
    """One picture that a job brings along, in its order: an upload, or a picture that another job made.

    `role` says what a reference image is for; it is empty for what a blend mixes, what is described, and a mask.
    """

    job = models.ForeignKey("jobs.Job", on_delete=models.CASCADE, related_name="inputs")
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="inputs")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, related_name="inputs")
    role = models.CharField(max_length=9, choices=Role.choices, blank=True)
    number = models.PositiveSmallIntegerField()

    objects: ClassVar[models.Manager[Input]] = models.Manager()

    class Meta:
        verbose_name = _("input")
        verbose_name_plural = _("inputs")
        constraints = [
            models.UniqueConstraint(fields=["job", "number"], name="one_input_a_number"),
            models.CheckConstraint(
                condition=Q(upload=None, picture__isnull=False) | Q(upload__isnull=False, picture=None),
                name="upload_or_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"input {self.number} of job {self.job_id}"

    @classmethod
    def of(cls, job: Job, source: Upload | Picture, number: int, role: str = "") -> Input:
        """A row that is not saved yet."""
        given = {"picture": source} if isinstance(source, Picture) else {"upload": source}
        return cls(job=job, number=number, role=role, **given)

    @property
    def source(self) -> Upload | Picture:
        """The picture itself."""
        found = self.upload or self.picture
        assert found is not None  # the table holds that
        return found

    @property
    def name(self) -> str:
        """The name in the vault of what an engine gets."""
        source = self.source
        return source.name if isinstance(source, Picture) else source.clean_name
