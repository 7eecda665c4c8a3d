import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import jobs.models.picture


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0016_share_links'),
        ('gallery', '0001_search'),
        ('jobs', '0024_words_refused'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('token', models.CharField(default=jobs.models.picture.new_token, max_length=43, unique=True)),
                ('password', models.CharField(blank=True, max_length=128, verbose_name='password')),
                ('may_download', models.BooleanField(default=False, verbose_name='may be downloaded')),
                ('shows_prompts', models.BooleanField(default=False, verbose_name='prompts are shown')),
                ('has_watermark', models.BooleanField(default=False, verbose_name='with a watermark')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='made')),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('opened', models.PositiveIntegerField(default=0, verbose_name='openings')),
                ('opened_at', models.DateTimeField(blank=True, null=True, verbose_name='last opened')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='accounts.team')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'share link',
                'verbose_name_plural': 'share links',
            },
        ),
        migrations.CreateModel(
            name='LinkedPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(verbose_name='place')),
                ('token', models.CharField(default=jobs.models.picture.new_token, max_length=43, unique=True)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pictures', to='gallery.link')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='linked', to='jobs.picture')),
            ],
            options={
                'verbose_name': 'picture of a link',
                'verbose_name_plural': 'pictures of links',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('address', models.CharField(blank=True, max_length=45)),
                ('agent', models.CharField(blank=True, max_length=60)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='openings', to='gallery.link')),
            ],
            options={
                'verbose_name': 'opening of a link',
                'verbose_name_plural': 'openings of links',
            },
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['team', '-id'], name='link_of_team'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['user', 'team'], name='link_of_person'),
        ),
        migrations.AddConstraint(
            model_name='link',
            constraint=models.CheckConstraint(condition=models.Q(('may_download', False), ('has_watermark', False), _connector='OR'), name='no_original_with_watermark'),
        ),
        migrations.AddConstraint(
            model_name='linkedpicture',
            constraint=models.UniqueConstraint(fields=('link', 'place'), name='one_linked_picture_a_place'),
        ),
    ]
