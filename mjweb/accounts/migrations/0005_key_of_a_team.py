import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_fill_spaces")]

    operations = [
        migrations.AlterField(
            model_name="apikey",
            name="team",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="api_keys",
                to="accounts.team",
                verbose_name="team",
            ),
        ),
    ]
