"""Where a picture came from, step by step, however long the line is."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery import lineage
from tests.mjweb.gallery.conftest import Make


def chain(made: Make, user: User, *steps: tuple[str, int]) -> list[list[Picture]]:
    """A grid, and one job after the other, each an action on a tile of the one before."""
    found = [made(user, "a cat")]
    for action, index in steps:
        pictures = made(user, "a cat")
        parent = found[-1][0].job_id
        Job.objects.filter(pk=pictures[0].job_id).update(parent=parent, action=action, index=index)
        found.append(pictures)
    return found


def words(line: list[tuple[str, Picture]]) -> list[str]:
    return [word for word, _picture in line]


def test_a_grid_came_from_nowhere(alice: User, made: Make) -> None:
    assert lineage.ancestors(made(alice, "a cat")[0], alice) == []


def test_each_step_is_named_with_the_picture_it_was_taken_from(alice: User, made: Make) -> None:
    grid, varied, upscaled = chain(made, alice, ("vary", 3), ("upscale", 2))
    assert lineage.ancestors(upscaled[0], alice) == [("GRID", grid[2]), ("V3", varied[1])]


def test_a_long_line_folds_in_the_middle(alice: User, made: Make) -> None:
    line = chain(made, alice, *[("vary", 1)] * 8)
    found = lineage.ancestors(line[-1][0], alice)
    assert [picture for _word, picture in found] == [line[place][0] for place in (0, 1, 4, 5, 6, 7)]


def test_it_ends_where_the_person_may_see_no_further(alice: User, bob: User, charlie: User, made: Make) -> None:
    first, _second, third = chain(made, alice, ("vary", 1), ("vary", 1))
    Picture.objects.filter(job=first[0].job_id).update(user=charlie, team=charlie.team)
    assert words(lineage.ancestors(third[0], alice)) == ["V1"]


@pytest.mark.parametrize("steps", [1, 12])
def test_a_long_line_costs_what_a_short_one_does(
    alice: User, made: Make, steps: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    line = chain(made, alice, *[("vary", 1)] * steps)
    with django_assert_num_queries(2):
        lineage.ancestors(line[-1][0], alice)


def test_a_page_asks_no_more_than_twelve_questions(
    client: Client, alice: User, made: Make, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    line = chain(made, alice, *[("vary", 1)] * 3)
    client.force_login(alice)
    with django_assert_max_num_queries(12):
        client.get(reverse("gallery:picture", args=[line[-1][0].pk]))
