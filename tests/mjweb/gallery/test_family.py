"""All jobs of a family in one question, and what of them is shown."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from jobs.models import Job, Picture
from jobs.states import State
from mjweb.accounts.models import User
from mjweb.gallery import family
from mjweb.gallery.family import Branch, Family
from tests.mjweb.gallery.relatives import grow

# 0 > 1 > 3 > 4, 0 > 2
SMALL = (None, 0, 0, 1, 3)


def told(branch: Branch, jobs: list[Job]) -> object:
    """The places of what is shown, nested."""
    place = [job.pk for job in jobs].index(branch.node.pk)
    below = [told(child, jobs) for child in branch.children]
    return [place, *below] if below else place


def shown(found: Family, job: Job, after: int = 0) -> Branch:
    return family.unfold(found.nodes[job.pk], after)


def every(branch: Branch) -> list[Branch]:
    return [branch, *(one for child in branch.children for one in every(child))]


@pytest.mark.parametrize("place", range(5))
def test_from_anywhere_it_is_the_same_family(alice: User, place: int) -> None:
    jobs = grow(alice, SMALL)
    grow(alice, (None, 0))
    found = family.family_of(jobs[place].pk, alice)
    assert list(found.nodes) == [job.pk for job in jobs]
    assert told(shown(found, jobs[place]), jobs) == [0, [1, [3, 4]], 2]


def test_it_is_one_question_however_large(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    jobs = grow(alice, [None, *range(300)])
    with django_assert_num_queries(1):
        assert family.family_of(jobs[150].pk, alice).jobs == 301


def test_it_costs_what_was_settled(alice: User) -> None:
    jobs = grow(alice, SMALL, tiles=4)
    Job.objects.filter(pk=jobs[1].pk).update(state=State.LOST, late=True)
    Job.objects.filter(pk=jobs[2].pk).update(state=State.RUNNING)
    Picture.objects.filter(job=jobs[2]).delete()
    found = family.family_of(jobs[4].pk, alice)
    assert (found.jobs, found.pictures, found.cost) == (5, 16, 3000)


def test_a_remix_belongs_to_it(alice: User) -> None:
    jobs = grow(alice, (None, None, 1))
    Job.objects.filter(pk=jobs[1].pk).update(remix_of=jobs[0])
    assert told(shown(family.family_of(jobs[2].pk, alice), jobs[2]), jobs) == [0, [1, 2]]


def test_what_cannot_be_seen_stays_where_it_leads_to_something(alice: User, charlie: User) -> None:
    jobs = grow(alice, (None, 0, 0, 1))
    Job.objects.filter(pk__in=[jobs[1].pk, jobs[2].pk]).update(user=charlie, team=charlie.team)
    found = family.family_of(jobs[3].pk, alice)
    assert told(shown(found, jobs[3]), jobs) == [0, [1, 3]]
    assert (found.jobs, found.cost, found.root.has_gap) == (2, 2000, True)
    assert not found.nodes[jobs[1].pk].is_seen


def test_a_wide_family_goes_on_behind_links(alice: User) -> None:
    jobs = grow(alice, [None, *[0] * 300])
    found = family.family_of(jobs[0].pk, alice)
    seen, after = [], 0
    while True:
        branch = shown(found, jobs[0], after)
        seen += [child.node.pk for child in branch.children]
        assert branch.rest == 300 - len(seen)
        if not branch.rest:
            break
        after = branch.after
    assert seen == [job.pk for job in jobs[1:]]


def test_a_long_line_folds_in_the_middle(alice: User) -> None:
    jobs = grow(alice, [None, *range(200)])
    branches = every(shown(family.family_of(jobs[-1].pk, alice), jobs[-1]))
    assert [branch.node.pk - jobs[0].pk for branch in branches] == [0, 1, 194, 195, 196, 197, 198, 199, 200]
    (fold,) = [branch for branch in branches if branch.folded]
    assert (fold.folded, fold.folded_at) == (192, jobs[193].pk)


def test_nothing_is_left_out_unsaid(alice: User) -> None:
    # Each job has three children, six generations of them, and the page is about one of the last.
    parents: list[int | None] = [None, *[place // 3 for place in range(600)]]
    jobs = grow(alice, parents)
    found = family.family_of(jobs[0].pk, alice)
    for place in (0, 7, 150, 599):
        branches = every(shown(found, jobs[place]))
        assert len(branches) <= family.MOST_CARDS
        assert len(branches) + sum(branch.rest + branch.folded for branch in branches) == 601
