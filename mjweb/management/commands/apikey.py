"""`manage.py apikey EMAIL`: prints a new API key and nothing else."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mjweb.accounts.by import COMMAND
from mjweb.accounts.models import ApiKey, Entry, User, Verb
from mjweb.quotas.models import Purse
from mjweb.quotas.units import units


def days(text: str) -> timedelta:
    """Read a life of 1 to 3660 days."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 3660):
        raise ArgumentTypeError(f"{text!r}: expected a whole number from 1 to 3660")
    return timedelta(days=int(text))


def allowance(text: str) -> int:
    """Read units a month as thousandths."""
    try:
        return units(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r}: expected {error}") from None


class Command(BaseCommand):
    help = "Make an API key for a person and print it; it is not shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="what the key is for")
        parser.add_argument("--days", type=days, default=None, help="how long it works, 1 to 3660 (default: for good)")
        parser.add_argument("--allowance", type=allowance, default=None, help="units a month (default: no limit)")
        parser.add_argument("--read-only", action="store_true", help="it asks, and starts or deletes no job")
        parser.add_argument("--sign-hooks", action="store_true", help="its deliveries carry a signature")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> str:
        user = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"nobody here has the address {options['email']}")
        if len(options["name"]) > 80:
            raise CommandError("--name: at most 80 characters")
        key = ApiKey.objects.issue(
            user,
            options["name"],
            expires_at=timezone.now() + options["days"] if options["days"] else None,
            read_only=options["read_only"],
            sign_hooks=options["sign_hooks"],
        )
        if options["allowance"] is not None:
            Purse.objects.limit(key, options["allowance"])
        Entry.objects.write(COMMAND, Verb.KEY_MADE, team=key.team, subject=key.called, detail=str(user))
        return key.secret
