"""Wishes with pictures: what a blend, a description, a region and a seed ask of an engine."""

from __future__ import annotations

import base64
import io
import secrets

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from jobs import submit, uploads, wishes
from jobs.actions import Action, Step
from jobs.errors import ManyJobs, NotOffered
from jobs.models import Job, Source, Upload
from jobs.states import State
from jobs.wishes import Wish
from mjweb.accounts.models import User
from tests.jobs.conftest import drive, press
from tests.jobs.upstream import Upstream


def brought(user: User, colour: str, size: tuple[int, int] = (8, 8)) -> Upload:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return uploads.take(user, iter([out.getvalue()]))


def done(user: User, wish: Wish) -> Job:
    job = submit.submit(user, Source.PAGE, secrets.token_hex(8), (wish,)).jobs.get()
    drive()
    job.refresh_from_db()
    return job


def sent(ttapi: Upstream, endpoint: str) -> dict[str, object]:
    """The fields of the last call of an endpoint."""
    return [seen.fields for seen in ttapi.requests if seen.path == f"/midjourney/v1/{endpoint}"][-1]


def single(user: User) -> Job:
    (grid,) = press(user, "a cat --ar 3:2")
    drive()
    grid.refresh_from_db()
    return done(user, wishes.step(grid, Step(Action.UPSCALE, 1)))


def test_a_blend_sends_its_pictures_in_their_order(alice: User, ttapi: Upstream) -> None:
    red, blue = brought(alice, "red"), brought(alice, "blue")
    assert done(alice, wishes.blend((blue, red), "portrait", "relax")).state == State.DONE
    fields = sent(ttapi, "blend")
    colours = []
    for uri in fields["imgBase64Array"]:  # type: ignore[attr-defined]  # a list of texts
        content = base64.b64decode(uri.partition(",")[2])
        colours.append(Image.open(io.BytesIO(content)).convert("RGB").getpixel((0, 0)))
    assert colours == [(0, 0, 255), (255, 0, 0)]
    assert (fields["dimensions"], fields["mode"]) == ("PORTRAIT", "relax")


@pytest.mark.parametrize("count", [0, 1, 6])
def test_a_blend_takes_two_to_five_pictures(alice: User, count: int) -> None:
    with pytest.raises(NotOffered):
        wishes.blend((brought(alice, "red"),) * count, "square", "fast")


def test_the_same_key_with_other_pictures_is_another_request(alice: User) -> None:
    red, blue = brought(alice, "red"), brought(alice, "blue")
    one, other = wishes.blend((red, blue), "square", "fast"), wishes.blend((blue, red), "square", "fast")
    assert submit.fingerprint((one,)) != submit.fingerprint((other,))


def test_a_description_is_words(alice: User, ttapi: Upstream) -> None:
    job = done(alice, wishes.describe(brought(alice, "red")))
    assert (job.state, job.words[:2], job.quote) == (State.DONE, "1.", 1_000)


def test_a_region_keeps_the_shape_and_takes_the_new_words(alice: User, ttapi: Upstream) -> None:
    parent = single(alice)
    job = done(alice, wishes.region(parent, brought(alice, "white", (12, 8)), "a red hat"))
    assert (job.state, job.aspect, job.text) == (State.DONE, (3, 2), "a red hat")
    assert sent(ttapi, "inpaint")["prompt"] == "a red hat"


def test_a_region_without_words_is_drawn_by_the_old_ones(alice: User, ttapi: Upstream) -> None:
    parent = single(alice)
    assert wishes.region(parent, brought(alice, "white")).prompt == parent.prompt


def test_a_region_is_one_job(alice: User, ttapi: Upstream) -> None:
    with pytest.raises(ManyJobs):
        wishes.region(single(alice), brought(alice, "white"), "a {red, blue} hat")


def test_a_grid_has_no_region(alice: User, ttapi: Upstream) -> None:
    (grid,) = press(alice, "a cat")
    drive()
    grid.refresh_from_db()
    with pytest.raises(NotOffered):
        wishes.region(grid, brought(alice, "white"))


def test_a_seed_that_was_asked_for_is_known_of_the_parent(alice: User, ttapi: Upstream) -> None:
    parent = single(alice)
    Job.objects.filter(pk=parent.pk).update(seed=None)
    job = done(alice, wishes.step(parent, Step(Action.SEED)))
    parent.refresh_from_db()
    assert job.seed is not None
    assert parent.seed == job.seed


def test_a_job_whose_picture_vanished_is_returned(alice: User, ttapi: Upstream) -> None:
    upload = brought(alice, "red")
    default_storage.delete(upload.clean_name)
    job = done(alice, wishes.describe(upload))
    assert (job.state, job.reason) == (State.FAILED, "refused")


def test_a_retry_brings_the_same_pictures(alice: User, ttapi: Upstream) -> None:
    red, blue = brought(alice, "red"), brought(alice, "blue")
    job = done(alice, wishes.blend((red, blue), "square", "fast"))
    assert wishes.again(job).pictures == (red, blue)
