"""`manage.py adduser EMAIL`: adds a person and prints a single-use sign-in link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction

from mjweb.accounts.by import COMMAND
from mjweb.accounts.models import Entry, Role, SignInLink, Team, User, Verb
from mjweb.quotas.models import Purse
from mjweb.quotas.units import units


class Command(BaseCommand):
    help = "Add a person and print a link by which they sign in, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="how pages call the person")
        parser.add_argument("--team", default=None, help="the team to join; made when there is none of that name")
        parser.add_argument("--allowance", default=None, help="units a month (default: what the site gives)")
        parser.add_argument("--owner", action="store_true", help="make the person an owner and operator")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> str:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is not an e-mail address") from None
        if User.objects.filter(email=email).exists():
            raise CommandError(f"{email} is here already; `manage.py signinlink {email}` makes a new link")
        try:
            allowance = None if options["allowance"] is None else units(options["allowance"])
        except ValueError as error:
            raise CommandError(f"--allowance {options['allowance']!r}: expected {error}") from None
        team = Team.objects.get_or_create(name=options["team"])[0] if options["team"] else None
        role = Role.OWNER if options["owner"] else Role.MEMBER
        user = User.objects.add(email, name=options["name"], team=team, role=role)
        Purse.objects.of(user, allowance)
        Entry.objects.write(COMMAND, Verb.JOINED, team=user.home, subject=user.email, detail=str(role.label))
        return SignInLink.objects.issue(user).url()
