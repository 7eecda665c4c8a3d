"""The page of what roles may do."""

import pytest
from django.test import Client

from mjweb.accounts.models import Right, Role, User

pytestmark = pytest.mark.django_db


def test_it_has_a_row_for_each_right_and_a_column_for_each_role(client: Client, alice: User) -> None:
    client.force_login(alice)
    page = client.get("/team/roles/").content.decode()
    assert page.count('<th role="rowheader" scope="row">') == len(Right)
    assert page.count('<th role="columnheader" scope="col"') == 1 + len(Role)


def test_a_member_may_know_what_others_may_do(client: Client, bob: User) -> None:
    client.force_login(bob)
    assert "Your role here: Member" in client.get("/team/roles/").content.decode()


def test_a_stranger_sees_the_name_of_their_own_team(client: Client, alice: User, charlie: User) -> None:
    client.force_login(charlie)
    page = client.get("/team/roles/").content.decode()
    assert "Elsewhere" in page
    assert str(alice.team) not in page


def test_a_signed_out_visitor_is_sent_to_the_door(client: Client, alice: User) -> None:
    assert client.get("/team/roles/").status_code == 302
