"""Give everybody who is here already a space of their own, and their keys the team they worked for so far."""

from typing import Any

from django.db import migrations


def fill(apps: Any, _schema_editor: Any) -> None:
    User = apps.get_model("accounts", "User")
    Team = apps.get_model("accounts", "Team")
    Membership = apps.get_model("accounts", "Membership")
    ApiKey = apps.get_model("accounts", "ApiKey")
    for user in User.objects.filter(personal_space=None).iterator():
        space = Team.objects.create(personal_of=user)
        first = Membership.objects.filter(user=user).order_by("pk").first()
        Membership.objects.create(user=user, team=space, role="owner")
        ApiKey.objects.filter(user=user, team=None).update(team=first.team_id if first else space.pk)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_spaces")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
