"""Files as a browser sends them, and jobs that were given pictures."""

from __future__ import annotations

import io
import secrets

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from jobs import submit, uploads, wishes
from jobs.actions import Action, Step
from jobs.models import Job, Source, Upload
from jobs.states import State
from jobs.wishes import Wish
from mjweb.accounts.models import User
from tests.jobs.views.conftest import bring, finished


def content(
    colour: str | int = "red", size: tuple[int, int] = (48, 32), *, kind: str = "PNG", mode: str = "RGB"
) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind)
    return out.getvalue()


def broken(name: str = "cat.png") -> SimpleUploadedFile:
    """A picture that was cut off."""
    return SimpleUploadedFile(name, content()[:40], "image/png")


def file(colour: str | int = "red", name: str = "red.png", **picture: object) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content(colour, **picture), "image/png")  # type: ignore[arg-type]  # its keywords


def upload(user: User, colour: str | int = "red", **picture: object) -> Upload:
    return uploads.take(user, iter([content(colour, **picture)]))  # type: ignore[arg-type]  # its keywords


def asked(user: User, wish: Wish) -> Job:
    return submit.submit(user, Source.PAGE, secrets.token_hex(8), (wish,)).jobs.get()


def blend(user: User, count: int = 2) -> Job:
    """A blend in line."""
    colours = ("red", "green", "blue", "white", "black")[:count]
    return asked(user, wishes.blend(tuple(upload(user, colour) for colour in colours), "portrait", "relax"))


def description(user: User, words: str = "1. a red square --ar 3:2\n\n2. red\n\n3. a wall, red\n\n4. flat red") -> Job:
    """A description that is done."""
    job = bring(asked(user, wishes.describe(upload(user, "red"))), State.RUNNING)
    assert Job.objects.move(job.pk, State.RUNNING, State.DONE, words=words)
    job.refresh_from_db()
    return job


def single(user: User, text: str = "a lighthouse --ar 3:2") -> Job:
    """One of four, upscaled; its picture is 96 x 64."""
    return bring(asked(user, wishes.step(finished(user, text), Step(Action.UPSCALE, 1))), State.DONE)
