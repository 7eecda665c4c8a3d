"""Prices as rows with a day from which they hold: those of now become the first, their changes the next ones."""

from datetime import UTC, datetime
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
# The one price of a version that there was, until now a kind of work of its own.
DEAR = "imagine_v6"


def keep(apps: Any, _editor: Any) -> None:
    prices, past = apps.get_model("jobs", "Price"), apps.get_model("jobs", "PriceChange")
    for price in list(prices.objects.order_by("pk")):
        changes = list(past.objects.filter(work=price.work, mode=price.mode).order_by("pk"))
        steps = [(change.after, change.at, change.by_id) for change in changes]
        if steps and steps[-1][0] != price.amount:  # changed by other ways than the page
            steps.append((price.amount, timezone.now(), None))
        first = changes[0].before if changes else price.amount
        cell = {"work": "imagine", "version": "6"} if price.work == DEAR else {"work": price.work, "version": ""}
        prices.objects.filter(pk=price.pk).update(**cell, amount=first)
        prices.objects.bulk_create(
            prices(**cell, mode=price.mode, amount=amount, valid_from=at, created_at=at, by_id=by)
            for amount, at, by in steps
        )


def forget(apps: Any, _editor: Any) -> None:
    """The way back: what holds now, of the cells that there were."""
    rows = apps.get_model("jobs", "Price").objects
    now: dict[tuple[str, str], int] = {}
    for price in rows.filter(valid_from__lte=timezone.now(), size="").order_by("valid_from", "pk"):
        if price.version == "" or (price.work, price.version) == ("imagine", "6"):
            now[DEAR if price.version else price.work, price.mode] = price.pk
    rows.exclude(pk__in=now.values()).delete()
    for (work, _mode), pk in now.items():
        rows.filter(pk=pk).update(work=work)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("jobs", "0009_project_of_a_job"),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="price", name="one_price"),
        migrations.AlterField(
            model_name="price",
            name="work",
            field=models.CharField(
                choices=[
                    ("imagine", "Grid"),
                    ("variation", "Variation"),
                    ("single", "Upscale of one of four"),
                    ("upscale", "Upscale 2x, 4x, subtle, creative"),
                    ("zoom", "Zoom out"),
                    ("pan", "Pan"),
                    ("region", "Region"),
                    ("blend", "Blend"),
                    ("describe", "Describe"),
                    ("seed", "Seed"),
                ],
                max_length=20,
                verbose_name="work",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="version",
            field=models.CharField(blank=True, max_length=10, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="price",
            name="size",
            field=models.CharField(
                blank=True,
                choices=[
                    ("2x", "2x"),
                    ("4x", "4x"),
                    ("subtle", "subtle"),
                    ("creative", "creative"),
                    ("1.5x", "1.5x"),
                    ("square", "square"),
                ],
                max_length=10,
                verbose_name="size",
            ),
        ),
        migrations.AddField(
            model_name="price",
            name="valid_from",
            field=models.DateTimeField(default=BEGINNING, verbose_name="valid from"),
        ),
        migrations.AddField(
            model_name="price",
            name="created_at",
            field=models.DateTimeField(default=BEGINNING, verbose_name="added"),
        ),
        migrations.AddField(
            model_name="price",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prices",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddConstraint(
            model_name="price",
            constraint=models.CheckConstraint(
                condition=models.Q(valid_from__gte=models.F("created_at")), name="no_price_of_the_past"
            ),
        ),
        migrations.RunPython(keep, forget),
        migrations.DeleteModel(name="PriceChange"),
    ]
