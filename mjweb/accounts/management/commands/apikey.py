"""`manage.py apikey EMAIL`: prints a new API key and nothing else."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mjweb.accounts.models import ApiKey, User


class Command(BaseCommand):
    help = "Make an API key for a person and print it; it is not shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="what the key is for")

    def handle(self, *args: Any, **options: Any) -> str:
        user = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"nobody here has the address {options['email']}")
        return ApiKey.objects.issue(user, options["name"]).secret
