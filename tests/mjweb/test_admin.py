"""Django's admin: for operators who gave a second factor in this session, and mostly to look at."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from jobs import wishes
from jobs.actions import Action
from jobs.models import Job, Picture, Price
from mjweb import admin
from mjweb.accounts.by import By
from mjweb.accounts.models import ApiKey, Entry, Invitation, Mail, Membership, Notice, Role, User, Verb
from mjweb.quotas.models import Purse, Window
from tests.jobs.conftest import press
from tests.jobs.views.conftest import finished

pytestmark = pytest.mark.django_db
HOME = "/ops/admin/"


def prove(client: Client, user: User) -> None:
    """Sign in with a second factor, as the session remembers it."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods"].append({"method": "mfa", "at": time.time(), "type": "totp"})
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


@pytest.fixture
def operator(client: Client, alice: User) -> Client:
    prove(client, alice)
    return client


def test_an_operator_with_a_second_factor_comes_in(operator: Client) -> None:
    assert operator.get(HOME).status_code == 200


def test_a_second_factor_that_was_not_given_in_this_session_is_none(operator: Client) -> None:
    session = operator.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    assert operator.get(HOME).status_code == 404


def test_a_second_factor_that_was_taken_away_is_none(operator: Client, alice: User) -> None:
    Authenticator.objects.filter(user=alice).delete()
    assert operator.get(HOME).status_code == 404


def test_somebody_who_does_not_run_the_site_finds_nothing(client: Client, bob: User) -> None:
    prove(client, bob)
    assert client.get(HOME).status_code == 404


@pytest.mark.parametrize("path", ["", "login/", "accounts/user/", "jsi18n/"])
def test_a_visitor_finds_nothing_and_no_second_door(client: Client, path: str) -> None:
    assert client.get(f"{HOME}{path}").status_code == 404


def test_nothing_is_shown_by_which_somebody_else_could_be_signed_in(operator: Client, bob: User) -> None:
    theirs = Client()
    theirs.force_login(bob)
    key = str(theirs.session.session_key)
    session = UserSession.objects.create(user=bob, ip="192.0.2.7", user_agent="x", session_key=key)
    for path in ("", f"{session.pk}/change/"):
        page = operator.get(f"{HOME}usersessions/usersession/{path}").content.decode()
        assert "192.0.2.7" in page
        assert key not in page


def test_every_table_and_every_row_can_be_looked_at(operator: Client, alice: User) -> None:
    Invitation.objects.invite(By(alice), alice.team, "dora@example.org")
    Window.objects.of(alice)
    for model in admin.site._registry:
        base = f"{HOME}{model._meta.app_label}/{model._meta.model_name}/"
        assert operator.get(base).status_code == 200, base
        for row in model._default_manager.all()[:1]:
            assert operator.get(f"{base}{row.pk}/change/").status_code == 200, base


@pytest.mark.parametrize("model", [Entry, Purse, Window, Mail])
def test_history_and_money_are_never_changed_here(operator: Client, alice: User, model: type) -> None:
    Entry.objects.write(By(alice), Verb.INVITED, team=alice.team)
    Mail.objects.write("bob@example.org", "Hello", "words")
    Window.objects.of(alice)
    base = f"{HOME}{model._meta.app_label}/{model._meta.model_name}/"  # type: ignore[attr-defined]  # a model
    row = model.objects.latest("pk")  # type: ignore[attr-defined]  # a model
    assert operator.get(f"{base}add/").status_code == 403
    assert operator.post(f"{base}{row.pk}/change/", {}).status_code == 403
    assert operator.post(f"{base}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_what_lets_somebody_in_is_not_shown(operator: Client, alice: User) -> None:
    made = Invitation.objects.invite(By(alice), alice.team, "dora@example.org")
    assert made is not None
    assert made.mail is not None
    shown = operator.get(f"{HOME}accounts/invitation/{made.pk}/change/").content.decode()
    shown += operator.get(f"{HOME}accounts/mail/{made.mail.pk}/change/").content.decode()
    assert made.nonce not in shown
    assert made.mac(by_mail=True) not in shown
    assert alice.password not in operator.get(f"{HOME}accounts/user/{alice.pk}/change/").content.decode()


def test_naming_an_operator_is_in_the_trail(operator: Client, alice: User, bob: User) -> None:
    path = f"{HOME}accounts/user/{bob.pk}/change/"
    assert operator.post(path, {"is_staff": "on", "max_queue": ""}).status_code == 302
    bob.refresh_from_db()
    assert bob.is_staff
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.subject) == (Verb.ROLE_CHANGED, alice, "Bob Baker")
    assert entry.detail == "is_staff: False → True"


def test_a_limit_of_a_team_is_in_the_trail(operator: Client, alice: User) -> None:
    path = f"{HOME}accounts/team/{alice.team.pk}/change/"
    assert operator.post(path, {"name": alice.team.name, "zone": "", "at_once": "4"}).status_code == 302
    entry = Entry.objects.get()
    assert (entry.verb, entry.team, entry.detail) == (Verb.QUOTA_CHANGED, alice.team, "at_once: None → 4")


def test_what_is_not_offered_is_not_changed(operator: Client, bob: User) -> None:
    fields = {"name": "Eve", "is_staff": "", "max_queue": "", "email": "eve@example.org", "is_superuser": "on"}
    operator.post(f"{HOME}accounts/user/{bob.pk}/change/", fields)
    bob.refresh_from_db()
    assert (bob.name, bob.email, bob.is_superuser) == ("Bob Baker", "bob@example.org", False)


def act(operator: Client, action: str, *rows: User | ApiKey, table: str = "user") -> str:
    """Choose an action for some rows of a table; what the page says then."""
    form = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    return operator.post(f"{HOME}accounts/{table}/", form, follow=True).content.decode()


def test_an_account_is_ended_here_as_it_is_on_the_sites_own_page(operator: Client, alice: User, bob: User) -> None:
    picture = finished(bob).pictures.order_by("index")[0]
    press(bob, "a cow", key="waits")
    left, key, theirs = Window.objects.of(bob).left, ApiKey.objects.issue(bob), Client()
    theirs.force_login(bob)
    assert "The account of Bob Baker is deactivated" in act(operator, "shut_out", bob)
    assert theirs.get("/account/").status_code == 302
    assert ApiKey.objects.authenticate(key.secret) is None
    assert not Job.objects.of(bob).waiting().exists()
    assert Window.objects.of(bob).left > left
    assert Picture.objects.get(pk=picture.pk).url != picture.url
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.team, entry.subject) == (Verb.DEACTIVATED, alice, bob.home, "Bob Baker")


def test_somebody_in_no_team_is_shut_out_and_let_in_too(operator: Client, bob: User) -> None:
    Membership.objects.filter(user=bob, team__personal_of=None).delete()
    act(operator, "shut_out", bob)
    assert not User.objects.get(pk=bob.pk).is_active
    assert "Bob Baker can sign in again" in act(operator, "let_in", bob)
    assert User.objects.get(pk=bob.pk).is_active


def test_the_only_owner_of_a_team_and_oneself_stay(operator: Client, alice: User, bob: User, charlie: User) -> None:
    team = charlie.home
    Membership.objects.filter(user=charlie, team=team).update(role=Role.OWNER)
    Membership.objects.create(user=bob, team=team)
    said = act(operator, "shut_out", alice, charlie)
    assert "Charlie Cook is the only owner of Elsewhere." in said
    assert "Your own account is not deactivated here." in said
    assert User.objects.filter(is_active=True).count() == 3


def test_a_tick_ends_no_account(operator: Client, bob: User) -> None:
    operator.post(f"{HOME}accounts/user/{bob.pk}/change/", {"is_staff": "", "max_queue": "5", "is_active": ""})
    assert User.objects.get(pk=bob.pk).is_active


def test_a_key_is_revoked_and_its_person_hears_of_it(operator: Client, bob: User) -> None:
    key = ApiKey.objects.issue(bob, "nightly")
    assert "Revoked: nightly" in act(operator, "revoke", key, table="apikey")
    assert ApiKey.objects.authenticate(key.secret) is None
    assert "Alice Archer revoked your API key nightly" in Notice.objects.of(bob).get().sentence


def test_a_new_operator_hears_of_it(operator: Client, bob: User) -> None:
    operator.post(f"{HOME}accounts/user/{bob.pk}/change/", {"is_staff": "on", "max_queue": ""})
    said = "Alice Archer changed your role in mjweb from Person to Operator."
    assert Notice.objects.of(bob).get().sentence == said


# Prices and what jobs cost --------------------------------------------------------------------------------------------

ADD = f"{HOME}jobs/price/add/"


def priced(operator: Client, **typed: str) -> str:
    """Add a price, which is of 4x upscales in Fast from today on where nothing else was typed; the page after it."""
    fields = {"work": "upscale", "mode": "fast", "version": "", "size": "4x", "amount": "9.5"}
    today = str(timezone.localdate())
    return operator.post(ADD, {**fields, "day": today, **typed}, follow=True).content.decode()


def test_an_operator_adds_a_price_which_holds_and_is_in_the_trail(operator: Client, alice: User) -> None:
    priced(operator)
    assert wishes.price(Action.UPSCALE_4X, "fast", {}) == 9500
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor, entry.subject, entry.detail) == (
        Verb.PRICE_CHANGED,
        alice,
        "Upscale, 4x, Fast",
        "4 → 9.5",
    )


def test_a_price_of_a_later_day_waits_for_it(operator: Client) -> None:
    priced(operator, day=str(timezone.localdate() + timedelta(days=3)))
    assert wishes.price(Action.UPSCALE_4X, "fast", {}) == 4000
    assert Price.objects.latest("pk").is_coming


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2026-01-01"}, "What was cannot get another price. Today is the first day there is."),
        ({"day": ""}, "This field is required."),
        ({"work": "pan"}, "This work has no such size; it has: none."),
        ({"work": "zoom"}, "This work has no such size; it has: 1.5x, 2x, square."),
        ({"amount": "two"}, "Write it like 2 or 0.25."),
        ({"version": "9"}, "Select a valid choice."),
    ],
)
def test_what_is_no_price_is_told_and_adds_nothing(operator: Client, typed: dict[str, str], sentence: str) -> None:
    before = Price.objects.count()
    assert sentence in priced(operator, **typed)
    assert Price.objects.count() == before


def test_a_price_is_only_added(operator: Client) -> None:
    price = Price.objects.latest("pk")
    base = f"{HOME}jobs/price/{price.pk}/"
    assert operator.post(f"{base}change/", {"amount": "1"}).status_code == 403
    assert operator.post(f"{base}delete/", {"post": "yes"}).status_code == 403


def test_nobody_else_adds_a_price(client: Client, bob: User) -> None:
    prove(client, bob)
    assert client.post(ADD, {}).status_code == 404


@pytest.mark.parametrize(
    ("cost", "difference"), [("3", "+1"), ("1.5", "-0.5"), ("2", "0"), ("", "–"), ("two and a half", "–")]
)
def test_a_job_stands_beside_what_the_service_took(operator: Client, alice: User, cost: str, difference: str) -> None:
    (job,) = press(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(cost=cost)
    page = operator.get(f"{HOME}jobs/job/").content.decode()
    cells = dict(re.findall(r'<td class="field-(\w+)[^"]*">([^<]*)</td>', page))
    assert (cells["quoted"], cells["difference"]) == ("2", difference)


def test_jobs_of_which_the_service_told_nothing_can_be_left_out(operator: Client, alice: User) -> None:
    told, untold = press(alice, "a cat") + press(alice, "a dog")
    Job.objects.filter(pk=told.pk).update(cost="2")
    pages = {word: operator.get(f"{HOME}jobs/job/?told={word}").content.decode() for word in ("yes", "no")}
    assert [(str(told.uid) in page, str(untold.uid) in page) for page in pages.values()] == [
        (True, False),
        (False, True),
    ]
