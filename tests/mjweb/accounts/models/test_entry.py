"""The audit trail is written once and then only read."""

import pytest
from django.test import RequestFactory

from mjweb.accounts.by import COMMAND, By
from mjweb.accounts.models import Entry, NeverChangedError, User, Verb

pytestmark = pytest.mark.django_db


def written(alice: User) -> Entry:
    return Entry.objects.write(
        By(alice, "192.0.2.7"), Verb.ROLE_CHANGED, team=alice.team, subject="Bob", detail="viewer"
    )


def test_an_entry_says_who_what_when_and_from_where(alice: User) -> None:
    entry = written(alice)
    assert (entry.actor, entry.verb, entry.address, entry.subject) == (alice, "member.role", "192.0.2.7", "Bob")
    assert entry.at is not None


def test_the_name_of_the_actor_stays_as_it_was(alice: User) -> None:
    entry = written(alice)
    User.objects.filter(pk=alice.pk).update(name="Another")
    entry.refresh_from_db()
    assert entry.actor_name == "Alice Archer"


def test_a_command_is_an_actor_without_a_person(alice: User) -> None:
    entry = Entry.objects.write(COMMAND, Verb.KEY_MADE, subject="a key")
    assert (entry.actor, entry.address) == (None, "command line")


def test_a_request_tells_who_and_from_where(alice: User, rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.9")
    request.user = alice
    assert By.request(request) == By(alice, "192.0.2.9")


def test_an_entry_is_not_saved_again(alice: User) -> None:
    entry = written(alice)
    entry.subject = "Somebody else"
    with pytest.raises(NeverChangedError):
        entry.save()


def test_an_entry_is_not_deleted(alice: User) -> None:
    with pytest.raises(NeverChangedError):
        written(alice).delete()


def test_entries_are_not_updated(alice: User) -> None:
    written(alice)
    with pytest.raises(NeverChangedError):
        Entry.objects.update(subject="Somebody else")


def test_entries_are_not_deleted_together(alice: User) -> None:
    written(alice)
    with pytest.raises(NeverChangedError):
        Entry.objects.all().delete()
