from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_share_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='team',
            name='makes_private',
            field=models.BooleanField(db_default=False, default=False, verbose_name='new pictures'),
        ),
    ]
