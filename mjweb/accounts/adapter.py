"""How mjweb differs from django-allauth's defaults."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth has no types here
    """Nobody signs up by themselves: an operator adds people."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
