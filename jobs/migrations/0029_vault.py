import datetime as dt

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_share_links'),
        ('jobs', '0028_asked_before'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Stored',
            fields=[
                ('sha256', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('extension', models.CharField(max_length=4)),
                ('picture', models.PositiveBigIntegerField(db_index=True)),
                ('condition', models.CharField(choices=[('new', 'Not looked at yet'), ('ok', 'Whole'), ('missing', 'Missing'), ('damaged', 'Damaged')], default='new', max_length=8)),
                ('checked_at', models.DateTimeField(db_index=True, default=dt.datetime(1970, 1, 1, 0, 0, tzinfo=dt.UTC))),
            ],
            options={
                'verbose_name': 'original in the vault',
                'verbose_name_plural': 'originals in the vault',
                'indexes': [models.Index(condition=models.Q(('condition__in', ('missing', 'damaged'))), fields=['condition'], name='stored_wrong')],
            },
        ),
        migrations.CreateModel(
            name='Shelf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pictures', models.PositiveBigIntegerField()),
                ('size', models.PositiveBigIntegerField(verbose_name='bytes')),
                ('at', models.DateTimeField()),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.team')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'storage of a person in a team',
                'verbose_name_plural': 'storage of people in teams',
                'constraints': [models.UniqueConstraint(fields=('team', 'user'), name='one_shelf')],
            },
        ),
    ]
