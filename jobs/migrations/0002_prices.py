"""Fill the price table that a new site starts with."""

from typing import Any

from django.db import migrations


def fill(apps: Any, _editor: Any) -> None:
    # Written out, not imported: a later change of the defaults must not change an old migration.
    base = {"relax": 1000, "fast": 2000, "turbo": 4000}
    rows = {
        **dict.fromkeys(("imagine", "variation", "single", "zoom", "pan", "region", "blend"), base),
        "imagine_v6": {**base, "fast": 3000},
        "upscale": {mode: 2 * amount for mode, amount in base.items()},
        "describe": dict.fromkeys(base, 1000),
        "seed": dict.fromkeys(base, 1000),
    }
    price = apps.get_model("jobs", "Price")
    price.objects.bulk_create(
        price(work=work, mode=mode, amount=amount) for work, row in rows.items() for mode, amount in row.items()
    )


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
