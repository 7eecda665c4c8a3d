"""`manage.py signinlink EMAIL`: prints a new single-use sign-in link for somebody who is here already."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mjweb.accounts.models import SignInLink, User


class Command(BaseCommand):
    help = "Print a new link by which a person signs in, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> str:
        user = User.objects.filter(email=options["email"].strip().lower(), is_active=True).first()
        if user is None:
            raise CommandError(f"nobody here has the address {options['email']}")
        return SignInLink.objects.issue(user).url()
