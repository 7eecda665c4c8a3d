"""Who gets in where: every address of the site by every kind of visitor. A new address without a row fails."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import urlencode

import pytest
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from jobs.models import Delivery, Job, Preset, Upstream, Wildcard
from mjweb.accounts.by import SITE, By
from mjweb.accounts.models import (
    ApiKey,
    Invitation,
    Kind,
    Mail,
    Membership,
    Notice,
    Project,
    Role,
    SignInLink,
    Team,
    User,
)
from mjweb.gallery.models import Arrival, Collection, Guest, Remark
from mjweb.quotas.models import Request, Window
from tests.jobs.test_hooks import ended
from tests.jobs.views.brought_files import single, upload
from tests.jobs.views.conftest import finished
from tests.mjweb.gallery.linking import linked

VISITORS = ("anonymous", "deactivated", "stranger", "viewer", "billing", "member", "admin", "owner")
KEYS = ("none", "wrong", "expired", "revoked", "deactivated", "stranger", "read_only", "own")
Outcomes = Mapping[str, str]


def row(usual: str, **others: str) -> Outcomes:
    """What becomes of each kind of visitor: `usual` but for those named."""
    return MappingProxyType(dict.fromkeys(VISITORS, usual) | others)


OUT = {"anonymous": "door", "deactivated": "door"}
EVERYONE = row("in")
SIGNED_IN = row("in", **OUT)
FRAGMENT = row("in", anonymous="403", deactivated="403")  # a redirect would be swapped into the page
# The things of the member: what the team sees, and what is the member's alone.
TEAMS = row("in", **OUT, stranger="404", billing="404")
LOOKERS = row("in", **OUT, billing="403")
ANSWERED = row("in", **OUT, stranger="404", billing="404", viewer="404")
OWN = row("404", **OUT, member="in")
SHARED = row("404", **OUT, member="in", admin="in", owner="in")
MAKERS = row("in", **OUT, viewer="403", billing="403")
TEAMS_MAKERS = row("in", **OUT, stranger="404", viewer="403", billing="403")
OWN_OF_MAKERS = row("404", **OUT, member="in", viewer="403", billing="403")
ADMINS = row("403", **OUT, admin="in", owner="in")  # of a stranger it is the role in a team of their own that counts
OWNERS = row("403", **OUT, owner="in")
ACCOUNTANTS = row("403", **OUT, billing="in", admin="in", owner="in")
OPERATORS = row("404", **OUT, owner="in")  # the first owner runs the site
OPERATORS_FRAGMENT = row("404", anonymous="403", deactivated="403", owner="in")


def keys(usual: str, **others: str) -> Outcomes:
    """What becomes of a call by each kind of key."""
    strange = dict.fromkeys(("none", "wrong", "expired", "revoked", "deactivated"), "401")
    return MappingProxyType(dict.fromkeys(KEYS, usual) | strange | others)


READ = keys("in")
WRITE = keys("in", read_only="403")
OWN_JOB = keys("unknown", own="in", read_only="in")
OWN_JOB_WRITE = keys("unknown", own="in", read_only="403")
PUBLIC = MappingProxyType(dict.fromkeys(KEYS, "in"))


@dataclass(frozen=True)
class Ask:
    """One request: its method and address, with {names} of the world's things; its fields; and who gets in."""

    method: str
    address: str
    outcomes: Outcomes
    fields: Mapping[str, str] = field(default_factory=dict)


def get(address: str, outcomes: Outcomes) -> Ask:
    return Ask("GET", address, outcomes)


def post(address: str, outcomes: Outcomes, **fields: str) -> Ask:
    return Ask("POST", address, outcomes, fields)


# By the pattern of the address as the URL configuration has it. Alphabetical by floor.
PAGES: dict[str, list[Ask]] = {
    "": [get("/", SIGNED_IN)],
    "css/<slug:digest>.css": [get("/css/none.css", EVERYONE)],
    # The gallery
    "gallery/": [get("/gallery/", SIGNED_IN), get("/gallery/?scope=team", SIGNED_IN)],
    "explore/": [get("/explore/", LOOKERS), get("/explore/?scope=liked", LOOKERS)],
    "gallery/download/": [post("/gallery/download/", SIGNED_IN, pick="{picture}")],
    "gallery/sheet/": [post("/gallery/sheet/", SIGNED_IN, pick="{picture}")],
    "gallery/sections/": [get("/gallery/sections/", SIGNED_IN)],
    "triage/": [get("/triage/", SIGNED_IN), get("/triage/?at={picture}", SIGNED_IN)],
    "triage/deck/": [get("/triage/deck/?after=9", SIGNED_IN)],
    "triage/say/": [post("/triage/say/", SIGNED_IN, do="keep", pick="{picture}")],
    "triage/say/now/": [post("/triage/say/now/", SIGNED_IN, do="keep", pick="{picture}")],
    "triage/undo/": [post("/triage/undo/", SIGNED_IN)],
    "triage/undo/now/": [post("/triage/undo/now/", SIGNED_IN)],
    "gallery/searches/": [get("/gallery/searches/", SIGNED_IN)],
    "gallery/dates/": [get("/gallery/dates/", SIGNED_IN)],
    "gallery/choices/": [get("/gallery/choices/", SIGNED_IN)],
    "gallery/searched/": [post("/gallery/searched/", SIGNED_IN, q="fog")],
    "gallery/choose/": [post("/gallery/choose/", SIGNED_IN, do="favourite", pick="{picture}")],
    "gallery/choose/now/": [post("/gallery/choose/now/", SIGNED_IN, do="favourite", pick="{picture}")],
    "gallery/undo/": [post("/gallery/undo/", SIGNED_IN)],
    "gallery/undo/now/": [post("/gallery/undo/now/", SIGNED_IN)],
    "gallery/bin/": [get("/gallery/bin/", SIGNED_IN)],
    "collections/": [get("/collections/", SIGNED_IN)],
    "collections/new/": [post("/collections/new/", MAKERS, name="Spring")],
    "collections/<int:pk>/": [get("/collections/{collection}/", TEAMS), get("/collections/{own_collection}/", OWN)],
    "collections/<int:pk>/change/": [post("/collections/{collection}/change/", OWN_OF_MAKERS, name="Harbour")],
    "collections/<int:pk>/remove/": [post("/collections/{collection}/remove/", OWN_OF_MAKERS)],
    "collections/<int:pk>/votes/": [
        get("/collections/{collection}/votes/", TEAMS),
        get("/collections/{own_collection}/votes/", row("404", **OUT)),
    ],
    "collections/<int:pk>/votes/open/": [post("/collections/{collection}/votes/open/", OWN_OF_MAKERS)],
    "collections/<int:pk>/move/": [
        post("/collections/{collection}/move/", TEAMS_MAKERS, picture="{picture}", place="0")
    ],
    "links/": [get("/links/", MAKERS)],
    "links/new/": [
        get("/links/new/?p={picture}", TEAMS_MAKERS),
        post("/links/new/", TEAMS_MAKERS, p="{picture}", make="1", title="Autumn", days="30"),
    ],
    "links/<int:pk>/": [get("/links/{share}/", TEAMS)],
    "links/<int:pk>/revoke/": [post("/links/{share}/revoke/", SHARED)],
    "links/<int:pk>/extend/": [post("/links/{share}/extend/", SHARED, days="30")],
    "import/": [get("/import/", MAKERS), post("/import/", MAKERS)],
    "import/<uuid:uid>/": [get("/import/{arrival}/", OWN)],
    "import/<uuid:uid>/progress/": [get("/import/{arrival}/progress/", OWN)],
    "links/<int:pk>/<int:place>/": [get("/links/{share}/1/", TEAMS)],
    "links/<int:pk>/<int:place>/pulse/": [get("/links/{share}/1/pulse/?since=x", TEAMS)],
    "links/<int:pk>/comments/<int:remark>/answer/": [
        post("/links/{share}/comments/{remark}/answer/", ANSWERED, text="Yes")
    ],
    "links/<int:pk>/comments/<int:remark>/resolve/": [post("/links/{share}/comments/{remark}/resolve/", ANSWERED)],
    "pictures/<int:pk>/": [get("/pictures/{picture}/", TEAMS)],
    "pictures/<int:pk>/light/": [get("/pictures/{picture}/light/", TEAMS)],
    "pictures/<int:pk>/download/": [get("/pictures/{picture}/download/", TEAMS)],
    "compare/": [get("/compare/?p={picture}&p={single}", TEAMS)],
    "pictures/<int:pk>/family/": [get("/pictures/{picture}/family/", TEAMS)],
    "usage/": [get("/usage/", SIGNED_IN)],
    "usage/ledger/": [get("/usage/ledger/", SIGNED_IN)],
    "usage/ledger.csv": [get("/usage/ledger.csv", SIGNED_IN)],
    "usage/storage/": [get("/usage/storage/", SIGNED_IN)],
    "usage/storage/keep/": [post("/usage/storage/keep/", ADMINS, days="90")],
    "usage/team/": [get("/usage/team/", ACCOUNTANTS)],
    "usage/team/ledger/": [get("/usage/team/ledger/", ACCOUNTANTS)],
    "usage/team/ledger.csv": [get("/usage/team/ledger.csv", ACCOUNTANTS)],
    # The work
    "create/": [
        get("/create/", SIGNED_IN),
        get("/create/?reference={picture}", TEAMS),
        get("/create/?upload={upload}", OWN),
        post("/create/", SIGNED_IN, prompt="a cat", key="press"),
    ],
    "create/more/": [get("/create/more/", SIGNED_IN)],
    "create/quote/": [post("/create/quote/", SIGNED_IN, prompt="a cat")],
    "create/defaults/": [post("/create/defaults/", SIGNED_IN)],
    "account/defaults/": [get("/account/defaults/", SIGNED_IN), post("/account/defaults/", SIGNED_IN)],
    "create/history/": [get("/create/history/", SIGNED_IN)],
    "create/thumb/": [get("/create/thumb/", SIGNED_IN)],
    "create/pulse/": [get("/create/pulse/?since=0.0.0&t=forged", FRAGMENT)],
    "create/insert/": [
        post("/create/insert/", TEAMS, insert="preset-{preset}"),
        post("/create/insert/", OWN, insert="preset-{own_preset}"),
    ],
    "create/blend/": [get("/create/blend/", MAKERS), post("/create/blend/", MAKERS)],
    "create/describe/": [get("/create/describe/", MAKERS), post("/create/describe/", MAKERS)],
    "pictures/<int:pk>/region/": [
        get("/pictures/{single}/region/", TEAMS_MAKERS),
        post("/pictures/{single}/region/", TEAMS_MAKERS),
    ],
    "create/presets/": [get("/create/presets/", SIGNED_IN)],
    "create/presets/new/": [post("/create/presets/new/", SIGNED_IN, name="x", text=", ink")],
    "create/presets/keep/": [post("/create/presets/keep/", SIGNED_IN, name="y", text=", ink")],
    "create/presets/<int:pk>/": [get("/create/presets/{preset}/", SHARED), get("/create/presets/{own_preset}/", OWN)],
    "create/presets/<int:pk>/remove/": [post("/create/presets/{own_preset}/remove/", OWN)],
    "create/presets/<int:pk>/restore/": [post("/create/presets/{own_preset}/restore/", OWN)],
    "create/wildcards/": [get("/create/wildcards/", SIGNED_IN), post("/create/wildcards/", SIGNED_IN)],
    "create/wildcards/<int:pk>/": [get("/create/wildcards/{wildcard}/", OWN)],
    "create/wildcards/<int:pk>/remove/": [post("/create/wildcards/{wildcard}/remove/", OWN)],
    "create/wildcards/<int:pk>/restore/": [post("/create/wildcards/{wildcard}/restore/", OWN)],
    "create/table/": [get("/create/table/", MAKERS), post("/create/table/", MAKERS)],
    "create/table/sample.csv": [get("/create/table/sample.csv", SIGNED_IN)],
    "jobs/<uuid:uid>/": [get("/jobs/{job}/", TEAMS)],
    "jobs/<uuid:uid>/act/": [post("/jobs/{job}/act/", TEAMS, step="upscale.1", key="act")],
    "jobs/<uuid:uid>/cancel/": [post("/jobs/{job}/cancel/", OWN)],
    "jobs/<uuid:uid>/retry/": [post("/jobs/{job}/retry/", OWN, key="retry")],
    "jobs/<uuid:uid>/speed/": [post("/jobs/{job}/speed/", OWN, mode="relax")],
    "jobs/<uuid:uid>/preview/<int:number>/<int:counter>.webp": [get("/jobs/{job}/preview/1/1.webp", row("404", **OUT))],
    "account/keys/deliveries/": [get("/account/keys/deliveries/", SIGNED_IN)],
    "account/keys/deliveries/<uuid:uid>/again/": [post("/account/keys/deliveries/{told}/again/", OWN)],
    "ops/queue/": [get("/ops/queue/", OPERATORS)],
    "ops/queue/pulse/": [get("/ops/queue/pulse/?since=0.0", OPERATORS_FRAGMENT)],
    "ops/queue/intake/pause/": [
        get("/ops/queue/intake/pause/", OPERATORS),
        post("/ops/queue/intake/pause/", OPERATORS),
    ],
    "ops/queue/intake/resume/": [post("/ops/queue/intake/resume/", OPERATORS)],
    "ops/queue/upstreams/new/": [
        get("/ops/queue/upstreams/new/", OPERATORS),
        post("/ops/queue/upstreams/new/", OPERATORS),
    ],
    "ops/queue/upstreams/<int:pk>/": [
        get("/ops/queue/upstreams/{upstream}/", OPERATORS),
        post("/ops/queue/upstreams/{upstream}/", OPERATORS),
    ],
    "ops/queue/upstreams/<int:pk>/pause/": [
        get("/ops/queue/upstreams/{upstream}/pause/", OPERATORS),
        post("/ops/queue/upstreams/{upstream}/pause/", OPERATORS),
    ],
    "ops/queue/upstreams/<int:pk>/resume/": [post("/ops/queue/upstreams/{upstream}/resume/", OPERATORS)],
    "ops/queue/cancel/": [post("/ops/queue/cancel/", OPERATORS)],
    **{
        f"ops/queue/<uuid:uid>/{act}/": [post(f"/ops/queue/{{job}}/{act}/", OPERATORS)]
        for act in ("cancel", "retry", "first")
    },
    "ops/health/": [get("/ops/health/", OPERATORS)],
    "ops/health/pulse/": [get("/ops/health/pulse/?since=0", OPERATORS_FRAGMENT)],
    "ops/health/deliveries/<int:pk>/again/": [post("/ops/health/deliveries/{delivery}/again/", OPERATORS)],
    "ops/health/mails/<int:pk>/again/": [post("/ops/health/mails/{mail}/again/", OPERATORS)],
    "ops/prices/": [get("/ops/prices/", OPERATORS), post("/ops/prices/", OPERATORS)],
    "ops/prices/defaults/": [get("/ops/prices/defaults/", OPERATORS)],
    "ops/prices/<int:pk>/take-back/": [post("/ops/prices/1/take-back/", OPERATORS)],
    # Addresses that are their own key
    r"p/^(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$": [get("{original}", EVERYONE)],
    r"p/^(?P<token>[A-Za-z0-9_-]{43})-(?P<width>1280|640|320)\.webp$": [get("{thumbnail}", EVERYONE)],
    r"u/^(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$": [get("{clean}", EVERYONE)],
    r"u/^(?P<token>[A-Za-z0-9_-]{43})-320\.webp$": [get("{upload_thumbnail}", EVERYONE)],
    r"s/^(?P<token>[A-Za-z0-9_-]{43})/$": [get("{shared}", EVERYONE), get(f"/s/{'x' * 43}/", row("404"))],
    r"s/^(?P<token>[A-Za-z0-9_-]{43})/(?P<place>[0-9]{1,3})/$": [get("{shared}1/", EVERYONE)],
    **{
        rf"s/^(?P<token>[A-Za-z0-9_-]{{43}})/(?P<place>[0-9]{{1,3}})/{act}/$": [post(f"{{shared}}1/{act}/", EVERYONE)]
        for act in ("come", "remark", "verdict", "done")
    },
    r"s/^(?P<token>[A-Za-z0-9_-]{43})/(?P<place>[0-9]{1,3})/pulse/$": [get("{shared}1/pulse/", EVERYONE)],
    r"s/^i/(?P<token>[A-Za-z0-9_-]{43})-(?P<width>320|640|1600)\.webp$": [get("{preview}", EVERYONE)],
    r"s/^i/(?P<token>[A-Za-z0-9_-]{43})\.(?P<extension>png|jpg|webp)$": [get("{shared_file}", EVERYONE)],
    r"^hook/(?P<tag>[A-Za-z0-9_-]{43})$": [post(f"/hook/{'x' * 43}", row("404"))],
    "enter/<str:token>/": [get("/enter/{link}/", EVERYONE)],
    "uploads/": [get("/uploads/", MAKERS), post("/uploads/", MAKERS)],
    "uploads/<int:pk>/remove/": [post("/uploads/{upload}/remove/", OWN)],
    "health/live": [get("/health/live", EVERYONE)],
    "health/ready": [get("/health/ready", EVERYONE)],
    # Keys and people
    "account/keys/": [get("/account/keys/", SIGNED_IN)],
    "account/keys/<slug:lookup>/secret/": [post("/account/keys/{signing_key}/secret/", OWN)],
    "account/keys/<slug:lookup>/revoke/": [post("/account/keys/{key}/revoke/", OWN)],
    "team/invitations/": [
        get("/team/invitations/", ADMINS),
        post("/team/invitations/", ADMINS, people="new@example.org", role="member"),
    ],
    "team/invitations/link/": [post("/team/invitations/link/", ADMINS, **{"link-role": "member"})],
    **{
        f"team/invitations/<int:pk>/{act}/": [post(f"/team/invitations/{{invitation}}/{act}/", ADMINS)]
        for act in ("again", "revoke", "restore")
    },
    "signup/<str:token>/": [get("/signup/{invited}/", EVERYONE), post("/signup/0-x/", row("404"))],
    "account/": [get("/account/", SIGNED_IN)],
    "account/notifications/": [get("/account/notifications/", SIGNED_IN), post("/account/notifications/", SIGNED_IN)],
    "account/notifications/read/": [post("/account/notifications/read/", SIGNED_IN)],
    "account/notifications/<int:pk>/": [post("/account/notifications/{notice}/", OWN)],
    "account/security/": [get("/account/security/", SIGNED_IN)],
    "account/sessions/<int:pk>/end/": [post("/account/sessions/{session}/end/", OWN)],
    "account/space/": [post("/account/space/", row("in", **OUT, stranger="404"), team="{team}")],
    "account/theme/": [post("/account/theme/", EVERYONE, theme="dark")],
    "team/": [get("/team/", SIGNED_IN)],
    "team/audit/": [get("/team/audit/", ADMINS)],
    "team/audit/entries.csv": [get("/team/audit/entries.csv", ADMINS)],
    "ops/audit/": [get("/ops/audit/", OPERATORS)],
    "ops/audit/entries.csv": [get("/ops/audit/entries.csv", OPERATORS)],
    "team/quotas/": [get("/team/quotas/", ACCOUNTANTS)],
    "team/quotas/default/": [post("/team/quotas/default/", ACCOUNTANTS)],
    "team/quotas/requests/<int:pk>/": [post("/team/quotas/requests/{request}/", ACCOUNTANTS)],
    "team/quotas/pool/<int:pk>/": [
        get("/team/quotas/pool/{team}/", ACCOUNTANTS),
        post("/team/quotas/pool/{team}/", ACCOUNTANTS),
    ],
    "team/quotas/person/<int:pk>/": [
        get("/team/quotas/person/{member}/", ACCOUNTANTS),
        post("/team/quotas/person/{member}/", ACCOUNTANTS),
    ],
    "team/quotas/cap/<int:pk>/": [
        get("/team/quotas/cap/{member}/", ACCOUNTANTS),
        post("/team/quotas/cap/{member}/", ACCOUNTANTS),
    ],
    "team/quotas/project/<int:pk>/": [
        get("/team/quotas/project/{project}/", ACCOUNTANTS),
        post("/team/quotas/project/{project}/", ACCOUNTANTS),
    ],
    "usage/prices/": [get("/usage/prices/", SIGNED_IN)],
    "usage/more/": [get("/usage/more/", SIGNED_IN), post("/usage/more/", SIGNED_IN)],
    "team/projects/": [get("/team/projects/", SIGNED_IN), post("/team/projects/", ADMINS, name="Spring")],
    "team/projects/<int:pk>/end/": [post("/team/projects/{project}/end/", ADMINS)],
    "team/projects/<int:pk>/reopen/": [post("/team/projects/{project}/reopen/", ADMINS)],
    "team/roles/": [get("/team/roles/", SIGNED_IN)],
    "team/members/": [get("/team/members/", SIGNED_IN)],
    "team/members/<int:pk>/role/": [post("/team/members/{part}/role/", ADMINS, role="viewer")],
    "team/leaving/": [
        get("/team/leaving/", SIGNED_IN),
        get("/team/leaving/?member={part}", row("403", **OUT, stranger="404", member="in", admin="in", owner="in")),
    ],
    "team/leaving/account/": [get("/team/leaving/account/?member={part}", OPERATORS)],
    "team/new/": [get("/team/new/", OPERATORS), post("/team/new/", OPERATORS, name="Harbour")],
    "team/settings/": [get("/team/settings/", ADMINS), post("/team/settings/", ADMINS, name="Harbour")],
    "team/settings/hand-over/": [post("/team/settings/hand-over/", OWNERS, to="{part}", typed="Studio")],
}

# django-allauth's own pages: of everybody, or of whoever is signed in.
FOR_ALL = (
    *("login/", "signup/", "inactive/", "login/code/", "login/code/confirm/", "confirm-email/", "2fa/authenticate/"),
    *("password/reset/", "password/reset/done/", "password/reset/confirm/", "password/reset/complete/"),
    *("2fa/webauthn/login/", "logout/"),
)
FOR_PEOPLE = (
    *("email/", "password/change/", "password/set/", "sessions/", "2fa/", "2fa/totp/activate/"),
    *("2fa/webauthn/", "2fa/webauthn/add/", "2fa/recovery-codes/generate/"),
)
# Nobody here has a password, a code app or a passkey: these have nothing to show, and nothing to be asked for.
WITHOUT_PROOF = ("reauthenticate/", "2fa/reauthenticate/", "2fa/webauthn/reauthenticate/")
WITHOUT_APP = ("2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/download/")
NOTHING = row("404", **OUT)
PAGES |= {name: [get(f"/{name}", EVERYONE)] for name in FOR_ALL}
PAGES |= {name: [get(f"/{name}", SIGNED_IN)] for name in FOR_PEOPLE}
PAGES |= {name: [get(f"/{name}", row("403", **OUT))] for name in WITHOUT_PROOF}
PAGES |= {name: [get(f"/{name}", NOTHING)] for name in WITHOUT_APP}
PAGES |= {
    f"2fa/webauthn/keys/<int:pk>/{act}/": [get(f"/2fa/webauthn/keys/1/{act}/", NOTHING)] for act in ("remove", "edit")
}


# The API, by the last word of its pattern; {job} is the member's own.
API: dict[str, list[Ask]] = {
    "imagine": [post("imagine", WRITE, prompt="a cat")],
    "action": [post("action", OWN_JOB_WRITE, jobId="{job}", action="upsample1")],
    "seed": [post("seed", OWN_JOB_WRITE, jobId="{job}")],
    "blend": [post("blend", WRITE)],
    "describe": [post("describe", WRITE)],
    "inpaint": [post("inpaint", OWN_JOB_WRITE, jobId="{job}", mask="x")],
    "fetch": [get("fetch?jobId={job}", OWN_JOB), post("fetch", OWN_JOB, jobId="{job}")],
    "fetch-list": [get("fetch-list", READ)],
    "info": [get("info", READ)],
    "promptCheck": [post("promptCheck", READ, prompt="a cat")],
    "job": [Ask("DELETE", "job?jobId={job}", OWN_JOB_WRITE)],
    "status": [get("/midjourney/status", READ)],
    "openapi\\.json": [get("openapi.json", PUBLIC)],
    "docs": [get("docs", PUBLIC)],
}
# Words for whoever goes astray: no data and no act behind them.
ASTRAY = {"^[/]*midjourney/+", "^[/]*midjourney/+<path:path>", "api/midjourney/<path:path>"}


def patterns(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """The pattern of each address, as the URL configuration writes it."""
    for one in found:
        whole = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, whole)
        else:
            yield whole


def word(pattern: str) -> str:
    """The word of the API's table of a pattern, "" for a page."""
    before, mark, rest = pattern.partition("^[/]*midjourney/+^")
    return rest.removeprefix("v1/+").removesuffix("/*$") if mark and not before else ""


# Django's admin opens with a second factor, which nobody here has.
PAGES |= {
    route: [get("/" + re.sub(r"<(?:path:)?\w+>", "1", route), row("404"))]
    for route in sorted(set(patterns(get_resolver().url_patterns)))
    if route.startswith("ops/admin/")
}

ROUTES = sorted(set(patterns(get_resolver().url_patterns)) - ASTRAY)


@dataclass
class World:
    """A team whose member has one of everything, people around it, and what addresses are made of."""

    people: dict[str, User]
    secrets: dict[str, str]
    things: dict[str, str]

    def visitor(self, name: str) -> Client:
        client = Client()
        if name != "anonymous":
            client.force_login(self.people[name])
        if name == "deactivated":  # with a session from before
            User.objects.filter(pk=self.people[name].pk).update(is_active=False)
        return client

    def visit(self, name: str, method: str, address: str, fields: dict[str, str]) -> HttpResponseBase:
        return self.visitor(name).generic(method, address, urlencode(fields), "application/x-www-form-urlencoded")

    def call(self, method: str, address: str, fields: dict[str, str], key: str) -> HttpResponseBase:
        headers = {} if key == "none" else {"TT-API-KEY": self.secrets[key]}
        data = json.dumps(fields) if method == "POST" else ""
        return Client().generic(method, address, data, content_type="application/json", headers=headers)

    def fill(self, ask: Ask) -> tuple[str, dict[str, str]]:
        fields = {name: value.format(**self.things) for name, value in ask.fields.items()}
        return ask.address.format(**self.things), fields


def _people(owner: User, stranger: User) -> dict[str, User]:
    roles = {"viewer": Role.VIEWER, "billing": Role.BILLING, "member": Role.MEMBER, "admin": Role.ADMIN}
    people = {
        name: User.objects.add(f"{name}@example.org", name=name.title(), team=owner.team, role=role)
        for name, role in (roles | {"deactivated": Role.MEMBER}).items()
    }
    return people | {"owner": owner, "stranger": stranger}


def _secrets(people: dict[str, User]) -> dict[str, str]:
    member = people["member"]
    found = {
        "expired": ApiKey.objects.issue(member, expires_at=timezone.now() - timedelta(minutes=1)),
        "revoked": ApiKey.objects.issue(member),
        "read_only": ApiKey.objects.issue(member, read_only=True),
        "own": ApiKey.objects.issue(member),
        "stranger": ApiKey.objects.issue(people["stranger"]),
        "deactivated": ApiKey.objects.issue(people["deactivated"]),
    }
    found["revoked"].revoke(SITE)
    return {name: key.secret for name, key in found.items()} | {"wrong": f"mjw_abcdefgh_{'x' * 43}"}


@pytest.fixture
def world(alice: User, charlie: User) -> World:
    people = _people(alice, charlie)
    member, team = people["member"], alice.team
    job = finished(member)
    picture = job.pictures.order_by("index")[0]
    own = upload(member)
    preset = Preset.objects.create(user=member, team=team, name="house", text=", ink", is_shared=True)
    private = Preset.objects.create(user=member, team=team, name="mine", text=", gouache")
    lines = Wildcard.objects.create(user=member, team=team, name="animal", text="cat", count=1)
    invitation = Invitation.objects.invite(By(alice), team, "dora@example.org")
    assert invitation is not None
    asked = Request.objects.ask(By(member), Window.objects.of(member), "")
    assert asked is not None
    share = linked(member, [picture], may_download=True, is_review=True)
    guest = Guest.objects.come(share, "Nora")
    assert guest is not None
    Remark.objects.say(guest, share.pictures.get(), "Too low")
    told = ended(member, "https://receiver.example.org/hook")
    things = {
        "team": str(team.pk),
        "part": str(Membership.objects.get(user=member, team=team).pk),
        "member": str(member.pk),
        "project": str(Project.objects.create(team=team, name="Autumn").pk),
        "request": str(asked.pk),
        "job": str(job.uid),
        "told": str(told.uid),
        "delivery": str(Delivery.objects.get(job=told).pk),
        "mail": str(Mail.objects.write("dora@example.org", "Hello", "x").pk),
        "picture": str(picture.pk),
        "single": str(single(member).pictures.get().pk),
        "share": str(share.pk),
        "remark": str(Remark.objects.get().pk),
        "collection": str(Collection.objects.create(user=member, team=team, name="Harbour").pk),
        "own_collection": str(Collection.objects.create(user=member, team=team, name="Mine", is_private=True).pk),
        "shared": share.path,
        "preview": share.pictures.get().url_320,
        "shared_file": share.pictures.get().file,
        "original": picture.url,
        "thumbnail": picture.url_320,
        "clean": own.url,
        "upload_thumbnail": own.url_320,
        "upload": str(own.pk),
        "arrival": str(Arrival.objects.bring(member, "all.zip").uid),
        "preset": str(preset.pk),
        "own_preset": str(private.pk),
        "wildcard": str(lines.pk),
        "link": SignInLink.objects.issue(member).token,
        "session": str(UserSession.objects.create(user=member, ip="192.0.2.7", session_key="x", user_agent="x").pk),
        "notice": str(Notice.objects.tell(member, Kind.ACCEPTED).pk),
        "invitation": str(invitation.pk),
        "invited": f"{invitation.pk}-{invitation.mac()}",
        "key": ApiKey.objects.issue(member).lookup,
        "upstream": str(Upstream.objects.seed().pk),
        "signing_key": ApiKey.objects.issue(member, sign_hooks=True).lookup,
    }
    return World(people, _secrets(people), things)


def outcome(answer: HttpResponseBase) -> str:
    """What became of a request, as the tables write it; whatever is none of these is an answer to somebody let in."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/login/?next="):
        return "door"
    return str(answer.status_code) if answer.status_code in (401, 403, 404, 405) else "in"


def called(answer: HttpResponseBase) -> str:
    """The same of a call of the API, whose word for a job of somebody else is that it knows none."""
    if answer.status_code == 400 and "jobId" in json.loads(answer.getvalue())["message"]:
        return "unknown"
    return outcome(answer)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(route for route in ROUTES if not word(route)) == sorted(PAGES)
    assert {word(route) for route in ROUTES} - {""} == set(API)


def area(route: str) -> str:
    """The first word of an address: pages of one area share a world, which is put back after each."""
    return route.strip("^").partition("/")[0]


@pytest.mark.parametrize("name", sorted({area(route) for route in PAGES}))
def test_who_gets_into_a_page(world: World, name: str) -> None:
    found, expected = {}, {}
    for route in sorted(route for route in PAGES if area(route) == name):
        for ask in PAGES[route]:
            address, fields = world.fill(ask)
            what = f"{ask.method} {address}"
            expected[what] = dict(ask.outcomes)
            with transaction.atomic():
                found[what] = {one: outcome(world.visit(one, ask.method, address, fields)) for one in VISITORS}
                transaction.set_rollback(True)
    assert found == expected


def test_which_key_gets_into_the_api(world: World) -> None:
    User.objects.filter(pk=world.people["deactivated"].pk).update(is_active=False)
    found, expected = {}, {}
    for ask in (ask for route in sorted(API) for ask in API[route]):
        path, fields = world.fill(ask)
        address = path if path.startswith("/") else f"/midjourney/v1/{path}"
        what = f"{ask.method} {address}"
        expected[what] = dict(ask.outcomes)
        with transaction.atomic():
            found[what] = {one: called(world.call(ask.method, address, fields, one)) for one in KEYS}
            transaction.set_rollback(True)
    assert found == expected


@pytest.mark.parametrize(("name", "jobs"), [("viewer", 0), ("billing", 0), ("member", 2), ("admin", 2)])
def test_only_a_role_that_makes_pictures_makes_jobs(world: World, name: str, jobs: int) -> None:
    before = Job.objects.count()
    client = world.visitor(name)
    client.post("/create/", {"prompt": "a cat", "key": "k"})
    client.post(f"/jobs/{world.things['job']}/act/", {"step": "upscale.2", "key": "l"})
    assert Job.objects.count() == before + jobs


def test_a_former_member_sees_nothing_of_the_team_but_their_own(world: World) -> None:
    admin, client = world.people["admin"], world.visitor("admin")
    Membership.objects.filter(user=admin).exclude(team__personal_of=admin).delete()
    assert client.get(f"/pictures/{world.things['picture']}/").status_code == 404
    assert Team.objects.filter(memberships__user=admin).get().is_personal
    assert Job.objects.visible_to(admin).count() == 0
