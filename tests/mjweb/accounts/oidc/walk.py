"""Signs in by the provider on a site of its own, whose settings name one; prints what came of each try as JSON.

A process of its own, since the apps of a site are settled when it starts.
"""

from __future__ import annotations

import json
from typing import Any

import django
import requests
from django.conf import settings

# Static files are served from where they are written, uncollected.
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 - Django first
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from mjweb.accounts.models import User  # noqa: E402
from tests.mjweb.accounts.oidc.authority import Authority  # noqa: E402


def enter(authority: Authority, *, path: str = "/oidc/sso/login/", **who: Any) -> dict[str, Any]:
    """Go there and back as this person; who is signed in then, and where."""
    cache.clear()
    authority.who = who
    client = Client(SERVER_NAME="localhost")
    there = client.get(path)
    if there.status_code != 302:
        return {"status": there.status_code}
    back = requests.get(there["Location"], allow_redirects=False, timeout=5)
    came = client.get(back.headers["Location"].partition("localhost")[2].partition("/")[2].join(("/", "")))
    user = User.objects.filter(pk=client.session.get("_auth_user_id", "0")).first()
    return {
        "status": came.status_code,
        "to": came.headers.get("Location", ""),
        "user": user.email if user else None,
        "spaces": [str(one.team) for one in user.spaces] if user else [],
        "name": user.name if user else "",
        "words": came.content.decode(),
    }


def main() -> None:
    call_command("migrate", verbosity=0)
    alice = User.objects.add("alice@example.org", name="Alice Archer")
    unproved = User.objects.create_user("una@example.org", "a long enough one")
    EmailAddress.objects.create(user=unproved, email=unproved.email, verified=False, primary=True)
    User.objects.give_space(unproved)
    found: dict[str, Any] = {}
    with Authority() as authority:
        app: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
        app["settings"]["server_url"] = authority.url
        proved: dict[str, Any] = {"email": "alice@example.org", "email_verified": True}
        found["button"] = (
            'href="/oidc/sso/login/?next='
            in Client(SERVER_NAME="localhost").get("/login/?next=/usage/").content.decode()
        )
        found["joined"] = enter(authority, sub="1", **proved)
        found["again"] = enter(authority, sub="1", email="other@example.org", email_verified=True)
        found["back"] = enter(authority, sub="1", path="/oidc/sso/login/?next=/usage/", **proved)
        found["unproved"] = enter(authority, sub="2", email="alice@example.org", email_verified=False)
        found["new"] = enter(authority, sub="3", email="Dora@Example.org", email_verified=True, name="Dora Dyer")
        with override_settings(ENV=settings.ENV.__class__(**_env(signup="invitation", oidc_signup=False))):
            found["closed"] = enter(authority, sub="4", email="erin@example.org", email_verified=True)
        for name, changes in (
            ("issuer", {"iss": "https://evil.example.org"}),
            ("audience", {"aud": "another"}),
            ("old", {"exp": 1}),
            ("somebody", {"sub": "1"}),
        ):
            authority.changes = changes
            found[name] = enter(authority, sub="5", email="fay@example.org", email_verified=True)
        authority.changes = {}
        found["elsewhere"] = enter(authority, path="/oidc/other/login/", sub="1", **proved)
        found["forged"] = (
            Client(SERVER_NAME="localhost").get("/oidc/sso/login/callback/?code=1&state=forged").status_code
        )
        found["pkce"] = all("code_verifier" in fields for fields in authority.asked)
    found["people"] = sorted(User.objects.values_list("email", flat=True))
    found["passwordless"] = not User.objects.get(email="dora@example.org").has_usable_password()
    found["alice"] = alice.email
    print(json.dumps(found))


def _env(**changes: Any) -> dict[str, Any]:
    names = settings.ENV.__dataclass_fields__
    return {name: getattr(settings.ENV, name) for name in names} | changes


if __name__ == "__main__":
    main()
