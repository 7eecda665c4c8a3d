"""Import as a page: files go in by a plain form, what became of them is told to their person alone."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_q.models import OrmQ

from mjweb.accounts.models import User
from mjweb.gallery.handover import arriving
from mjweb.gallery.models import Arrival
from tests.mjweb.gallery.handover.samples import picture


@pytest.fixture
def hers(client: Client, alice: User) -> Client:
    client.force_login(alice)
    return client


def send(client: Client, **contents: bytes) -> str:
    files = [SimpleUploadedFile(name, content) for name, content in contents.items()]
    answer = client.post(reverse("imports:index"), {"file": files})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_files_are_imported_behind_the_page(hers: Client) -> None:
    address = send(hers, one=picture().getvalue(), two=b"no picture")
    page = hers.get(address).content.decode()
    assert "0 of 2 files" in page
    assert 'hx-trigger="every 2s"' in page
    assert OrmQ.objects.filter(key="media").count() == 1
    arriving.run(Arrival.objects.get().pk)
    page = hers.get(f"{address}progress/").content.decode()
    assert "2 of 2 files. 1 picture imported, 1 not imported." in page
    assert "hx-trigger" not in page


def test_without_a_file_a_sentence_says_so(hers: Client) -> None:
    answer = hers.post(reverse("imports:index"))
    assert answer.status_code == 422
    assert "Choose pictures or an archive first." in answer.content.decode()


def test_only_some_imports_run_at_once(hers: Client, alice: User) -> None:
    for _ in range(3):
        Arrival.objects.bring(alice, "a.zip")
    answer = hers.post(reverse("imports:index"), {"file": SimpleUploadedFile("a", b"x")})
    assert "3 imports are not through yet. Go on when one is." in answer.content.decode()


def test_more_than_an_import_may_have_is_refused(hers: Client, settings: LazySettings) -> None:
    settings.MOST_IMPORT = 0
    answer = hers.post(reverse("imports:index"), {"file": SimpleUploadedFile("a", bytes(1_100_000))})
    assert answer.status_code == 413
    assert Arrival.objects.count() == 0


def test_an_import_is_its_persons_alone(client: Client, alice: User, bob: User, charlie: User) -> None:
    arrival = Arrival.objects.bring(alice, "a.zip")
    for user in (bob, charlie):
        client.force_login(user)
        for name in ("imports:arrival", "imports:progress"):
            assert client.get(reverse(name, args=[arrival.uid])).status_code == 404
