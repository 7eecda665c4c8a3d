from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0030_purged_pictures'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='hidden_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
