"""Purses, their monthly windows, and the ledger lines that the windows are sums of."""

from mjweb.quotas.models.line import Kind, Line
from mjweb.quotas.models.purse import Purse, month_of
from mjweb.quotas.models.window import Window

__all__ = ["Kind", "Line", "Purse", "Window", "month_of"]
