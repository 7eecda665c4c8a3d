import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_several_upstreams'),
    ]

    operations = [
        migrations.AddField(
            model_name='apikey',
            name='at_once',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='jobs in progress at once'),
        ),
        migrations.AddField(
            model_name='team',
            name='at_once',
            field=models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='jobs in progress at once'),
        ),
    ]
