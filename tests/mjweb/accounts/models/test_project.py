"""Projects: named within a team, ended and opened again."""

import pytest

from mjweb.accounts.by import By
from mjweb.accounts.models import Entry, Project, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def spring(alice: User) -> Project:
    return Project.objects.create(team=alice.team, name="Spring")


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("name", ["Spring", "spring", " SPRING "])
def test_it_is_found_by_its_name(alice: User, spring: Project, name: str) -> None:
    assert Project.objects.named(alice.team, name) == spring


def test_another_team_does_not_find_it(charlie: User, spring: Project) -> None:
    assert Project.objects.named(charlie.team, "Spring") is None


def test_an_ended_one_is_not_found(alice: User, spring: Project) -> None:
    assert spring.end(By(alice))
    assert Project.objects.named(alice.team, "Spring") is None


def test_whoever_worked_for_it_works_for_none_once_it_has_ended(alice: User, spring: Project) -> None:
    fresh(alice).work_for(spring)
    spring.end(By(alice))
    assert fresh(alice).membership.project is None


def test_it_ends_once_and_is_opened_again_once(alice: User, spring: Project) -> None:
    assert [spring.end(By(alice)), spring.end(By(alice))] == [True, False]
    assert [spring.reopen(By(alice)), spring.reopen(By(alice))] == [True, False]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True)) == ["project.ended", "project.changed"]


def test_nobody_works_for_a_project_of_another_team(charlie: User, spring: Project) -> None:
    with pytest.raises(ValueError, match="another team"):
        charlie.work_for(spring)
