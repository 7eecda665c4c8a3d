"""The variables of the environment: what makes no sense is refused, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from mjweb import env


@pytest.mark.parametrize(
    ("raw", "origins"),
    [
        ("", ()),
        ("*", ("*",)),
        ("https://App.example.org/, http://localhost:3000", ("https://app.example.org", "http://localhost:3000")),
    ],
)
def test_origins_are_read_from_a_comma_list(raw: str, origins: tuple[str, ...]) -> None:
    assert env.read({"MJWEB_API_CORS": raw}).api_cors == origins


@pytest.mark.parametrize("raw", ["app.example.org", "https://a.example/path", "ftp://a.example", "https://a.example?x"])
def test_what_is_no_origin_is_refused_by_its_name(raw: str) -> None:
    with pytest.raises(env.Wrong, match="MJWEB_API_CORS"):
        env.read({"MJWEB_API_CORS": raw})


def test_every_wrong_variable_is_named_at_once() -> None:
    with pytest.raises(env.Wrong, match=r"(?s)MJWEB_MAX_QUEUE.*MJWEB_API_CORS"):
        env.read({"MJWEB_MAX_QUEUE": "many", "MJWEB_API_CORS": "nowhere"})


@pytest.mark.parametrize(
    ("raw", "scheme", "port"),
    [
        ("smtp://u:p%40ss@mail.example.org", "smtp", 587),
        ("smtps://u:p%40ss@mail.example.org", "smtps", 465),
        ("smtp+plain://u:p%40ss@mail.example.org:2525", "smtp+plain", 2525),
    ],
)
def test_a_mail_server_is_read_from_its_address(raw: str, scheme: str, port: int) -> None:
    assert env.read({"MJWEB_SMTP_URL": raw}).smtp == env.Smtp(scheme, "mail.example.org", port, "u", "p@ss")


@pytest.mark.parametrize(
    "raw", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b@c:port", "smtp://a/b"]
)
def test_what_is_no_mail_server_is_refused_without_saying_it_aloud(raw: str) -> None:
    with pytest.raises(env.Wrong, match="MJWEB_SMTP_URL is set: expected") as refusal:
        env.read({"MJWEB_SMTP_URL": raw})
    assert repr(raw) not in str(refusal.value)


@pytest.mark.parametrize("raw", ["nobody", "mjweb <nobody>", "a b@example.org"])
def test_what_is_no_sender_is_refused(raw: str) -> None:
    with pytest.raises(env.Wrong, match="MJWEB_MAIL_FROM"):
        env.read({"MJWEB_MAIL_FROM": raw})


@pytest.mark.parametrize("scheme", ["postgresql", "postgres"])
def test_a_database_is_read_from_its_address(scheme: str) -> None:
    found = env.read({"DATABASE_URL": f"{scheme}://u:p%40ss@db.example.org:5433/mjweb?sslmode=require"}).database
    assert found == env.Postgresql("db.example.org", "5433", "mjweb", "u", "p@ss", (("sslmode", "require"),))


def test_a_database_at_a_socket_is_read_from_its_folder() -> None:
    found = env.read({"DATABASE_URL": "postgresql:///mjweb?host=/run/postgresql"}).database
    assert found == env.Postgresql("/run/postgresql", "", "mjweb", "", "")


@pytest.mark.parametrize(
    "raw",
    [
        "mjweb",
        "sqlite:///mjweb.sqlite3",
        "mysql://u:secret@db.example.org/mjweb",
        "postgresql://u:secret@db.example.org",
        "postgresql://u:secret@db.example.org:port/mjweb",
        "postgresql://u:secret@db.example.org/a/b",
        "postgresql://u:secret@db.example.org/mjweb?options=-cfsync%3Doff",
        "postgresql://u:secret@db.example.org/mjweb?sslmode",
    ],
)
def test_what_is_no_database_is_refused_without_saying_it_aloud(raw: str) -> None:
    with pytest.raises(env.Wrong, match="DATABASE_URL is set: expected a PostgreSQL database such as") as refusal:
        env.read({"DATABASE_URL": raw})
    assert "secret" not in str(refusal.value)


def test_the_password_of_a_database_is_not_shown_with_it() -> None:
    assert "hunter2" not in repr(env.read({"DATABASE_URL": "postgresql://u:hunter2@db.example.org/mjweb"}))


@pytest.mark.parametrize(
    "raw",
    [
        "redis://:secret@redis.example.org",
        "redis://u:secret@redis.example.org:6380/3",
        "rediss://u:secret@redis.example.org/0?ssl_ca_certs=/etc/ca.pem",
        "unix:///run/redis/redis.sock?db=2",
    ],
)
def test_a_redis_server_is_named_by_its_address(raw: str) -> None:
    found = env.read({"REDIS_URL": raw}).redis
    assert found is not None
    assert found.url == raw


@pytest.mark.parametrize(
    "raw",
    [
        "secret.example.org:6379",
        "http://u:secret@redis.example.org",
        "REDIS://u:secret@redis.example.org",
        "redis://u:secret@",
        "redis://u:secret@redis.example.org/zero",
        "redis://u:secret@redis.example.org:port/0",
        "redis://u:secret@redis.example.org?socket_timeout=60",
        "redis://u:secret@redis.example.org?db=-1",
        "unix://?db=secret",
    ],
)
def test_what_is_no_redis_server_is_refused_without_saying_it_aloud(raw: str) -> None:
    with pytest.raises(env.Wrong, match="REDIS_URL is set: expected a Redis server such as") as refusal:
        env.read({"REDIS_URL": raw})
    assert "secret" not in str(refusal.value)


def test_the_password_of_a_redis_server_is_not_shown_with_it() -> None:
    assert "hunter2" not in repr(env.read({"REDIS_URL": "redis://u:hunter2@redis.example.org"}))


def test_a_site_that_people_use_refuses_to_be_killed(tmp_path: Path) -> None:
    with pytest.raises(env.Wrong, match="MJWEB_FAULTS is set"):
        env.read({"MJWEB_FAULTS": str(tmp_path)})


def test_a_site_for_tests_may_be_killed(tmp_path: Path) -> None:
    assert env.read({"MJWEB_FAULTS": str(tmp_path), "MJWEB_PACE": "chaos"}).faults == tmp_path


def test_nothing_is_killed_unless_somebody_says_so() -> None:
    assert env.read({"MJWEB_PACE": "chaos"}).faults is None
