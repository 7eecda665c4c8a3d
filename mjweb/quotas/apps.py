"""The floor of money: purses, windows, the ledger. It knows amounts, never jobs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuotasConfig(AppConfig):
    name = "mjweb.quotas"
    label = "quotas"
    verbose_name = _("Quotas")
