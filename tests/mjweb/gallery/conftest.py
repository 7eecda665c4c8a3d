"""What tests of the gallery share: finished jobs with real pictures in the vault."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from jobs import collect, looks, submit, wishes
from jobs.models import Job, Picture, Source
from jobs.states import State
from mjweb.accounts.models import User

Make = Callable[..., list[Picture]]
Harm = Callable[[Picture, bytes | None], None]


@pytest.fixture
def made(settings: object, tmp_path: object) -> Make:
    """`made(alice, "a cat", 3)`: a finished job of that prompt with so many pictures in the vault."""

    def make(user: User, text: str, count: int = 4) -> list[Picture]:
        batch = submit.submit(
            user, Source.PAGE, f"{text[:40]} {Job.objects.count()}", wishes.checked(text, "relax").wishes
        )
        job = batch.jobs.get()
        for source, target in (
            (State.QUEUED, State.CLAIMED),
            (State.CLAIMED, State.SENDING),
            (State.SENDING, State.RUNNING),
            (State.RUNNING, State.FETCHING),
        ):
            Job.objects.move(job.pk, source, target)
        brought = {}
        for index in range(1, count + 1):
            out = io.BytesIO()
            Image.new("RGB", (96, 64), (40 * index, 90, job.pk % 255)).save(out, "PNG")
            brought[index] = looks.take(iter([out.getvalue()])).store()
        collect.keep(job, brought)
        Job.objects.move(job.pk, State.FETCHING, State.DONE, progress=100)
        return list(job.pictures.order_by("index"))

    return make


@pytest.fixture
def harm() -> Iterator[Harm]:
    """`harm(picture, b"x")`: other bytes in the place of its original, or none; put back behind the test.

    The vault is that of all tests, and files of the same content are one.
    """
    whole: dict[Path, bytes] = {}

    def do(picture: Picture, content: bytes | None) -> None:
        path = Path(default_storage.path(picture.name))
        whole.setdefault(path, path.read_bytes())
        path.unlink()
        if content is not None:
            path.write_bytes(content)

    yield do
    for path, content in whole.items():
        path.write_bytes(content)
