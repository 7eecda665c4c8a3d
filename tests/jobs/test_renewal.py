"""New addresses."""

from __future__ import annotations

import secrets

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from jobs import renewal
from jobs.models import Job, Picture, Upload
from mjweb.accounts.models import User
from tests.jobs.conftest import press
from tests.jobs.views.brought_files import upload
from tests.jobs.views.conftest import finished

pytestmark = pytest.mark.django_db


def renew_all(knower: User) -> None:
    renewal.renew(Picture.objects.filter(user=knower), Job.objects.exclude(user=knower))
    renewal.renew(Upload.objects.of(knower), Job.objects.exclude(user=knower))


def test_the_old_addresses_are_dead_and_the_new_ones_work(client: Client, alice: User) -> None:
    picture, brought = finished(alice).pictures.first(), upload(alice)
    assert picture is not None
    renew_all(alice)
    for old in (picture.url, picture.url_320, brought.url, brought.url_320):
        assert client.get(old).status_code == 404
    picture.refresh_from_db()
    brought.refresh_from_db()
    for new in (picture.url, picture.url_320, brought.url, brought.url_320):
        assert client.get(new).status_code == 200


def test_those_of_others_stay(alice: User, bob: User) -> None:
    picture = finished(bob).pictures.first()
    assert picture is not None
    renew_all(alice)
    assert Picture.objects.get(pk=picture.pk).token == picture.token


def test_the_prompts_that_are_told_follow_and_others_do_not(alice: User, bob: User, settings: object) -> None:
    picture = finished(alice).pictures.order_by("index")[0]
    home = "http://localhost:8000"
    settings.PUBLIC_URL = home  # type: ignore[attr-defined]  # the fixture of pytest-django
    hers, his = (press(user, f"{home}{picture.url} a cat", key=secrets.token_hex(4))[0] for user in (alice, bob))
    renew_all(alice)
    picture.refresh_from_db()
    assert picture.url in Job.objects.get(pk=his.pk).prompt
    assert picture.token not in Job.objects.get(pk=hers.pk).prompt


def test_more_rows_ask_no_more(alice: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for colour in ("red", "green", "blue"):
        upload(alice, colour)
    # The rows, what refers to them, the jobs that do; and the one statement for each row.
    with django_assert_max_num_queries(3 + 3):
        renewal.renew(Upload.objects.of(alice), Job.objects.exclude(user=alice))
