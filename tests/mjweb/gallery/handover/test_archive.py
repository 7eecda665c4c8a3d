"""An archive has the length that was promised, says everything about its pictures, and is whole whatever is missing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

from django.core.files.storage import default_storage
from PIL import Image

from jobs.models import Job, Picture
from mjweb.accounts.models import User
from mjweb.gallery.handover import reading
from mjweb.gallery.handover.archive import Archive
from tests.mjweb.gallery.conftest import Harm, Make
from tests.mjweb.gallery.handover.samples import PROMPT


def packed(user: User) -> tuple[zipfile.ZipFile, int]:
    """All pictures as an archive, and the length that was promised."""
    archive = Archive(Picture.objects.order_by("pk"), user)
    content = b"".join(archive)
    archive.close()
    assert len(content) == len(archive)
    found = zipfile.ZipFile(io.BytesIO(content))
    assert found.testzip() is None
    return found, len(content)


def vault(picture: Picture) -> Path:
    return Path(default_storage.path(picture.name))


def test_each_picture_is_in_it_with_its_prompt_and_its_pixels(alice: User, made: Make) -> None:
    pictures = made(alice, PROMPT, 2)
    found, _length = packed(alice)
    rows = json.loads(found.read("manifest.json"))["pictures"]
    assert [row["sha256"] for row in rows] == [picture.sha256 for picture in pictures[::-1]]
    for row, picture in zip(rows, pictures[::-1], strict=True):
        content = found.read(row["file"])
        assert reading.found(io.BytesIO(content), "png").facts.prompt == PROMPT == row["prompt"]
        with Image.open(io.BytesIO(content)) as new, Image.open(vault(picture)) as old:
            assert new.tobytes() == old.tobytes()


def test_a_child_names_its_parent(alice: User, made: Make) -> None:
    (first,) = made(alice, "a cat", 1)
    (second,) = made(alice, "a cat, again", 1)
    Job.objects.filter(pk=second.job_id).update(parent=first.job, index=1)
    found, _length = packed(alice)
    rows = json.loads(found.read("manifest.json"))["pictures"]
    assert [row["parent"] for row in rows] == [None, {"job": str(first.job.uid), "index": 1}]


def test_the_table_runs_nothing(alice: User, made: Make) -> None:
    made(alice, "=HYPERLINK(1)", 1)
    found, _length = packed(alice)
    (row,) = csv.DictReader(io.StringIO(found.read("pictures.csv").decode()))
    assert row["prompt"] == "'=HYPERLINK(1)"


def test_what_is_missing_is_said(alice: User, made: Make, harm: Harm) -> None:
    gone, short, broken, good = made(alice, "a cat", 4)
    harm(gone, None)
    harm(short, b"x")
    harm(broken, b"x" * broken.size)
    found, _length = packed(alice)
    names = set(found.namelist())
    rows = {row["index"]: row for row in json.loads(found.read("manifest.json"))["pictures"]}
    assert [bool(rows[index]["problem"]) for index in (1, 2, 3, 4)] == [True, True, True, False]
    assert "not in the vault" in found.read(f"a-cat-{gone.pk}.png.txt").decode()
    assert "its length" in found.read(f"a-cat-{short.pk}.png.txt").decode()
    assert found.read(f"a-cat-{broken.pk}.png") == b"x" * broken.size
    assert f"a-cat-{good.pk}.png" in names


def test_what_goes_while_it_is_written_leaves_it_whole(alice: User, made: Make, harm: Harm) -> None:
    changed, gone = made(alice, "a cat", 2)
    archive = Archive(Picture.objects.order_by("pk"), alice)
    content = bytearray(vault(changed).read_bytes())
    content[60] ^= 1
    harm(changed, bytes(content))
    harm(gone, None)
    whole = b"".join(archive)
    archive.close()
    assert len(whole) == len(archive)
    said = json.loads(zipfile.ZipFile(io.BytesIO(whole)).read("manifest.json"))
    assert sorted(said["damaged"]) == sorted(f"a-cat-{picture.pk}.png" for picture in (changed, gone))
