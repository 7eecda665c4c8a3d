"""Notices: what they say, who reads them, what comes by mail, and the count on the person."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from mjweb.accounts.models import Kind, Mail, Notice, User
from mjweb.accounts.models.notice import MANNERS

pytestmark = pytest.mark.django_db


def tell(user: User, kind: Kind = Kind.ACCEPTED) -> Notice:
    return Notice.objects.tell(user, kind, link="/team/members/", who="Bob Baker", team="Studio")


def test_a_notice_says_what_happened(alice: User) -> None:
    assert tell(alice).sentence == "Bob Baker accepted your invitation to Studio."


def test_a_piece_that_is_missing_leaves_no_error(alice: User) -> None:
    assert tell(alice, Kind.ASKED).sentence == "Bob Baker asks for more credits in Studio."


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_sentence(alice: User, kind: Kind) -> None:
    assert MANNERS[kind].sentence % dict.fromkeys(_names(str(MANNERS[kind].sentence)), "x")


def _names(sentence: str) -> list[str]:
    import re

    return re.findall(r"%\((\w+)\)s", sentence)


def test_a_kind_that_is_gone_is_told_by_its_word(alice: User) -> None:
    assert Notice(user=alice, kind="gone.kind", pieces={}).sentence == "gone.kind"


def test_the_person_knows_how_many_are_unread(alice: User, bob: User) -> None:
    tell(alice)
    tell(alice)
    tell(bob)
    alice.refresh_from_db()
    assert alice.unread == 2


def test_what_was_read_is_no_longer_counted(alice: User) -> None:
    tell(alice)
    assert Notice.objects.read(alice, tell(alice).pk) == 1
    alice.refresh_from_db()
    assert alice.unread == 1


def test_nobody_reads_the_notices_of_another(alice: User, charlie: User) -> None:
    notice = tell(alice)
    assert Notice.objects.read(charlie, notice.pk) == 0
    alice.refresh_from_db()
    assert alice.unread == 1


def test_a_count_that_drifted_is_right_after_the_next_notice(alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(unread=40)
    tell(alice)
    alice.refresh_from_db()
    assert alice.unread == 1


def test_what_needs_an_answer_comes_by_mail_too(alice: User) -> None:
    tell(alice, Kind.ASKED)
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (alice.email, "Bob Baker asks for more credits in Studio.")
    assert "/team/members/" in mail.body


def test_what_is_only_nice_to_know_does_not(alice: User) -> None:
    tell(alice, Kind.ACCEPTED)
    assert not Mail.objects.exists()


def test_a_person_may_choose_otherwise(alice: User) -> None:
    alice.by_mail = {Kind.ASKED.value: False, Kind.ACCEPTED.value: True}
    tell(alice, Kind.ASKED)
    assert not Mail.objects.exists()
    tell(alice, Kind.ACCEPTED)
    assert Mail.objects.count() == 1


def test_a_person_who_may_not_come_in_gets_no_mail(alice: User) -> None:
    alice.is_active = False
    tell(alice, Kind.ASKED)
    assert not Mail.objects.exists()


def test_telling_asks_little_of_the_database(
    alice: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):  # the notice, the count, the mail, and the savepoint round them
        tell(alice, Kind.ASKED)
