"""What a picture's file says is what its job, its person and its image service are."""

from __future__ import annotations

import uuid

import pytest
from django.conf import LazySettings

from jobs.models import Job, Picture, Upstream
from mjweb.accounts.models import User
from mjweb.gallery.handover import facts
from mjweb.gallery.handover.facts import ALGORITHMIC, TRAINED
from tests.mjweb.gallery.conftest import Make


def by(engine: str, picture: Picture) -> Picture:
    upstream = Upstream.objects.create(name=engine, engine=engine)
    Job.objects.filter(pk=picture.job_id).update(upstream=upstream)
    return Picture.objects.get(pk=picture.pk)


def test_the_prompt_and_its_parameters_are_told(alice: User, made: Make) -> None:
    said = facts.of(made(alice, "a cat --ar 3:2", 2)[1])
    assert (said.prompt, said.parameters, said.index) == ("a cat --ar 3:2", "--ar 3:2", 2)
    assert said.author == "Alice Archer"
    assert uuid.UUID(said.job) == Job.objects.get().uid


@pytest.mark.parametrize(
    ("engine", "word", "model"), [("sketch", ALGORITHMIC, ""), ("ttapi", TRAINED, "Midjourney"), ("other", TRAINED, "")]
)
def test_how_it_was_made_is_told_by_its_service(alice: User, made: Make, engine: str, word: str, model: str) -> None:
    said = facts.of(by(engine, made(alice, "a cat", 1)[0]))
    assert (said.source_type, said.model) == (word, model)


def test_the_licence_note_is_the_sites(alice: User, made: Make, settings: LazySettings) -> None:
    settings.LICENCE_NOTE = "For internal use only."
    assert facts.of(made(alice, "a cat", 1)[0]).licence == "For internal use only."


def test_no_address_of_another_picture_is_taken_along(alice: User, made: Make, settings: LazySettings) -> None:
    (other,) = made(alice, "a dog", 1)
    (picture,) = made(alice, "a cat", 1)
    link = f"{settings.PUBLIC_URL}{other.url}"
    Job.objects.filter(pk=picture.job_id).update(prompt=f"{link} a cat --sref {link}::2 {link}::1")
    said = facts.of(Picture.objects.get(pk=picture.pk))
    assert other.token not in said.prompt + said.parameters
    assert "a cat" in said.prompt
