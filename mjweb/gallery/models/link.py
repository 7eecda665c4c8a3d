"""A share link: a frozen selection of pictures for people without an account, for some days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.models import Picture
from jobs.models.picture import new_token
from mjweb.accounts.models import Entry, Membership, Right, Team, User, Verb

if TYPE_CHECKING:
    from mjweb.accounts.by import By

DAYS = 30  # so long a link works unless its maker says otherwise
LONGEST = 365  # days from now
MOST = 200  # pictures of one link


class Standing(models.TextChoices):
    OPEN = "open", _("Open")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    RESTING = "resting", _("Rests: its maker may not share here now")


class LinkQuerySet(models.QuerySet["Link"]):
    def open(self) -> LinkQuerySet:
        """Those that show something now. Who may not share any more, or not come in, shows nothing either."""
        able = Membership.objects.granting(Right.SHARE).filter(user=OuterRef("user"), team=OuterRef("team"))
        return self.filter(Exists(able), revoked_at=None, expires_at__gt=timezone.now())

    def of_team(self, team: Team) -> LinkQuerySet:
        return self.filter(team_id=team.pk)

    def visible_to(self, user: User) -> LinkQuerySet:
        """Those made in teams whose pictures the person may see: what came of them is the team's."""
        return self.filter(team_id__in=Membership.objects.teams_seen_by(user))

    def managed_by(self, user: User) -> LinkQuerySet:
        """Their own, and those of teams that they may change."""
        run = Membership.objects.of(user).granting(Right.SETTINGS).values("team_id")
        return self.visible_to(user).filter(Q(user_id=user.pk) | Q(team_id__in=run))

    def answered_by(self, user: User) -> LinkQuerySet:
        """Those whose guests the person may answer."""
        return self.filter(team_id__in=Membership.objects.of(user).granting(Right.SHARE).values("team_id"))

    def tell(self, link: Link) -> None:
        """Let open pages know that something was said. Keeps the row to ourselves until the transaction ends."""
        self.filter(pk=link.pk).update(version=F("version") + 1)

    def newest_first(self) -> LinkQuerySet:
        return self.order_by("-pk")

    def find(self, token: str) -> Link | None:
        """The link behind an address, however it stands."""
        return self.select_related("team", "user").filter(token=token).first()

    @transaction.atomic
    def make(self, by: By, team: Team, pictures: Iterable[Picture], *, password: str = "", **terms: Any) -> Link:
        """Freeze a selection; what of it is shown is asked at each opening, of what the maker may see then."""
        assert by.user is not None
        link = self.create(user=by.user, team=team, password=make_password(password) if password else "", **terms)
        rows = (link.pictures.model(link=link, picture=one, place=n) for n, one in enumerate(pictures, 1))
        made = link.pictures.bulk_create(rows)
        detail = f"{len(made)} pictures until {link.expires_at:%Y-%m-%d}"
        Entry.objects.write(by, Verb.LINK_MADE, team=team, subject=link.title, detail=detail)
        return link

    def end_all(self, user: User, team: Team | None = None, heir: User | None = None) -> int:
        """End a person's links, of one team or of all; with an heir the rows, and what guests said, are theirs."""
        mine = self.filter(user=user) if team is None else self.filter(user=user, team=team)
        ended = mine.filter(revoked_at=None).update(revoked_at=timezone.now())
        if heir is not None:
            mine.update(user=heir)
        return ended


class Link(models.Model):
    """Its address is the right to see it, as that of a picture is, and kept like that one: the token itself.

    A hash would keep it from whoever reads the database, who can read every picture's token there as well; and the
    maker could never copy the address again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="links")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="links")
    title = models.CharField(_("title"), max_length=120)
    token = models.CharField(max_length=43, unique=True, default=new_token)
    password = models.CharField(_("password"), max_length=128, blank=True)  # hashed; "" where none is asked for
    may_download = models.BooleanField(_("may be downloaded"), default=False)
    shows_prompts = models.BooleanField(_("prompts are shown"), default=False)
    has_watermark = models.BooleanField(_("with a watermark"), default=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    is_review = models.BooleanField(_("asks for a review"), default=False)
    version = models.PositiveIntegerField(default=0)  # of what was said in its review; open pages ask for it
    opened = models.PositiveIntegerField(_("openings"), default=0)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)

    objects: ClassVar[LinkQuerySet] = LinkQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        constraints = [
            models.CheckConstraint(
                condition=Q(may_download=False) | Q(has_watermark=False), name="no_original_with_watermark"
            )
        ]
        indexes = [
            models.Index(fields=["team", "-id"], name="link_of_team"),
            models.Index(fields=["user", "team"], name="link_of_person"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        return reverse("shared:index", args=[self.token])

    @property
    def url(self) -> str:
        """The absolute address, to copy."""
        return settings.PUBLIC_URL.rstrip("/") + self.path

    @property
    def is_open(self) -> bool:
        return Link.objects.open().filter(pk=self.pk).exists()

    @property
    def standing(self) -> Standing:
        return self.stands(is_open=self.is_open)

    def stands(self, *, is_open: bool) -> Standing:
        """How it stands, where it is known already whether it is open."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        if self.expires_at <= timezone.now():
            return Standing.EXPIRED
        return Standing.OPEN if is_open else Standing.RESTING

    @property
    def from_whom(self) -> str:
        """What stands on a watermark, and who shares it: the team, or the person from a space of their own."""
        return str(self.user) if self.team.is_personal else self.team.name

    @transaction.atomic
    def revoke(self, by: By) -> bool:
        """End it from the next request on, for good. False when it was before."""
        if not Link.objects.filter(pk=self.pk, revoked_at=None).update(revoked_at=Now()):
            return False
        Entry.objects.write(by, Verb.LINK_REVOKED, team=self.team, subject=self.title)
        return True

    @transaction.atomic
    def extend(self, by: By, days: int) -> bool:
        """Let it work for so many days from now, also one that has expired. False where it was revoked."""
        until = timezone.now() + timedelta(days=min(days, LONGEST))
        if not Link.objects.filter(pk=self.pk, revoked_at=None).update(expires_at=until):
            return False
        detail = f"{self.expires_at:%Y-%m-%d} → {until:%Y-%m-%d}"
        Entry.objects.write(by, Verb.LINK_EXTENDED, team=self.team, subject=self.title, detail=detail)
        self.expires_at = until
        return True
