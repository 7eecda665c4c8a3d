"""What forms say of speeds and costs."""

from __future__ import annotations

from datetime import timedelta

from django.test import RequestFactory
from django.utils import timezone

from jobs.actions import Action
from jobs.models import Mode
from jobs.views import asking, estimates
from jobs.views.door import PersonRequest
from mjweb.accounts.models import User
from mjweb.quotas.context import Credits
from tests.jobs.views.conftest import finished


def purse(left: int) -> Credits:
    return Credits(left, 100_000, timezone.now() + timedelta(days=1))


def of(user: User) -> PersonRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request  # type: ignore[return-value]  # its person is known


def test_what_is_left_afterwards_is_told() -> None:
    assert asking.then(16_000, purse(412_000)) == "412 left, then 396"


def test_where_it_does_not_suffice_only_what_is_left_is_told() -> None:
    assert asking.then(16_000, purse(1_500)) == "1.5 left"


def test_without_jobs_of_late_the_promise_stands(db: None) -> None:
    assert asking.expect("fast") == ("No recent jobs", "promised within 90 s")
    assert asking.promise("relax") == "Promised: within 10 min, 90 % succeed."
    assert asking.promise("turbo") == "Promised: within 60 s."


def test_our_own_figures_come_first(alice: User) -> None:
    for _job in range(estimates.ENOUGH):
        finished(alice)
    estimates.forget()
    about, share = asking.expect("fast")
    assert about.startswith("About ")
    assert share == "100 % succeed"


def test_each_speed_has_its_price(alice: User) -> None:
    found = asking.speeds(of(alice), Action.BLEND, "turbo")
    assert [(speed.word, speed.cost, speed.chosen) for speed in found] == [
        ("relax", "1 credit", False),
        ("fast", "2 credits", False),
        ("turbo", "4 credits", True),
    ]
    assert [speed.mode for speed in asking.speeds(of(alice), Action.REGION, "relax", only=True)] == [Mode.RELAX]
