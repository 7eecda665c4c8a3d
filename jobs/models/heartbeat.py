"""Who is alive: one stamp for each role, and the wake-up that keeps kicks from piling up."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mjweb.database import unsynced

# A stamp that is this young need not be written again by somebody who is busy.
FRESH = timedelta(seconds=3)


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, role: str) -> None:
        """Stamp a role as alive now."""
        now = timezone.now()
        if not self.filter(role=role).update(at=now):
            self.bulk_create([self.model(role=role, at=now)], ignore_conflicts=True)

    def beat_now_and_then(self, role: str) -> None:
        """Stamp a role from inside a busy loop: at most one write every few seconds."""
        now = timezone.now()
        self.filter(role=role, at__lt=now - FRESH).update(at=now)

    def age(self, role: str) -> timedelta | None:
        """How long ago the role was last alive, None when it never was."""
        at = self.filter(role=role).values_list("at", flat=True).first()
        return None if at is None else timezone.now() - at

    def ask(self, question: str, answer: str) -> None:
        """Stamp a question to a role, unless it has still to answer an earlier one with a stamp of its own."""
        if not self.awaited(question, answer):
            self.beat(question)

    def awaited(self, question: str, answer: str) -> timedelta:
        """For how long an answer has been due: zero where it came, or where nobody asked."""
        at = dict(self.filter(role__in=(question, answer)).values_list("role", "at"))
        asked, answered = at.get(question), at.get(answer)
        due = asked is not None and (answered is None or answered < asked)
        return timezone.now() - asked if asked is not None and due else timedelta()


class Heartbeat(models.Model):
    """Roles: `follower`, and `<queue>:worker`, `<queue>:monitor`, `<queue>:canary` for each queue."""

    role = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()

    objects: ClassVar[HeartbeatQuerySet] = HeartbeatQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return f"{self.role} {self.at}"


class WakeQuerySet(models.QuerySet["Wake"]):
    def ask(self, name: str) -> bool:
        """Note that somebody should look; True for the one who must send the hint."""
        now = timezone.now()
        # Written out, as is `clear`: they are on the way of every press.
        at = connection.ops.adapt_datetimefield_value(now)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE jobs_wake SET pending = %s, at = %s WHERE name = %s AND NOT pending", [True, at, name]
            )
            if cursor.rowcount:
                return True
        if self.filter(name=name).exists():
            return False
        return bool(self.bulk_create([self.model(name=name, pending=True, at=now)], ignore_conflicts=True))

    def clear(self, name: str) -> None:
        """The one who looks clears the note before it reads. A note that comes back brings one look too many."""
        with unsynced(connection), connection.cursor() as cursor:
            cursor.execute("UPDATE jobs_wake SET pending = %s WHERE name = %s AND pending", [False, name])


class Wake(models.Model):
    """A pending look of one kind; a hint that is lost leaves `pending` behind, and the ticker sends it again."""

    name = models.CharField(primary_key=True, max_length=20)
    pending = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects: ClassVar[WakeQuerySet] = WakeQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("wake-up")
        verbose_name_plural = _("wake-ups")

    def __str__(self) -> str:
        return self.name
