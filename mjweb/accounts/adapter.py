"""How mjweb differs from django-allauth's defaults."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from mjweb.accounts import guards
from mjweb.accounts.address import address_of
from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Membership, Team, User, Verb
from mjweb.accounts.templatetags.browsers import browser


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth has no types here
    """People sign up by themselves only where the operator says so; nobody is ever without a space."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return settings.ENV.signup == "open"

    @transaction.atomic
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Make the person of a sign-up form. Their address is verified after that, before they come in."""
        user.name = form.cleaned_data.get("name", "")
        super().save_user(request, user, form, commit=commit)
        User.objects.give_space(user)
        return user

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """Sign somebody in; who comes in for the first time and is in no team joins the one for such people."""
        if user.last_login is None and settings.ENV.signup_team:
            join_first_team(user, By(user, address_of(request)))
        super().login(request, user)

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What guards an account was changed: told by the site's own notices and in the trail."""
        if template_prefix in guards.CHANGES:
            guards.changed(self.request, template_prefix, user, context or {})


class Sessions(DefaultUserSessionsAdapter):  # type: ignore[misc]  # django-allauth has no types here
    """Sessions that somebody ends of their own; each is told in the trail of the team that looks after them."""

    @transaction.atomic
    def end_sessions(self, sessions: Iterable[UserSession]) -> None:
        by = By.request(self.request)
        assert by.user is not None
        for session in sessions:
            session.end()
            words = browser(session.user_agent)
            Entry.objects.write(by, Verb.SESSION_ENDED, team=by.user.home, subject=words, detail=session.ip)


def join_first_team(user: User, by: By) -> None:
    """Let somebody who is in no team into that of MJWEB_SIGNUP_TEAM, which is made when it is not there."""
    if Membership.objects.of(user).filter(team__personal_of=None).exists():
        return
    name = settings.ENV.signup_team
    team = Team.objects.shared().filter(name__iexact=name).first() or Team.objects.create(name=name)
    Membership.objects.create(user=user, team=team)
    Entry.objects.write(by, Verb.JOINED, team=team, subject=user)
    user.__dict__.pop("spaces", None)
