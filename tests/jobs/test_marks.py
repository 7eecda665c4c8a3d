"""Whose job it is that an engine shows: secrets settle it, our seed does where there is none, words alone never do."""

from __future__ import annotations

import pytest

from jobs import marks
from jobs.actions import Action
from jobs.engines.base import Mark
from jobs.models import Attempt, Job
from jobs.models.sighting import Verdict
from mjweb.accounts.models import User
from tests.jobs.conftest import press

TAG = "t" * 43


def attempt(user: User, text: str = "a cat") -> Attempt:
    (job,) = press(user, text)
    Job.objects.filter(pk=job.pk).update(seed=7 if "--seed" in text else 4_000_000_001)
    return Attempt.objects.create(job=Job.objects.get(pk=job.pk), number=1, tag=TAG)


OURS = Mark(prompt="a cat --seed 4000000001", action=Action.IMAGINE)


@pytest.mark.parametrize(
    ("mark", "verdict"),
    [
        (Mark(tag=TAG), Verdict.OURS),
        (Mark(tag="u" * 43), Verdict.FOREIGN),
        (Mark(hook_url=f"https://mj.example.org/hook/{TAG}"), Verdict.OURS),
        (Mark(hook_url=f"https://mj.example.org/hook/{'u' * 43}"), Verdict.FOREIGN),
        # An address that is not ours counts for more than our seed.
        (Mark(hook_url="https://other.example.org/", prompt=OURS.prompt, action=Action.IMAGINE), Verdict.FOREIGN),
        (OURS, Verdict.OURS),
        (Mark(prompt="une chatte --seed 4000000001 --v 7", action=Action.IMAGINE), Verdict.OURS),
        (Mark(prompt="a cat --seed 4000000002", action=Action.IMAGINE), Verdict.FOREIGN),
        (Mark(prompt="a cat --seed 40000000012", action=Action.IMAGINE), Verdict.FOREIGN),
        (Mark(prompt="a cat", action=Action.IMAGINE), Verdict.FOREIGN),
        # A picture of the job's repeats its prompt.
        (Mark(prompt=OURS.prompt, action=Action.UPSCALE), Verdict.FOREIGN),
        (Mark(prompt=OURS.prompt), Verdict.UNCLEAR),
        (Mark(action=Action.IMAGINE), Verdict.UNCLEAR),
        (Mark(), Verdict.UNCLEAR),
    ],
)
def test_a_job_with_a_seed_of_ours(alice: User, mark: Mark, verdict: Verdict) -> None:
    assert marks.whose(attempt(alice), mark) is verdict


@pytest.mark.parametrize(
    ("text", "prompt", "verdict"),
    [
        ("a cat --seed 7", "a cat --seed 7", Verdict.UNCLEAR),
        ("a cat --seed 7", " a  cat --seed 7", Verdict.UNCLEAR),
        ("a cat --seed 7", "a dog --seed 7", Verdict.FOREIGN),
        ("eine Kätzin --seed 7", "a cat --seed 7", Verdict.UNCLEAR),
    ],
)
def test_the_same_words_with_a_seed_of_the_person_may_be_anybody_s(
    alice: User, text: str, prompt: str, verdict: Verdict
) -> None:
    assert marks.whose(attempt(alice, text), Mark(prompt=prompt, action=Action.IMAGINE)) is verdict


def test_a_seed_is_ours_only_where_the_person_named_none(alice: User) -> None:
    assert marks.seed_of(attempt(alice).job) == 4_000_000_001
    assert marks.seed_of(press(alice, "a dog --seed 7")[0]) is None
