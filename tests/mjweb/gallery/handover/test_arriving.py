"""What is imported stands in the gallery with all that was known of it; what is wrong with a file is said."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_q.models import OrmQ
from PIL import Image

from jobs.models import Job, Picture
from jobs.states import State
from mjweb.accounts.models import Membership, Role, User
from mjweb.gallery.handover import arriving, files
from mjweb.gallery.handover.archive import Archive
from mjweb.gallery.models import Arrival, ArrivedFile, Collection, Item, Mark, Outcome, Tag, Tagging
from mjweb.quotas.models import Line
from tests.mjweb.gallery.conftest import Make
from tests.mjweb.gallery.handover.samples import FACTS, PROMPT, picture, written

Bring = Callable[..., Arrival]
# Of a picture that was imported it is another one.
MINE = ("file",)


@pytest.fixture
def bring() -> Bring:
    """`bring(alice, {"a.png": b"…"})`: imported, as far as a run goes."""

    def do(user: User, contents: dict[str, bytes]) -> Arrival:
        arrival = Arrival.objects.bring(user, "files")
        for number, (name, content) in enumerate(contents.items()):
            stored = default_storage.save(f"arrivals/{arrival.uid}/{number}", ContentFile(content))
            ArrivedFile.objects.create(arrival=arrival, number=number, name=name, stored=stored)
        arriving.run(arrival.pk)
        return Arrival.objects.get(pk=arrival.pk)

    return do


def exported(user: User, *pictures: int) -> bytes:
    chosen = Picture.objects.filter(pk__in=pictures) if pictures else Picture.objects.filter(user=user)
    archive = Archive(chosen.order_by("pk"), user)
    content = b"".join(archive)
    archive.close()
    return content


def manifest(content: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("manifest.json"))["pictures"]
    return [{name: value for name, value in row.items() if name not in MINE} for row in rows]


def packed(contents: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def sentences(arrival: Arrival) -> list[str]:
    return list(arrival.files.in_order().values_list("sentence", flat=True))


def outcomes(arrival: Arrival) -> list[str]:
    return list(arrival.files.pictures().in_order().values_list("outcome", flat=True))


def test_what_was_exported_comes_back_as_it_was(alice: User, charlie: User, made: Make, bring: Bring) -> None:
    grid = made(alice, PROMPT, 2)
    (child,) = made(alice, "富士山, again --ar 3:2", 1)
    Job.objects.filter(pk=child.job_id).update(parent=grid[0].job, index=2, seed=77)
    Mark.objects.create(user=alice, picture=child, favourite=True, grade=4)
    Tagging.objects.create(tag=Tag.objects.create(team=alice.team, name="冬"), picture=child, user=alice)
    collection = Collection.objects.create(user=alice, team=alice.team, name="Shelf")
    Item.objects.create(collection=collection, picture=grid[1], place=1)
    first = exported(alice)
    arrival = bring(charlie, {"all.zip": first})
    assert outcomes(arrival) == [Outcome.IMPORTED] * 3
    assert manifest(exported(charlie)) == manifest(first)
    again = Job.objects.get(user=charlie, seed=77)
    assert again.parent is not None
    assert (again.parent.prompt, again.index, again.parent.pictures.count()) == (PROMPT, 2, 2)


def test_it_is_a_job_that_is_done_and_cost_nothing(alice: User, bring: Bring) -> None:
    lines = Line.objects.count()
    bring(alice, {"a.png": picture().getvalue()})
    job = Job.objects.get()
    assert (job.action, job.state, job.quote, job.mode, job.upstream) == ("import", State.DONE, 0, "", None)
    assert Line.objects.count() == lines
    assert list(job.steps()) == []


def test_it_stands_in_the_gallery_and_not_among_what_was_asked_for(alice: User, bring: Bring) -> None:
    arrival = bring(alice, {"a.png": picture().getvalue()})
    assert Picture.objects.visible_to(alice).shown().count() == 1
    assert Job.objects.of(alice).made_here().count() == 0
    assert arrival.files.get().picture == Picture.objects.get()
    assert not default_storage.exists(arrival.files.get().stored)


def test_a_prompt_in_a_file_is_the_jobs(alice: User, bring: Bring) -> None:
    original = picture("jpg")
    facts = replace(FACTS, job="")
    bring(alice, {"a.jpg": written(files.spliced(original, "jpg", facts), original)})
    assert Job.objects.get().prompt == PROMPT


def test_the_same_picture_again_is_named(alice: User, bring: Bring) -> None:
    content = picture().getvalue()
    arrival = bring(alice, {"a.png": content, "b.png": content})
    assert outcomes(arrival) == [Outcome.IMPORTED, Outcome.KNOWN]
    assert sentences(arrival)[1] == f"It is here already: picture {Picture.objects.get().pk}."


def test_where_it_was_interrupted_it_goes_on(alice: User, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_given: object) -> None:
        raise KeyboardInterrupt

    contents = {"a.png": picture().getvalue(), "b.webp": picture("webp").getvalue()}
    with monkeypatch.context() as patch:
        patch.setattr(ArrivedFile, "end", die)
        with pytest.raises(KeyboardInterrupt):
            bring(alice, contents)
    arrival = Arrival.objects.get()
    assert Picture.objects.count() == 1
    Arrival.objects.update(lease_until=arrival.created_at)
    assert list(Arrival.objects.left_alone()) == []  # somebody may just have begun
    arriving.run(arrival.pk)
    assert outcomes(arrival) == [Outcome.IMPORTED] * 2
    assert Picture.objects.count() == 2


def test_a_file_that_stops_the_import_twice_is_given_up(alice: User, bring: Bring) -> None:
    arrival = Arrival.objects.bring(alice, "a.png")
    stored = default_storage.save(f"arrivals/{arrival.uid}/0", ContentFile(picture().getvalue()))
    ArrivedFile.objects.create(arrival=arrival, number=0, name="a.png", stored=stored, tries=2)
    arriving.run(arrival.pk)
    assert sentences(arrival) == ["It stopped the import twice."]


def test_whoever_may_not_make_pictures_there_any_more_imports_nothing(alice: User, bob: User, bring: Bring) -> None:
    arrival = Arrival.objects.bring(bob, "a.png")
    stored = default_storage.save(f"arrivals/{arrival.uid}/0", ContentFile(picture().getvalue()))
    ArrivedFile.objects.create(arrival=arrival, number=0, name="a.png", stored=stored)
    Membership.objects.filter(user=bob, team=arrival.team).update(role=Role.VIEWER)
    arriving.run(arrival.pk)
    assert sentences(arrival) == ["You may not make pictures in this space any more."]


def test_what_is_no_picture_is_refused(alice: User, bring: Bring) -> None:
    huge = bytearray(picture().getvalue())
    huge[16:24] = struct.pack(">II", 50_000, 50_000)
    arrival = bring(alice, {"a.png": b"hello", "b.png": bytes(huge), "c.png": picture().getvalue()[:200]})
    assert outcomes(arrival) == [Outcome.REFUSED] * 3
    assert all(sentence.startswith("Not imported: ") for sentence in sentences(arrival))
    assert Picture.objects.count() == 0


def test_a_picture_that_is_an_archive_too_is_refused(alice: User, bring: Bring) -> None:
    arrival = bring(alice, {"a.png": picture().getvalue() + packed({"x": b"y"})})
    assert sentences(arrival) == ["It is a picture and an archive at once."]


def test_archives_keep_what_they_should_not_have(alice: User, bring: Bring) -> None:
    content = picture().getvalue()
    inside = {"../../up.png": content, "/abs.png": content, "in.zip": packed({"a.png": content}), "good.png": content}
    arrival = bring(alice, {"all.zip": packed(inside)})
    assert [row for row in sentences(arrival) if row] == [
        "Its name leads out of the archive.",
        "Its name leads out of the archive.",
        "An archive inside of an archive is not opened.",
    ]
    assert outcomes(arrival)[-1] == Outcome.IMPORTED


def test_an_archive_that_unpacks_to_many_times_its_size_is_refused(alice: User, bring: Bring) -> None:
    arrival = bring(alice, {"all.zip": packed({"a.png": bytes(5_000_000)}, zipfile.ZIP_DEFLATED)})
    assert sentences(arrival) == ["The archive would unpack to many times its size."]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [(zipfile.ZIP_LZMA, "It is packed in a way that is not opened here."), (zipfile.ZIP_STORED, "It is damaged")],
)
def test_a_file_that_an_archive_does_not_give_is_refused(alice: User, bring: Bring, kind: int, sentence: str) -> None:
    content = picture().getvalue()
    whole = bytearray(packed({"a.png": content}, kind))
    if kind == zipfile.ZIP_STORED:
        whole[60] ^= 1
    assert sentences(bring(alice, {"all.zip": bytes(whole)}))[1].startswith(sentence)


def test_an_archive_that_is_cut_short_or_empty_is_refused(alice: User, bring: Bring) -> None:
    whole = packed({"a.png": picture().getvalue()})
    arrival = bring(alice, {"cut.zip": whole[:100], "none.zip": packed({})})
    assert sentences(arrival) == ["The archive is cut short.", "The archive has no pictures."]


def test_a_manifest_that_lies_changes_nothing(alice: User, bring: Bring) -> None:
    content = picture().getvalue()
    row = {
        "file": "a.png", "prompt": ["no"], "job": "../x", "index": 9, "seed": "7", "sha256": "0" * 64, "size": 10**12,
        "original": [[0, 10**9], "%%%", [0, 50]], "parent": {"job": 5}, "facts": {"a": "\0"}, "grade": 99,
        "tags": [{}, "x" * 90],
    }  # fmt: skip
    said = json.dumps({"format": "mjweb-pictures", "version": 1, "pictures": [row, 5]})
    arrival = bring(alice, {"all.zip": packed({"manifest.json": said.encode(), "a.png": content})})
    assert outcomes(arrival) == [Outcome.IMPORTED]
    found = Picture.objects.get()
    with Image.open(default_storage.path(found.name)) as image:
        assert image.size == (found.width, found.height)
    assert (found.index, found.job.seed, Mark.objects.count(), Tag.objects.get().name) == (0, None, 0, "x" * 40)


def test_what_nobody_is_at_is_asked_for_again(alice: User) -> None:
    arrival = Arrival.objects.bring(alice, "a.png")
    arriving.sweep()
    assert OrmQ.objects.count() == 0
    Arrival.objects.update(lease_until=arrival.created_at - timedelta(minutes=1))
    arriving.sweep()
    assert OrmQ.objects.filter(key="media").count() == 1


def test_whoever_lost_the_lease_goes_no_further(alice: User, bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    take = arriving.take

    def lose(arrival: Arrival, *given: Any) -> None:
        take(arrival, *given)
        Arrival.objects.update(lease="another")

    monkeypatch.setattr(arriving, "take", lose)
    arrival = bring(alice, {"a.png": picture().getvalue(), "b.webp": picture("webp").getvalue()})
    assert outcomes(arrival) == [Outcome.IMPORTED, Outcome.WAITING]
    assert arrival.lease == "another"
