from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0015_limits_at_once'),
    ]

    operations = [
        migrations.AlterField(
            model_name='entry',
            name='verb',
            field=models.CharField(choices=[('team.made', 'Team made'), ('team.changed', 'Team settings changed'), ('team.handed_over', 'Team handed over'), ('member.joined', 'Joined'), ('member.role', 'Role changed'), ('member.removed', 'Removed from the team'), ('member.left', 'Left the team'), ('person.deactivated', 'Account deactivated'), ('person.reactivated', 'Account reactivated'), ('session.ended', 'Session ended'), ('password.changed', 'Password changed'), ('password.set', 'Password added'), ('email.changed', 'Email address changed'), ('app.added', 'Code app added'), ('app.removed', 'Code app removed'), ('passkey.added', 'Passkey added'), ('passkey.removed', 'Passkey removed'), ('codes.made', 'Recovery codes made anew'), ('voucher.added', 'Other site may sign in'), ('voucher.removed', 'Other site signs in no longer'), ('invitation.made', 'Invited'), ('invitation.revoked', 'Invitation revoked'), ('key.made', 'API key made'), ('key.revoked', 'API key revoked'), ('key.changed', 'API key changed'), ('key.secret', 'Signing secret shown'), ('quota.changed', 'Quota changed'), ('quota.granted', 'Extra credits granted'), ('quota.asked', 'Asked for more'), ('quota.declined', 'Request declined'), ('price.changed', 'Price changed'), ('project.made', 'Project made'), ('project.ended', 'Project ended'), ('project.changed', 'Project changed'), ('job.canceled', 'Job of somebody cancelled'), ('job.retried', 'Job of somebody retried'), ('job.first', 'Job moved to the front'), ('upstream.added', 'Image service added'), ('upstream.changed', 'Image service changed'), ('upstream.paused', 'Image service paused'), ('upstream.resumed', 'Image service resumed'), ('intake.paused', 'New jobs paused'), ('intake.resumed', 'New jobs taken again'), ('delivery.again', 'Call to a hookUrl made again'), ('mail.again', 'Mail sent again'), ('link.made', 'Share link made'), ('link.revoked', 'Share link revoked'), ('link.extended', 'Share link extended'), ('pictures.deleted', 'Pictures deleted')], max_length=24),
        ),
    ]
