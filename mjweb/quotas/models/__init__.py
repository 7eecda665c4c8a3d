"""Purses, what they are allowed, their windows, and the ledger lines that the windows are sums of."""

from mjweb.quotas.models.allowance import Allowance, Grant
from mjweb.quotas.models.line import Kind, Line
from mjweb.quotas.models.purse import Purse
from mjweb.quotas.models.window import Window

__all__ = ["Allowance", "Grant", "Kind", "Line", "Purse", "Window"]
