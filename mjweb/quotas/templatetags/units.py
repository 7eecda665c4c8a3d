"""Amounts in templates.

`{{ amount|credits }}` says '4 credits', `{{ amount|grouped }}` '4', `{{ amount|size }}` drops the sign.
"""

from django import template

from mjweb.quotas import units

register = template.Library()
register.filter("credits", units.credits)
register.filter("grouped", units.grouped)
register.filter("plain", units.plain)


@register.filter
def size(amount: int) -> int:
    return abs(amount)
