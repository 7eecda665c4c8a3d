"""Every page, in both themes, large and small: no serious finding of axe, nothing to scroll sideways, no other host."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, expect

from mjweb.trial import Trial
from tests.e2e.sound import flaws
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

AUTHENTICATOR = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
AUTHENTICATOR |= {"isUserVerified": True, "automaticPresenceSimulation": True}


def guard(visitor: Visitor) -> None:
    """Give the account a password and a passkey, with the recovery codes that come with it."""
    for path, fields in (("/password/set/", ("password1", "password2")), ("/reauthenticate/", ("password",))):
        page = visitor.go(path)
        for name in fields:
            page.locator(f"[name={name}]").fill("heron over grey water")
        page.locator(f"[name={fields[-1]}]").press("Enter")
        page.wait_for_load_state()
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page = visitor.go("/2fa/webauthn/add/")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Passkey added")).to_be_visible()


def reviewed(paula: Visitor, picture: str) -> tuple[str, str, str]:
    """A picture shared for a review, in which something was said: its pages of making, team and guests."""
    sharing = f"/links/new/?p={picture.strip('/').rpartition('/')[2]}"
    terms = paula.go(sharing)
    terms.get_by_label("Title").fill("Harbour campaign, first round of pictures for everybody")
    terms.get_by_label("Ask for a review").check()
    terms.get_by_role("button", name="Make the link").click()
    shared = terms.get_by_label("Address of the link").input_value()
    link = terms.url
    guest = paula.go(f"{shared}1/")
    guest.get_by_label("Your name").fill("Nora North")
    guest.get_by_role("button", name="Review as this name").click()
    guest.get_by_label("Your comment").fill("A comment that goes on for longer than a line of this panel has room for")
    guest.get_by_role("button", name="Send").click()
    expect(guest.locator(".threads b")).to_have_count(1)
    return sharing, link, shared


@pytest.fixture(scope="module")
def places(site: Trial, browser: Browser) -> Iterator[tuple[Visitor, dict[str, str]]]:
    """An operator with jobs in every state a visitor can bring about, and the address of every page by name."""
    link = site.command("adduser", "pages@example.org", "--name", "Paula Pages", "--allowance", "60", "--owner")
    paula = Visitor.open(browser, site.address)
    paula.sign_in(link)
    done = paula.prompt("lighthouse on a cliff, gouache --ar 3:2")
    paula.prompt("desert courtyard with arches --ar 4:5")
    paula.done(2)
    done.get_by_role("button", name="Upscale picture 1", exact=True).click()
    upscaled = str(paula.done(3).first.locator(".strip a.open").get_attribute("href"))
    grid = paula.jobs.last.locator(".strip a.open").all()
    tiles = "&".join(f"p={str(tile.get_attribute('href')).split('/')[2]}" for tile in grid)
    prices = paula.go("/ops/prices/")
    prices.get_by_label("Describe, Turbo").fill("1.25")
    prices.get_by_role("button", name="Save").click()
    expect(prices.get_by_text("1 price changed")).to_be_visible()
    for helps, name, text in (("presets", "house style", ", ink --ar 4:5"), ("wildcards", "animal", "cat\nkoi")):
        form = paula.go(f"/create/{helps}/")
        form.get_by_label("Name").fill(name)
        form.locator("#id_text").fill(text)
        form.get_by_role("button", name="Save").click()
        expect(form.locator(".pieces li")).to_have_count(1)
    preset = str(paula.go("/create/presets/").get_by_role("link", name="Edit house style").get_attribute("href"))
    limits = str(paula.go("/team/quotas/").get_by_role("link", name="Change the team’s pool").get_attribute("href"))
    pool = paula.go(limits)
    pool.get_by_label("Monthly allowance").fill("900")
    pool.get_by_role("button", name="Save").click()
    expect(pool.get_by_text("1 limit changed")).to_be_visible()
    site.command("adduser", "sam@example.org", "--name", "Sam Sketch")
    site.command("signinlink", "pages@example.org")
    members = paula.go("/team/members/")
    members.get_by_role("button", name="Actions for Sam Sketch").click()
    removing, ending = (
        str(members.get_by_role("link", name=name).and_(members.locator(":visible")).get_attribute("href"))
        for name in ("Remove from the team", "Deactivate the account")
    )
    guard(paula)
    paula.go("/create/")
    with site.resting():
        paula.prompt("koi pond from above, ink --ar 1:1")
        running = paula.prompt("nebula mirrored in a lake --ar 16:9")
        expect(running).to_have_attribute("data-state", "running")
        with site.closed():
            paula.prompt("a single dahlia, macro").get_by_role("button", name="Cancel").click()
            expect(paula.jobs.first).to_have_attribute("data-state", "canceled")
            paula.prompt("moon over dunes --ar 16:9")
            picture = str(done.locator(".strip a.open").first.get_attribute("href"))
            job = str(done.locator("h3 a").get_attribute("href"))
            underway = str(running.locator("h3 a").get_attribute("href"))
            sharing, share, shared = reviewed(paula, picture)
            paula.page.goto(f"{site.address}/gallery/")
            paula.page.locator(".wall .pick input").first.check(force=True)
            paula.page.get_by_role("button", name="Add to collection").click()
            paula.page.get_by_label("New collection").fill("Dahlias")
            paula.page.get_by_role("button", name="Add", exact=True).click()
            expect(paula.page.get_by_text("1 picture added to “Dahlias”.")).to_be_visible()
            paula.page.goto(f"{site.address}/collections/")
            collection = str(paula.page.locator(".covers a").first.get_attribute("href"))
            yield (
                paula,
                {
                    "recovery codes": "/2fa/recovery-codes/",
                    "new recovery codes": "/2fa/recovery-codes/generate/",
                    "code app": "/2fa/totp/activate/",
                    "passkeys": "/2fa/webauthn/",
                    "new passkey": "/2fa/webauthn/add/",
                    "password": "/password/change/",
                    "address": "/email/",
                    "sessions": "/sessions/",
                    "sign out": "/logout/",
                    "is it still you": "/reauthenticate/",
                    "removing": removing,
                    "ending an account": ending,
                    "create": "/create/",
                    "presets": "/create/presets/",
                    "preset": preset,
                    "wildcards": "/create/wildcards/",
                    "table of prompts": "/create/table/",
                    "job": job,
                    "job running": underway,
                    "picture": picture,
                    "picture upscaled": upscaled,
                    "region": f"{upscaled}region/",
                    "blend": f"/create/blend/?picture={picture.strip('/').rpartition('/')[2]}",
                    "describe": "/create/describe/",
                    "notifications": "/account/notifications/",
                    "gallery": "/gallery/",
                    "gallery without a find": "/gallery/?q=zebra",
                    "import": "/import/",
                    "going through": "/triage/",
                    "nothing to go through": "/triage/?q=zebra",
                    "gallery with tokens": "/gallery/?q=-is:fav+is:grid+by:nobody",
                    "bin": "/gallery/bin/",
                    "collections": "/collections/",
                    "explore": "/explore/",
                    "explore favourites": "/explore/?scope=liked",
                    "collection": collection,
                    "votes": f"{collection}votes/",
                    "usage": "/usage/",
                    "storage": "/usage/storage/",
                    "usage as a table": "/usage/?show=table",
                    "family": f"{upscaled}family/",
                    "compared": f"/compare/?{tiles}",
                    "usage of the team": "/usage/team/",
                    "ledger": "/usage/ledger/",
                    "ledger of the team, filtered": "/usage/team/ledger/?kind=settle&speed=fast&since=2020-01-01",
                    "sharing": sharing,
                    "share links": "/links/",
                    "share link": share,
                    "review": f"{share}1/",
                    "shared picture": f"{shared}1/",
                    "account": "/account/",
                    "defaults": "/account/defaults/",
                    "members": "/team/members/",
                    "team settings": "/team/settings/",
                    "leaving": "/team/leaving/",
                    "new team": "/team/new/",
                    "quotas": "/team/quotas/",
                    "limits of a pool": limits,
                    "ask for more": "/usage/more/",
                    "price table": "/usage/prices/",
                    "roles": "/team/roles/",
                    "invitations": "/team/invitations/",
                    "audit log": "/team/audit/",
                    "projects": "/team/projects/",
                    "audit log of the site": "/ops/audit/",
                    "security": "/account/security/",
                    "keys": "/account/keys/",
                    "deliveries": "/account/keys/deliveries/",
                    "queue": "/ops/queue/",
                    "queue, what came to nothing": "/ops/queue/?state=ended",
                    "health": "/ops/health/",
                    "pausing new jobs": "/ops/queue/intake/pause/",
                    "adding a service": "/ops/queue/upstreams/new/",
                    "changing a service": "/ops/queue/upstreams/1/",
                    "pausing a service": "/ops/queue/upstreams/1/pause/",
                    "queue without a find": "/ops/queue/?who=nobody",
                    "prices": "/ops/prices/",
                    "back to the default prices": "/ops/prices/defaults/",
                    "not found": "/nothing/here/",
                },
            )
    paula.forgiven = ("404",)
    paula.close()


@pytest.fixture(scope="module")
def outside(site: Trial, browser: Browser) -> Iterator[tuple[Visitor, dict[str, str]]]:
    """Somebody at the door, and a person who has just come in for the first time."""
    link = site.command("adduser", "newcomer@example.org", "--name", "Nora New")
    owner = Visitor.open(browser, site.address)
    owner.sign_in(site.command("adduser", "inviting@example.org", "--name", "Ivy Inviting", "--owner"))
    page = owner.go("/team/invitations/")
    page.get_by_role("button", name="Make a link").click()
    anyone = str(page.get_by_role("button", name="Copy link : Link for anyone").first.get_attribute("data-copy-text"))
    owner.close()
    nora = Visitor.open(browser, site.address)
    for path in ("/password/reset/", "/login/code/"):
        nora.go(path).get_by_label("Email").fill("newcomer@example.org")
        nora.page.get_by_role("button", name="Send a code").click()
        nora.page.wait_for_load_state()
    yield (
        nora,
        {
            "sign in": "/login/",
            "sign in by a code": "/login/code/",
            "code to sign in": "/login/code/confirm/",
            "forgotten password": "/password/reset/",
            "code for a password": "/password/reset/confirm/",
            "sign up": "/signup/",
            "sign up by invitation": anyone,
            "shut out": "/inactive/",
            "single-use link": link,
        },
    )
    nora.close()


def previewed(paula: Visitor) -> Page:
    """What is said of a list of addresses before anybody is invited."""
    page = paula.go("/team/invitations/")
    page.get_by_label("Email addresses").fill(
        "a.very.long.name.of.somebody@department.studio.example, sam@example.org, x"
    )
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_text("Not an address")).to_be_visible()
    return page


def aged(paula: Visitor) -> Page:
    """The gallery with as many months to jump to as three years have."""
    page = paula.go("/gallery/")
    expect(page.locator("#dates a").first).to_be_attached()
    page.evaluate(
        """() => {
          const month = document.querySelector("#dates li:has(a)");
          for (let n = 1; n < 36; n++) month.after(month.cloneNode(true));
        }"""
    )
    return page


def flawed(places: Mapping[str, Callable[[], Page]]) -> dict[str, list[str]]:
    """By the name of a page what is wrong with it, in either theme."""
    found = {name: flaws(opened()) for name, opened in places.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


# One test of each fixture: what it sets up can be there once, and a worker may be dealt the tests of a module in parts.
@pytest.mark.long
def test_pages_of_a_person_are_sound(places: tuple[Visitor, dict[str, str]]) -> None:
    paula, addresses = places
    pages = {name: partial(paula.go, address) for name, address in addresses.items()}
    pages |= {"preview of invitations": partial(previewed, paula), "gallery of years": partial(aged, paula)}
    assert flawed(pages) == {}


@pytest.mark.long
def test_pages_of_the_door_are_sound(outside: tuple[Visitor, dict[str, str]]) -> None:
    nora, addresses = outside
    assert flawed({name: partial(nora.go, address) for name, address in addresses.items()}) == {}
