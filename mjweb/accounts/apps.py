"""The floor of people: users, teams, keys."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from mjweb.accounts import checks


class AccountsConfig(AppConfig):
    name = "mjweb.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        register(checks.mail)
