import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models

# Minutes that a speed is ahead in a person's own line.
HEAD_START = {'turbo': 10, 'fast': 5, 'relax': 0}


def rank(apps: Apps, _schema_editor: object) -> None:
    """Let those who wait keep the order in which they asked; what everybody used until now is forgotten."""
    Job = apps.get_model('jobs', 'Job')
    for pk, created, mode in Job.objects.filter(state='queued').values_list('pk', 'created_at', 'mode'):
        milliseconds = round(created.timestamp() * 1000) - HEAD_START[mode] * 60_000
        Job.objects.filter(pk=pk).update(rank=milliseconds)
    apps.get_model('jobs', 'Upstream').objects.update(vtime=0)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_limits_at_once'),
        ('jobs', '0019_several_upstreams'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.DeleteModel(
            name='Lane',
        ),
        migrations.CreateModel(
            name='TeamLane',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.BigIntegerField(default=0)),
                ('served', models.BigIntegerField(default=0)),
                ('team', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='accounts.team')),
            ],
            options={
                'verbose_name': 'lane of a team',
                'verbose_name_plural': 'lanes of teams',
            },
        ),
        migrations.CreateModel(
            name='Lane',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('tag', models.BigIntegerField(default=0)),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='accounts.team')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'lane',
                'verbose_name_plural': 'lanes',
            },
        ),
        migrations.AddConstraint(
            model_name='lane',
            constraint=models.UniqueConstraint(fields=('team', 'user'), name='one_lane_a_member'),
        ),
        migrations.RemoveIndex(
            model_name='job',
            name='job_in_turn',
        ),
        migrations.RenameField(
            model_name='job',
            old_name='turn',
            new_name='rank',
        ),
        migrations.RunPython(rank, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='job',
            index=models.Index(condition=models.Q(('state', 'queued')), fields=['team', 'user', 'rank', 'id'], name='job_in_line'),
        ),
    ]
