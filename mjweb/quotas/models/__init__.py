"""Purses, what they are allowed, their windows, the ledger lines that these are sums of, and the lines' daily sums."""

from mjweb.quotas.models.allowance import Allowance, Grant
from mjweb.quotas.models.default import Default
from mjweb.quotas.models.line import Kind, Line
from mjweb.quotas.models.purse import Purse
from mjweb.quotas.models.request import Request
from mjweb.quotas.models.tally import Facet, Tally
from mjweb.quotas.models.window import Window

__all__ = ["Allowance", "Default", "Facet", "Grant", "Kind", "Line", "Purse", "Request", "Tally", "Window"]
