"""The one table of rights."""

import pytest

from mjweb.accounts.roles import RIGHTS, Right, Role, with_right


def test_every_role_has_its_row() -> None:
    assert set(RIGHTS) == set(Role)


def test_an_owner_has_every_right() -> None:
    assert RIGHTS[Role.OWNER] == frozenset(Right)


def test_only_an_owner_names_owners() -> None:
    assert with_right(Right.OWN) == [Role.OWNER]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BILLING])
def test_viewers_and_billing_make_no_pictures(role: Role) -> None:
    assert Right.CREATE not in RIGHTS[role]


def test_billing_sees_the_money_and_no_pictures() -> None:
    assert RIGHTS[Role.BILLING] == {Right.USAGE, Right.QUOTAS}


def test_a_member_sets_nothing() -> None:
    assert RIGHTS[Role.MEMBER] == {Right.SEE, Right.CREATE, Right.SHARE}
