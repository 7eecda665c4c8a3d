"""A delivery: the one call to a job's hookUrl after its end, and the attempts that it took."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.addresses import AddressRefused, parts
from mjweb.accounts.models import User

if TYPE_CHECKING:
    from jobs.models.job import Job

MOST_TRIES = 3
ACKNOWLEDGED = 200  # this status and no other


class Fate(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call went: the HTTP status that came back, or a sentence why none did."""

    status: int | None
    error: str
    milliseconds: int


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def of(self, user: User) -> DeliveryQuerySet:
        return self.filter(user_id=user.pk)

    def newest_first(self) -> DeliveryQuerySet:
        return self.order_by("-pk")

    def after(self, pk: int) -> DeliveryQuerySet:
        """The page that follows the delivery `pk`, newest first."""
        return self.filter(pk__lt=pk)

    def prepare(self, job: Job) -> None:
        """Let the end of a job be told to its hookUrl; call it in the transaction that ends the job."""
        self.create(job=job, user_id=job.user_id, url=job.hook_url, host=host_of(job.hook_url))

    def failed(self) -> DeliveryQuerySet:
        """What was given up."""
        return self.filter(state=Fate.FAILED)

    def due(self) -> DeliveryQuerySet:
        """What may be called now: nobody is at it, and its person may still come in."""
        now = timezone.now()
        waiting = self.filter(state=Fate.WAITING, due_at__lte=now, lease_until__lte=now, tries__lt=MOST_TRIES)
        return waiting.filter(user__is_active=True).order_by("due_at")

    def any_due(self) -> bool:
        """Whether there may be something to be called now; written out, since it is asked five times a second."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM jobs_delivery WHERE state = %s AND due_at <= %s)", [Fate.WAITING, now]
            )
            return bool(cursor.fetchone()[0])

    @transaction.atomic
    def begin(self, pk: int, seconds: float) -> DeliveryAttempt | None:
        """Take a due delivery for ourselves alone for `seconds` and write its next attempt down, before it is made.

        None when somebody else was first. An attempt whose sender dies counts, since it may have arrived.
        """
        now = timezone.now()
        mark, until = secrets.token_urlsafe(16), now + timedelta(seconds=seconds)
        free = self.filter(pk=pk, state=Fate.WAITING, due_at__lte=now, lease_until__lte=now, tries__lt=MOST_TRIES)
        if not free.update(lease=mark, lease_until=until, tries=F("tries") + 1):
            return None
        delivery = self.select_related("job__batch__api_key").get(pk=pk)
        return delivery.attempts.create(number=delivery.attempts.count() + 1)

    def again(self, pk: int) -> bool:
        """Call once more, with all attempts ahead; False while it still waits for its next one."""
        over = self.filter(pk=pk, state__in=(Fate.DELIVERED, Fate.FAILED))
        return bool(over.update(state=Fate.WAITING, tries=0, due_at=timezone.now()))

    def give_up(self) -> int:
        """Fail what can have no further attempt: its last one was cut off, or its person may not come in any more."""
        waiting = self.filter(state=Fate.WAITING, lease_until__lte=timezone.now())
        hopeless = waiting.filter(Q(tries__gte=MOST_TRIES) | Q(user__is_active=False)).values("pk")
        return self.filter(pk__in=hopeless, state=Fate.WAITING).update(state=Fate.FAILED, lease="")

    def purge(self, before: datetime, most: int) -> int:
        """Delete up to `most` deliveries that are over and were made before; how many they were.

        Numbers grow with time, so the oldest are read by their number and no index by time is kept.
        """
        oldest = self.exclude(state=Fate.WAITING).order_by("pk").values_list("pk", "created_at")[:most]
        old = [pk for pk, created_at in oldest if created_at < before]
        if old:
            self.filter(pk__in=old).delete()
        return len(old)


class Delivery(models.Model):
    """Written in the transaction that ends its job, so no end goes untold however processes die.

    `tries` counts the attempts of this round (see `again`), `due_at` is when the next one may begin, `lease` says who
    is at it until `lease_until`. `host` is who is called, so that a slow one does not take every thread.
    """

    job = models.OneToOneField("jobs.Job", on_delete=models.CASCADE, related_name="delivery")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    url = models.CharField(max_length=2000)
    host = models.CharField(max_length=253)
    state = models.CharField(max_length=9, choices=Fate.choices, default=Fate.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease = models.CharField(max_length=43, blank=True)
    lease_until = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[DeliveryQuerySet] = DeliveryQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_due"),
            models.Index(fields=["user", "-id"], name="delivery_of_person"),
            models.Index(fields=["-id"], condition=Q(state="failed"), name="delivery_failed"),
        ]

    def __str__(self) -> str:
        return f"delivery of job {self.job_id}"


class DeliveryAttempt(models.Model):
    """One call. `status` is the HTTP status that came back, or else `error` says why none did; neither: cut off."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()  # over all rounds
    at = models.DateTimeField(auto_now_add=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar[models.Manager[DeliveryAttempt]] = models.Manager()

    class Meta:
        verbose_name = _("attempt to deliver")
        verbose_name_plural = _("attempts to deliver")
        constraints = [models.UniqueConstraint(fields=["delivery", "number"], name="one_delivery_attempt_a_number")]

    def __str__(self) -> str:
        return f"attempt {self.number} of delivery {self.delivery_id}"

    @transaction.atomic
    def end(self, outcome: Outcome, pauses: Sequence[float]) -> bool:
        """Note how it went, and what follows for the delivery; False when that was not ours to say any more.

        `pauses` are the seconds before each attempt of a round, the first one's included.
        """
        delivery = self.delivery
        now = timezone.now()
        changes: dict[str, object] = {"lease": "", "lease_until": now}
        if outcome.status == ACKNOWLEDGED:
            changes["state"] = Fate.DELIVERED
        elif delivery.tries >= MOST_TRIES:
            changes["state"] = Fate.FAILED
        else:
            changes["due_at"] = now + timedelta(seconds=pauses[delivery.tries])
        mine = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, state=Fate.WAITING)
        moved = bool(mine.update(**changes))
        DeliveryAttempt.objects.filter(pk=self.pk).update(
            status=outcome.status, error=outcome.error[:300], milliseconds=outcome.milliseconds
        )
        return moved


def host_of(url: str) -> str:
    """The host of an address, "" for one that is not well formed; the end of a job never fails for it."""
    try:
        return parts(url)[0][:253]
    except AddressRefused:
        return ""
