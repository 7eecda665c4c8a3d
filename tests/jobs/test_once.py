"""Whether a team has just what is asked for already."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from jobs import once, submit, wishes
from jobs.actions import Action, Step
from jobs.models import Job, Picture
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.conftest import finished
from tests.mjweb.gallery.relatives import grow


def marks(text: str) -> list[bytes | None]:
    return [once.mark_of(wish) for wish in wishes.checked(text, "fast").wishes]


def made(user: User, text: str) -> Job:
    """A job of that prompt with a picture."""
    (job,) = press(user, text)
    (twin,) = grow(user, [None])
    Picture.objects.filter(job=twin).update(job=job)
    return job


def found(user: User, text: str) -> list[int]:
    known = once.known(user, wishes.checked(text, "fast").wishes)
    return [pictures[0].job_id for pictures in known.values()]


def pairs() -> list[dict[str, str]]:
    with Path(__file__).with_name("once.tsv").open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_what_is_called_the_same_is_the_same(db: None) -> None:
    """Precision 1.0 over the labelled pairs, and nothing that is the same is missed."""
    told: dict[str, list[dict[str, str]]] = {"same": [], "different": []}
    for pair in pairs():
        is_same = marks(pair["one"]) == marks(pair["other"])
        if is_same != (pair["label"] == "same"):
            told[pair["label"]].append(pair)
    assert told == {"same": [], "different": []}
    assert len(pairs()) > 60


def test_a_picture_is_told_by_its_file_and_not_by_its_address(alice: User, settings: Settings) -> None:
    first, second = grow(alice, (None, None))
    one, other = first.pictures.get(), second.pictures.get()

    def mark(picture: Picture) -> list[bytes | None]:
        return marks(f"{settings.PUBLIC_URL}{picture.url} a cat --ar 3:2")

    assert mark(one) == mark(other)  # both are files of one hash
    Picture.objects.filter(pk=other.pk).update(sha256="1" * 64)
    assert mark(one) != mark(other)


@pytest.mark.parametrize("way", ["as it was", "written otherwise"])
def test_what_the_team_made_is_found(alice: User, bob: User, way: str) -> None:
    job = made(bob, "a cat --ar 3:2 --s 50")
    assert found(alice, {"as it was": job.prompt, "written otherwise": "a  cat --stylize 50 --aspect 6:4"}[way]) == [
        job.pk
    ]


def test_the_newest_is_found_that_has_pictures(alice: User) -> None:
    made(alice, "a cat")
    second = made(alice, "a cat")
    press(alice, "a cat")
    assert found(alice, "a cat") == [second.pk]


def test_what_is_gone_is_not_found(alice: User) -> None:
    job = made(alice, "a cat")
    Picture.objects.filter(job=job).update(binned_at=timezone.now())
    assert found(alice, "a cat") == []


def test_what_is_old_is_not_found(alice: User, settings: Settings) -> None:
    job = made(alice, "a cat")
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert found(alice, "a cat") == []
    settings.ONCE_DAYS = 32
    assert found(alice, "a cat") == [job.pk]
    settings.ONCE_DAYS = 0
    assert found(alice, "a cat") == []


def test_charlie_finds_nothing_of_hers(alice: User, charlie: User) -> None:
    made(alice, "a cat")
    assert found(charlie, "a cat") == []


def test_of_several_prompts_it_is_one_question(alice: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    cat, dog = made(alice, "a cat"), made(alice, "a dog")
    asked = wishes.checked("a {cat, dog, bird, fish, fox, owl, hare, bee}", "fast").wishes
    assert alice.team.pk  # known from here on
    with django_assert_num_queries(1):
        known = once.known(alice, asked)
    assert sorted(pictures[0].job_id for pictures in known.values()) == [cat.pk, dog.pk]


def test_an_action_has_no_prompt_of_its_own(alice: User) -> None:
    grid = finished(alice, "a cat")
    assert grid.fingerprint is not None
    child = submit.act(alice, grid, Step(Action.UPSCALE, 1), "k").jobs.get()
    assert child.fingerprint is None
