"""What `up` does before it starts anything."""

import socket
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.core.management import CommandError
from django.utils import timezone
from pytest_django import Settings

from mjweb import prepare
from mjweb.accounts.models import SignInLink, User


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"^Port {port} on 127\.0\.0\.1 is taken.*--port"):
            prepare.free_port("127.0.0.1", port)


def test_a_free_port_is_left_free() -> None:
    port = prepare.free_port("127.0.0.1", 0)
    assert port
    assert prepare.free_port("127.0.0.1", port) == port


def test_a_port_that_has_just_been_served_is_free() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            served, _ = server.accept()
            served.close()  # the side that closes first keeps the address for a while
            client.recv(1)
    assert prepare.free_port("127.0.0.1", port) == port


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(CommandError, match=r"cannot listen on 192\.0\.2\.1"):
        prepare.free_port("192.0.2.1", 0)


def test_the_data_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with prepare.claim(tmp_path / "new" / "home"):
        assert (tmp_path / "new" / "home").stat().st_mode & 0o777 == 0o700


def test_a_data_folder_serves_one_site_at_a_time(tmp_path: Path) -> None:
    with prepare.claim(tmp_path), pytest.raises(CommandError, match="already runs with the data folder"):
        prepare.claim(tmp_path)


def test_a_data_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    prepare.claim(tmp_path).close()
    prepare.claim(tmp_path).close()


def test_a_data_folder_that_cannot_be_made_is_an_error_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="MJWEB_HOME"):
        prepare.claim(tmp_path / "file" / "home")


@pytest.fixture
def sources(tmp_path: Path, settings: Settings) -> Path:
    """A folder with one static file, collected with the site's own storage."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "one.css").write_text("a{color:red}" * 100)
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [folder]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    return folder


def test_static_files_are_collected_once(sources: Path, tmp_path: Path) -> None:
    assert [prepare.collect_static(tmp_path), prepare.collect_static(tmp_path)] == [True, False]
    assert list((tmp_path / "static").glob("one.*.css.gz"))


def test_a_changed_static_file_is_collected_again(sources: Path, tmp_path: Path) -> None:
    prepare.collect_static(tmp_path)
    (sources / "one.css").write_text("a{color:blue}")
    assert prepare.collect_static(tmp_path)


def test_a_new_static_file_is_collected(sources: Path, tmp_path: Path) -> None:
    prepare.collect_static(tmp_path)
    (sources / "two.css").write_text("a{color:red}" * 100)
    assert prepare.collect_static(tmp_path)


def test_static_files_that_were_thrown_away_are_collected_again(sources: Path, tmp_path: Path) -> None:
    prepare.collect_static(tmp_path)
    (tmp_path / "static" / "staticfiles.json").unlink()
    assert prepare.collect_static(tmp_path)


def test_another_way_to_store_static_files_collects_them_again(
    sources: Path, tmp_path: Path, settings: Settings
) -> None:
    prepare.collect_static(tmp_path)
    name = f"{StaticFilesStorage.__module__}.{StaticFilesStorage.__qualname__}"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": name}}
    assert prepare.collect_static(tmp_path)


@pytest.mark.django_db
def test_tables_that_are_up_to_date_are_left_alone() -> None:
    assert not prepare.migrate()


@pytest.mark.django_db
def test_the_first_owner_is_made_with_a_link_that_works_once() -> None:
    address = prepare.sign_in_address("http://localhost:8123")
    assert address is not None
    assert address.startswith("http://localhost:8123/")
    link = SignInLink.objects.get()
    assert link.user == User.objects.get(is_staff=True)
    assert [link.consume(), link.consume()] == [True, False]


@pytest.mark.django_db
def test_a_second_start_makes_no_second_owner_but_a_new_link() -> None:
    first, second = (prepare.sign_in_address("http://localhost") for _ in range(2))
    assert first != second
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_an_owner_who_has_signed_in_gets_no_link() -> None:
    prepare.sign_in_address("http://localhost")
    User.objects.update(last_login=timezone.now())
    assert prepare.sign_in_address("http://localhost") is None
