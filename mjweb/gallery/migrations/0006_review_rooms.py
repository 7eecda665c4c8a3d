from typing import Any

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_LABELS = "coalesce(labels, ' ')"
_BARE = f"replace({_LABELS}, ' j' || old.ruling || ' ', ' ')"
# What came of a review is a label of its picture, as marks are (0004_index): ` japproved `, ` jchange `, ` jrejected `.
_TRIGGERS = {
    "gallery_judged": ("INSERT", f"{_LABELS} || 'j' || new.ruling || ' '", "new"),
    "gallery_judged_anew": ("UPDATE", f"{_BARE} || 'j' || new.ruling || ' '", "new"),
    "gallery_unjudged": ("DELETE", _BARE, "old"),
}


def make(_apps: Any, editor: Any) -> None:
    for name, (event, labels, row) in _TRIGGERS.items():
        statement = f"UPDATE jobs_picture SET labels = {labels} WHERE id = {row}.picture_id"  # noqa: S608  # pieces of this file
        begin = f"CREATE TRIGGER {name} AFTER {event} ON gallery_judgement FOR EACH ROW"
        if editor.connection.vendor == "sqlite":
            editor.execute(f"{begin} BEGIN {statement}; END")
        else:
            editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$"
            )
            editor.execute(f"{begin} EXECUTE FUNCTION {name}()")


def drop(_apps: Any, editor: Any) -> None:
    for name in _TRIGGERS:
        sqlite = editor.connection.vendor == "sqlite"
        editor.execute(f"DROP TRIGGER {name}" if sqlite else f"DROP FUNCTION {name} CASCADE")


class Migration(migrations.Migration):

    dependencies = [
        ('gallery', '0005_imports'),
        ('jobs', '0025_labels_of_pictures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('picture', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='judgement', serialize=False, to='jobs.picture')),
                ('ruling', models.CharField(choices=[('approved', 'Approved'), ('change', 'To change'), ('rejected', 'Rejected')], max_length=8, verbose_name='verdict')),
            ],
            options={
                'verbose_name': 'judgement',
                'verbose_name_plural': 'judgements',
            },
        ),
        migrations.AddField(
            model_name='link',
            name='is_review',
            field=models.BooleanField(default=False, verbose_name='asks for a review'),
        ),
        migrations.AddField(
            model_name='link',
            name='version',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('came_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='gallery.link')),
            ],
            options={
                'verbose_name': 'guest',
                'verbose_name_plural': 'guests',
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ruling', models.CharField(choices=[('approved', 'Approved'), ('change', 'To change'), ('rejected', 'Rejected')], max_length=8, verbose_name='verdict')),
                ('at', models.DateTimeField(auto_now=True)),
                ('guest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='gallery.guest')),
                ('shown', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='gallery.linkedpicture')),
            ],
            options={
                'verbose_name': 'opinion of a guest',
                'verbose_name_plural': 'opinions of guests',
                'constraints': [models.UniqueConstraint(fields=('shown', 'guest'), name='one_opinion_of_a_guest')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=1000, verbose_name='comment')),
                ('x', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MaxValueValidator(1000)])),
                ('y', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MaxValueValidator(1000)])),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('resolved_at', models.DateTimeField(blank=True, null=True)),
                ('answers', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='gallery.remark')),
                ('guest', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='gallery.guest')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('shown', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='gallery.linkedpicture')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'comment of a review',
                'verbose_name_plural': 'comments of reviews',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('guest', None), ('user__isnull', False)), models.Q(('guest__isnull', False), ('user', None)), _connector='OR'), name='remark_of_one')],
            },
        ),
        migrations.RunPython(make, drop),
    ]
