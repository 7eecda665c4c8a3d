"""django-allauth's OpenID Connect, with the ID token read by ourselves and people made as mjweb makes them.

django-allauth checks ID tokens with a package that nothing else here needs, though the signature of one that came from
the provider's own token endpoint need not be checked (OpenID Connect Core 1.0, 3.1.3.7). What must be, is checked here.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from mjweb.accounts.models import User

NAME = "sso"  # in the addresses: /oidc/sso/login/
SKEW = 60  # seconds that two clocks may differ


def claims(token: str, *, issuer: str, audience: str) -> dict[str, Any]:
    """What an ID token says that came straight from the token endpoint. Raises OAuth2Error for one that is not ours."""
    try:
        body = token.split(".")[1]
        found = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        meant = found["aud"] if isinstance(found["aud"], list) else [found["aud"]]
        is_ours = found["iss"] == issuer and audience in meant and found.get("azp", audience) == audience
        is_fresh = float(found["exp"]) > time.time() - SKEW
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error) as error:
        raise OAuth2Error("this is no ID token") from error
    if not (is_ours and is_fresh):
        raise OAuth2Error("this ID token is not for us, or not any more")
    return dict(found)


class Speaker(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # django-allauth has no types here
    """How the provider is spoken to."""

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        return claims(id_token, issuer=self.openid_config["issuer"], audience=app.client_id)

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        said = self._fetch_user_info(token.token)
        proof = self._decode_id_token(app, kwargs["response"].get("id_token", ""))
        if said.get("sub") != proof.get("sub"):
            raise OAuth2Error("the ID token speaks of somebody else")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": said, "id_token": proof})


class Provider(OpenIDConnectProvider):  # type: ignore[misc]  # django-allauth has no types here
    """The one provider of the site."""

    package = "mjweb.accounts.oidc"
    oauth2_adapter_class = Speaker


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # django-allauth has no types here
    """Who comes in for the first time: whoever the operator lets, with a space of their own."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return bool(settings.ENV.oidc_signup or settings.ENV.signup == "open")

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.email = user.email.lower()
        user.name = str(data.get("name") or "")[:120]
        return user

    @transaction.atomic
    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        user = super().save_user(request, sociallogin, form)
        if not hasattr(user, "personal_space"):
            User.objects.give_space(user)
        return user
