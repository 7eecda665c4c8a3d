"""A picture that came home: its file, its look while it loads, and the address that shows it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.accounts.models import Membership, Team, User


class Part(models.TextChoices):
    """Which part of its job a picture is."""

    GRID = "grid", _("Grid")  # the four tiles in one file
    TILE = "tile", _("Tile")
    SINGLE = "single", _("Picture")


KEPT_IN_BIN = timedelta(days=30)
WIDTHS = (640, 320)  # of thumbnails
WIDE = 1280  # of the one for large screens, which is made when somebody asks for it first (jobs.wide)
LIGHT = 300_000  # bytes of an original that needs none


_ANY = "-" * 43  # stands for a token in an address


def new_token() -> str:
    """256 random bits: the address is the right to see the picture."""
    return secrets.token_urlsafe(32)


def reachable() -> Q:
    """Pictures and uploads that have an address: of a personal space only while its person may come in."""
    return Q(user__is_active=True) | Q(team__personal_of=None)


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, user: User) -> PictureQuerySet:
        """The person's own and those of their teams that are not private."""
        teams = Membership.objects.teams_seen_by(user)
        return self.filter(Q(user_id=user.pk) | Q(team_id__in=teams, private_at=None))

    def of_team(self, user: User, team: int) -> PictureQuerySet:
        """All of one team that are not private, where the person may see its pictures; one index finds them."""
        return self.filter(team_id=team, team_id__in=Membership.objects.teams_seen_by(user), private_at=None)

    def shown(self) -> PictureQuerySet:
        """What galleries show: pictures one by one; the 2x2 file of a grid is for programs, the bin has its page."""
        return self.exclude(part=Part.GRID).filter(binned_at=None)

    def binned(self) -> PictureQuerySet:
        """What lies in the bin and can be restored, the last thrown away first."""
        return self.filter(binned_at__gt=timezone.now() - KEPT_IN_BIN, purged_at=None).order_by("-binned_at", "-pk")

    def newest_first(self) -> PictureQuerySet:
        return self.order_by("-pk")

    def after(self, pk: int) -> PictureQuerySet:
        """The page that follows the picture `pk`, newest first."""
        return self.filter(pk__lt=pk)


class Picture(models.Model):
    """The original stands in the vault under its hash, unchanged; thumbnails beside it, 640 and 320 px wide.

    Of one that was looked at on a large screen there is a third one, 1280 px wide.

    `labels` is what it is found by beside words (jobs.labels); `private_at` since when only its person sees it,
    `binned_at` since when it is in the bin; `restored_at` when its person took it out, which is to keep it;
    `purged_at`: since when its files are gone for good (jobs.purge).
    """

    job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, related_name="pictures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pictures")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="pictures")
    part = models.CharField(max_length=6, choices=Part.choices)
    index = models.PositiveSmallIntegerField(_("number"))  # 1 to 4 for tiles, 0 else
    token = models.CharField(max_length=43, unique=True, default=new_token)
    sha256 = models.CharField(max_length=64, db_index=True)
    extension = models.CharField(max_length=4)  # png, jpg, webp
    size = models.PositiveBigIntegerField(_("bytes"))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7)  # dominant, #rrggbb
    thumbhash = models.CharField(max_length=40)  # base64
    created_at = models.DateTimeField(auto_now_add=True)
    labels = models.TextField(null=True, editable=False)
    private_at = models.DateTimeField(null=True, editable=False)
    binned_at = models.DateTimeField(null=True, editable=False)
    restored_at = models.DateTimeField(null=True, editable=False)
    purged_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[PictureQuerySet] = PictureQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [models.UniqueConstraint(fields=["job", "index"], name="one_picture_a_place")]
        indexes = [
            models.Index(fields=["user", "-id"], condition=~Q(part="grid"), name="picture_of_person"),
            models.Index(fields=["team", "-id"], condition=~Q(part="grid"), name="picture_of_team"),
            models.Index(fields=["user", "-binned_at"], condition=Q(binned_at__isnull=False), name="picture_in_bin"),
            models.Index(fields=["created_at"], name="picture_made"),
            models.Index(
                fields=["binned_at"], condition=Q(binned_at__isnull=False, purged_at=None), name="picture_to_purge"
            ),
        ]

    def __str__(self) -> str:
        return f"picture {self.index} of job {self.job_id}"

    @property
    def ratio(self) -> str:
        """Width over height, for the sheet."""
        return f"{self.width / self.height:.3f}"

    @property
    def name(self) -> str:
        """The file's name in the vault."""
        return original_name(self.sha256, self.extension)

    @property
    def names(self) -> tuple[str, ...]:
        """All the files that it may have in the vault."""
        return (self.name, *(self.thumbnail(width) for width in (*WIDTHS, WIDE)))

    def thumbnail(self, width: int) -> str:
        """The name of a thumbnail in the vault."""
        return thumbnail_name(self.sha256, width)

    @property
    def url(self) -> str:
        """The address of the original; it needs no sign-in and cannot be guessed."""
        return _address("original", self.extension, get_script_prefix()).replace(_ANY, self.token)

    @property
    def url_640(self) -> str:
        return _address("thumbnail", 640, get_script_prefix()).replace(_ANY, self.token)

    @property
    def url_320(self) -> str:
        return _address("thumbnail", 320, get_script_prefix()).replace(_ANY, self.token)

    @property
    def url_1280(self) -> str:
        return _address("thumbnail", WIDE, get_script_prefix()).replace(_ANY, self.token)

    @property
    def is_heavy(self) -> bool:
        """Whether the thumbnail for large screens is better to look at than the original."""
        return self.width > WIDTHS[0] and (self.width > WIDE or self.size > LIGHT)

    @property
    def url_large(self) -> str:
        """The one to look at as a whole."""
        return self.url_1280 if self.is_heavy else self.url

    @property
    def wide(self) -> str:
        """The thumbnail for large screens as a `srcset` names it; nothing where the original is as good."""
        return f"{self.url_1280} {min(self.width, WIDE)}w" if self.is_heavy else ""

    @property
    def sources(self) -> str:
        """All of it from a thumbnail up, as a `srcset` names it; of two with one width the smaller file."""
        own = [] if self.wide and self.width <= WIDE else [f"{self.url} {self.width}w"]
        small = [f"{self.url_640} {WIDTHS[0]}w"] if self.width > WIDTHS[0] else []
        return ", ".join([*small, *filter(None, [self.wide]), *own])


@cache
def _address(name: str, end: str | int, prefix: str) -> str:
    """Below `prefix`, with `_ANY` for the token: a wall has a hundred and twenty of them, and resolving is slow."""
    return reverse(f"pictures:{name}", args=[_ANY, end])


def original_name(sha256: str, extension: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.{extension}"


def thumbnail_name(sha256: str, width: int) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}-{width}.webp"
