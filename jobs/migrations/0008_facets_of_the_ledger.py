"""Tell the ledger of jobs that are there already what they were, and add their days up.

Here and not a floor below, where jobs are not known.
"""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations
from django.db.models import Count, F, Sum

# The rows of the price table, written out: a later change of the rules must not change an old migration.
WORKS = {
    "imagine": ("imagine",),
    "single": ("upscale",),
    "variation": ("vary", "reroll", "vary_subtle", "vary_strong"),
    "upscale": ("upscale_2x", "upscale_4x", "upscale_subtle", "upscale_creative"),
    "zoom": ("zoom_out_1_5", "zoom_out_2", "make_square"),
    "pan": ("pan_left", "pan_right", "pan_up", "pan_down"),
    "region": ("region",),
    "blend": ("blend",),
    "describe": ("describe",),
    "seed": ("seed",),
}
WORK = {action: work for work, actions in WORKS.items() for action in actions}
FACETS = {"speed": "settle", "work": "settle", "project": "settle", "key": "settle", "return": "return"}


def fill(apps: Any, _editor: Any) -> None:
    Line = apps.get_model("quotas", "Line")
    months = Line.objects.filter(kind__in=["grant", "correct"], window__span="month", window__purse__team=None)
    for user in months.exclude(window__purse__user=None).values_list("window__purse__user", flat=True).distinct():
        own = months.filter(window__purse__user=user).values("pk")
        Line.objects.filter(pk__in=list(own.values_list("pk", flat=True))).update(user=user)
    for job in apps.get_model("jobs", "Job").objects.select_related("team", "batch").iterator(chunk_size=500):
        references = [f"{job.uid.hex}.{number}" for number in range(1, job.holds + 1)]
        zone = ZoneInfo(job.team.zone or settings.TIME_ZONE)
        # By kind, as the two indexes over references are.
        days = {
            line.reference: line.at.astimezone(zone).date()
            for line in Line.objects.filter(kind="hold", reference__in=references)
        }
        for kinds in (["hold"], ["settle", "return"]):
            lines = Line.objects.filter(kind__in=kinds, reference__in=references)
            for line in lines.filter(window__purse__user=job.user_id, window__purse__team=None, window__span="month"):
                Line.objects.filter(pk=line.pk).update(
                    space=job.team_id,
                    user=job.user_id,
                    day=days[line.reference],
                    # The speed may have been changed since; what was settled is of the last one.
                    speed=job.mode,
                    work=WORK[job.action],
                    key=str(job.batch.api_key_id) if job.batch.api_key_id else None,
                )
    Tally = apps.get_model("quotas", "Tally")
    for facet, kind in FACETS.items():
        word = "reason" if facet == "return" else facet
        lines = Line.objects.filter(kind=kind, space__isnull=False).exclude(**{word: None}).order_by()
        rows = lines.values_list("space_id", "user_id", "day", F(word)).annotate(sum=Sum("amount"), n=Count("pk"))
        Tally.objects.bulk_create(
            (
                Tally(space_id=space, user_id=user, day=day, facet=facet, value=value[:40], amount=amount, count=count)
                for space, user, day, value, amount, count in rows
            ),
            batch_size=1000,
        )


class Migration(migrations.Migration):
    dependencies = [("jobs", "0007_presets"), ("quotas", "0004_tallies"), ("accounts", "0005_key_of_a_team")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
