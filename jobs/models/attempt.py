"""An attempt: the intent to send a job, written before the call that costs."""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# A service calls a few times for a job. Whoever else learned the address can make us ask so often and no more.
CALLS = 100


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def intend(self, job: int, number: int, tag: str) -> None:
        """Write the intent to send a job, by this attempt of it."""
        # Written out: it is on the way of every job to its engine.
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO jobs_attempt (job_id, number, tag, created_at, outcome, note, calls)"
                " VALUES (%s, %s, %s, %s, '', '', 0)",
                [job, number, tag, now],
            )

    def called(self, attempt: Attempt) -> bool:
        """Count a call to its address; False where there were so many that no more of them are worth a question."""
        return bool(self.filter(pk=attempt.pk, calls__lt=CALLS).update(calls=models.F("calls") + 1))


class Attempt(models.Model):
    """`tag` goes to the engine with the order, so that it can be asked later whether this attempt arrived.

    `outcome` is the engine's answer in a word (see jobs.sending.hear): "late" where the job had ended by then.
    `absent_at` is when the first whole list of the engine was begun that lacks it (see jobs.census), `calls` how often
    its address was called for a job that ran.
    """

    job = models.ForeignKey("jobs.Job", on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveIntegerField()
    tag = models.CharField(max_length=43, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=20, blank=True)
    note = models.CharField(max_length=300, blank=True)
    absent_at = models.DateTimeField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[AttemptQuerySet] = AttemptQuerySet.as_manager()  # type: ignore[assignment]  # manager made of the queryset

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="one_attempt_a_number")]

    def __str__(self) -> str:
        return f"attempt {self.number} of job {self.job_id}"
