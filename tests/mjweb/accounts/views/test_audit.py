"""The page of the audit trail."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Membership, Role, User, Verb

pytestmark = pytest.mark.django_db

PAGE, CSV = "/team/audit/", "/team/audit/entries.csv"


def write(user: User, subject: str, verb: Verb = Verb.ROLE_CHANGED, detail: str = "") -> Entry:
    return Entry.objects.write(By(user, "192.0.2.7"), verb, team=user.team, subject=subject, detail=detail)


def shown(client: Client, user: User, address: str = PAGE) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_says_who_what_whom_and_from_where(client: Client, alice: User) -> None:
    write(alice, "Bob Baker", detail="Member → Viewer")
    page = shown(client, alice)
    for word in ("Alice Archer", "Role changed", "Bob Baker", "Member → Viewer", "192.0.2.7"):
        assert word in page


def test_a_stranger_sees_their_own_teams_entries_only(client: Client, alice: User, charlie: User) -> None:
    write(alice, "Secret Subject")
    Membership.objects.filter(user=charlie, team=charlie.team).update(role=Role.OWNER)
    assert "Secret Subject" not in shown(client, User.objects.get(pk=charlie.pk))


def test_a_member_is_told_which_role_it_takes(client: Client, bob: User) -> None:
    client.force_login(bob)
    answer = client.get(PAGE)
    assert answer.status_code == 403
    assert "Alice Archer" in answer.content.decode()


def test_the_whole_site_is_for_operators(client: Client, bob: User, charlie: User) -> None:
    write(charlie, "Of Elsewhere")
    client.force_login(bob)
    assert client.get("/ops/audit/").status_code == 404
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert "Of Elsewhere" in shown(client, bob, "/ops/audit/")


def test_entries_are_found_by_what_happened(client: Client, alice: User) -> None:
    write(alice, "One")
    write(alice, "Two", Verb.KEY_MADE)
    page = shown(client, alice, f"{PAGE}?verb=key.made")
    assert "Two" in page
    assert "One" not in page


def test_entries_are_found_by_person(client: Client, alice: User, bob: User) -> None:
    write(alice, "Hers")
    write(bob, "His")
    page = shown(client, alice, f"{PAGE}?actor={bob.pk}")
    assert "His" in page
    assert "Hers" not in page


def test_the_last_day_counts_to_its_end(client: Client, alice: User) -> None:
    write(alice, "Today’s")
    today = timezone.localdate()
    assert "Today’s" in shown(client, alice, f"{PAGE}?since={today}&until={today}")
    assert "Today’s" not in shown(client, alice, f"{PAGE}?until={today - timedelta(days=1)}")


@pytest.mark.parametrize("query", ["verb=x", "actor=x", "since=2026-13-40", "until=x", "after=x", "after=" + "9" * 40])
def test_a_filter_that_makes_no_sense_is_as_if_it_were_absent(client: Client, alice: User, query: str) -> None:
    write(alice, "There")
    assert "There" in shown(client, alice, f"{PAGE}?{query}")


def test_the_next_page_keeps_the_filter(client: Client, alice: User) -> None:
    for number in range(51):
        write(alice, f"Number {number}.", Verb.KEY_MADE)
    page = shown(client, alice, f"{PAGE}?verb=key.made")
    second = Entry.objects.newest_first()[49].pk
    assert f'href="?verb=key.made&amp;after={second}"' in page
    assert "Number 0." in shown(client, alice, f"{PAGE}?verb=key.made&after={second}")


def test_a_page_costs_the_same_however_much_is_on_it(
    client: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        write(alice, str(number))
    client.force_login(alice)
    client.get(PAGE)  # the first page of a month opens the purse
    with django_assert_num_queries(7):  # session, person, spaces, entries, actors; of the frame credits and live jobs
        client.get(PAGE)


def test_the_file_has_a_line_for_each_entry(client: Client, alice: User) -> None:
    write(alice, "=HYPERLINK()")
    client.force_login(alice)
    rows = list(csv.reader(io.StringIO(client.get(CSV).getvalue().decode())))
    assert rows[1][2:6] == ["Alice Archer", "192.0.2.7", "Role changed", "'=HYPERLINK()"]


def test_what_a_subject_says_is_text(client: Client, alice: User) -> None:
    write(alice, "<script>x</script>")
    assert "<script>x" not in shown(client, alice)


@pytest.mark.parametrize("verb", [Verb.SESSION_ENDED, Verb.PASSWORD_CHANGED, Verb.EMAIL_CHANGED, Verb.PASSKEY_REMOVED])
def test_changes_of_what_guards_an_account_are_found_and_in_the_file(client: Client, alice: User, verb: Verb) -> None:
    write(alice, "Another", Verb.INVITED)
    write(alice, "This one", verb)
    page = shown(client, alice, f"{PAGE}?verb={verb.value}")
    assert "This one" in page
    assert "Another" not in page
    text = client.get(f"{CSV}?verb={verb.value}").getvalue().decode()
    assert str(verb.label) in text
    assert "Another" not in text
