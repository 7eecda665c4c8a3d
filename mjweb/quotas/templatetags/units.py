"""Amounts in templates: `{{ amount|credits }}` says '4 credits', `{{ amount|grouped }}` '4'."""

from django import template

from mjweb.quotas import units

register = template.Library()
register.filter("credits", units.credits)
register.filter("grouped", units.grouped)
register.filter("plain", units.plain)
