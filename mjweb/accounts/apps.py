"""The floor of people: users, teams, keys."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mjweb.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
