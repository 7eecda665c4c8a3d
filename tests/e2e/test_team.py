"""Two people of one team, each in front of their own window."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect

from mjweb.trial import Trial
from tests.e2e.visitor import Visitor

pytestmark = pytest.mark.browser

Join = Callable[..., Visitor]


@pytest.fixture
def join(site: Trial, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Join]:
    """`join("alice", "--owner")`: a person in a team that is this test's own."""
    visitors: list[Visitor] = []
    team = request.node.name.removeprefix("test_").replace("_", " ")

    def join(name: str, *options: str, **context: object) -> Visitor:
        email = f"{name}@{request.node.name.replace('_', '-')}.example.org"
        link = site.command("adduser", email, "--name", name.title(), "--team", team, *options)
        visitor = Visitor.open(browser, site.address, **context)
        visitors.append(visitor)
        visitor.sign_in(link)
        return visitor

    yield join
    for visitor in visitors:
        visitor.close()


def test_a_new_role_is_seen_at_once(join: Join) -> None:
    alice, bob = join("alice", "--owner"), join("bob")
    expect(bob.box).to_be_visible()

    page = alice.go("/team/members/")
    page.get_by_label("Role of Bob", exact=True).select_option("Viewer")
    toast = page.locator(".toast", has_text="Bob is now: Viewer")
    expect(toast).to_be_visible()
    bob.page.reload()
    expect(bob.page.get_by_text("your role is Viewer, which makes no pictures")).to_be_visible()
    expect(bob.box).to_have_count(0)

    toast.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast", has_text="Bob is now: Member")).to_be_visible()
    expect(page.get_by_label("Role of Bob", exact=True)).to_have_value("member")
    bob.page.reload()
    expect(bob.box).to_be_visible()


def test_the_last_owner_cannot_step_back(join: Join) -> None:
    alice = join("alice", "--owner")
    page = alice.go("/team/members/")
    page.get_by_label("Role of Alice", exact=True).select_option("Member")
    expect(page.get_by_role("alert")).to_contain_text("Alice is the only owner of")
    expect(page.get_by_label("Role of Alice", exact=True)).to_have_value("owner")


def test_a_role_is_saved_without_script(join: Join) -> None:
    alice, _bob = join("alice", "--owner", java_script_enabled=False), join("bob")
    page = alice.go("/team/members/")
    page.get_by_label("Role of Bob", exact=True).select_option("Admin")
    page.get_by_role("button", name="Save the role of Bob").click()
    expect(page.locator(".toast")).to_contain_text("Bob is now: Admin")


def test_whoever_is_removed_leaves_their_pictures_to_an_heir(join: Join) -> None:
    alice, bob = join("alice", "--owner"), join("bob")
    bob.prompt("lighthouse in fog --ar 3:2")
    bob.done()

    page = alice.go("/team/members/")
    page.get_by_role("button", name="Actions for Bob").click()
    page.get_by_role("link", name="Remove from the team").click()
    expect(page.locator(".moves")).to_contain_text("Pictures4")
    page.get_by_label("Who takes it over").select_option("Alice")
    page.get_by_label("The name of the person").fill("bob")
    page.get_by_role("button", name="Remove from the team").click()
    expect(page.locator(".toast")).to_contain_text("Bob is removed. What they made here is with Alice.")
    expect(page.get_by_role("row", name="Bob")).to_have_count(0)

    expect(alice.go("/gallery/").locator(".wall img")).to_have_count(4)
    assert len(alice.look(alice.page.locator(".wall img"))) == 4
    expect(bob.go("/gallery/").locator(".wall img")).to_have_count(0)
    expect(bob.page.get_by_role("button", name="Personal")).to_have_count(0)  # there is no other space left


def test_one_goes_over_to_another_space_from_any_page(join: Join) -> None:
    alice = join("alice", "--owner")
    page = alice.go("/usage/")
    page.locator(".rail").get_by_role("button", name="change the space").press("Enter")
    page.get_by_role("button", name="Go to Personal").press("Enter")
    expect(page.locator(".toast")).to_contain_text("You are in Personal now")
    expect(page.locator(".rail").get_by_role("button", name="Personal: change the space")).to_be_visible()
