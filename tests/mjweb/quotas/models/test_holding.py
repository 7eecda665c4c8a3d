"""Whatever happens to purses, in whatever order: no hard one is overdrawn, and each is the sum of its lines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run_any_course

from mjweb.accounts.models import ApiKey, Membership, Project, Team, User
from mjweb.quotas.errors import NotEnough
from mjweb.quotas.facets import Facets
from mjweb.quotas.models import Allowance, Grant, Kind, Line, Purse, Tally, Window
from mjweb.quotas.spans import Span

AMOUNTS = st.integers(5, 30).map(lambda credits: credits * 1_000)
PURSES = st.integers(0, 4)
SPANS = st.sampled_from(list(Span))
ZONES = st.sampled_from(["", "Europe/Amsterdam", "Pacific/Auckland", "America/Los_Angeles"])


class Course(RuleBasedStateMachine):
    """A person in a team, with a key and a project; every purse there is has allowances of any span."""

    holds = Bundle("holds")

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 10, 24, 21, tzinfo=UTC)  # the night before the clocks change
        self.count = 0
        self.clock = patch("django.utils.timezone.now", lambda: self.now)
        self.clock.start()
        self.course = transaction.atomic()
        self.course.__enter__()

    @initialize()
    def people(self) -> None:
        self.team = Team.objects.create(name="Course")
        self.user = User.objects.add("course@example.org", team=self.team)
        self.key = ApiKey.objects.issue(self.user)
        self.project = Project.objects.create(team=self.team, name="Autumn")
        self.purses = [
            Purse.objects.of(self.user, 20_000),
            Purse.objects.limit(self.key, 15_000),
            Purse.objects.of_team(self.team),
            Purse.objects.of_member(self.team, self.user),
            Purse.objects.of_project(self.project),
        ]

    @property
    def facets(self) -> Facets:
        speed = ("relax", "fast", "turbo")[self.count % 3]
        return Facets(
            self.team.pk, self.user.pk, self.now.date(), speed, "imagine", str(self.project.pk), str(self.key.pk)
        )

    def paying(self) -> list[Window]:
        return Window.objects.paying(self.user, self.key, team=self.team, project=self.project, lock=True)

    @rule(target=holds, amount=st.integers(0, 4_000))
    def hold(self, amount: int) -> str:
        self.count += 1
        before = {window.pk: window for window in self.paying()}
        left = min((window.left for window in before.values() if not window.is_soft), default=amount)
        if left >= amount:
            Window.objects.hold(self.paying(), amount, str(self.count), "a cat", self.facets)
        else:
            with pytest.raises(NotEnough) as refusal, transaction.atomic():
                Window.objects.hold(self.paying(), amount, str(self.count), "a cat")
            assert refusal.value.left == left
            assert {window.pk: window.held for window in self.paying()} == {pk: w.held for pk, w in before.items()}
        return str(self.count)

    @rule(reference=consumes(holds))
    def settle(self, reference: str) -> None:
        if Line.objects.open().filter(reference=reference).exists():
            Window.objects.settle(reference)

    @rule(reference=consumes(holds))
    def give_back(self, reference: str) -> None:
        if Line.objects.open().filter(reference=reference).exists():
            Window.objects.give_back(reference, "failed")

    @rule(target=holds, reference=consumes(holds), amount=st.integers(0, 4_000))
    def hold_anew(self, reference: str, amount: int) -> str:
        """As at another speed: all comes back and another amount is held in the windows of now, or nothing moves."""
        self.count += 1
        if not Line.objects.open().filter(reference=reference).exists():
            return reference
        try:
            with transaction.atomic():
                windows = Window.objects.paying_for(reference)
                Window.objects.give_back(reference, "speed")
                Window.objects.hold(windows, amount, str(self.count), "a cat", self.facets)
        except NotEnough:
            assert Line.objects.open().filter(reference=reference).exists()
            return reference
        return str(self.count)

    @rule(reference=holds)
    def settle_twice(self, reference: str) -> None:
        """A second settlement changes nothing; the first one is undone as well, with what it was a part of."""
        if Line.objects.open().filter(reference=reference).exists():
            again = transaction.atomic()
            again.__enter__()
            Window.objects.settle(reference)
            with pytest.raises(IntegrityError), transaction.atomic():
                Window.objects.give_back(reference, "late")
            transaction.set_rollback(True)
            again.__exit__(None, None, None)

    @rule(number=PURSES, span=SPANS, amount=AMOUNTS, rolls=st.booleans(), soft=st.booleans())
    def allow(self, number: int, span: Span, amount: int, *, rolls: bool, soft: bool) -> None:
        Window.objects.allow(self.purses[number], amount, span=span, rolls_over=rolls, is_soft=soft)

    @rule(number=PURSES, span=SPANS)
    def allow_nothing_more(self, number: int, span: Span) -> None:
        if number or span is not Span.MONTH:
            Window.objects.allow(self.purses[number], None, span=span)

    @rule(number=PURSES, span=SPANS, amount=AMOUNTS, days=st.integers(-2, 40))
    def grant(self, number: int, span: Span, amount: int, days: int) -> None:
        day = (self.now + timedelta(days=days)).date()
        Window.objects.grant(Grant(purse=self.purses[number], span=span, amount=amount, day=day))

    @rule(amount=st.integers(-30_000, 30_000))
    def correct(self, amount: int) -> None:
        Window.objects.change(self.paying()[0], amount, Kind.CORRECT, label="By hand")

    @rule(hours=st.integers(1, 24 * 40))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(zone=ZONES)
    def move(self, zone: str) -> None:
        Team.objects.filter(pk=self.team.pk).update(zone=zone)

    @rule()
    def leave(self) -> None:
        """What was held before is settled, returned or swept while they are away."""
        Membership.objects.filter(user=self.user, team=self.team).delete()

    @rule()
    def come_back(self) -> None:
        Membership.objects.get_or_create(user=self.user, team=self.team)

    @rule()
    def sweep(self) -> None:
        over = Line.objects.open().filter(window__ends__lt=self.now)
        for reference in set(over.values_list("reference", flat=True)):
            Window.objects.give_back(reference, "swept")

    @invariant()
    def no_hard_window_is_overdrawn(self) -> None:
        assert not Window.objects.filter(is_soft=False, limit__lt=F("used") + F("held")).exists()

    @invariant()
    def nothing_is_owed_where_something_is_left(self) -> None:
        assert not Window.objects.filter(owed__gt=0).exclude(is_soft=False, limit=F("used") + F("held")).exists()

    @invariant()
    def every_window_is_the_sum_of_its_lines(self) -> None:
        assert Window.objects.wrong() == []
        newest = Line.objects.filter(window=OuterRef("pk")).newest_first().values("balance")[:1]
        balance = F("limit") - F("used") - F("held")
        assert not Window.objects.annotate(told=Subquery(newest)).exclude(told=balance).exists()

    @invariant()
    def every_tally_is_the_sum_of_its_lines(self) -> None:
        assert Tally.objects.wrong() == []

    @invariant()
    def no_two_windows_of_a_purse_and_span_overlap(self) -> None:
        rows = Window.objects.order_by("purse", "span", "starts").values_list("purse", "span", "starts", "ends")
        found = list(rows)
        for (purse, span, _, ends), (other, other_span, starts, _) in pairwise(found):
            assert (purse, span) != (other, other_span) or ends <= starts

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.course.__exit__(None, None, None)
        self.clock.stop()


@pytest.mark.django_db
def test_any_course_of_things_leaves_every_purse_whole() -> None:
    limits: dict[str, Any] = {"max_examples": 25, "stateful_step_count": 40, "deadline": None}
    run_any_course(Course, settings=settings(**limits, suppress_health_check=list(HealthCheck)))


@pytest.fixture
def window(alice: User) -> Window:
    return Window.objects.current(Purse.objects.of(alice))


def facts(window: Window) -> tuple[int, int, int, int]:
    window.refresh_from_db()
    return window.limit, window.used, window.held, window.owed


def test_the_database_refuses_a_hard_window_that_is_overdrawn(window: Window) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Window.objects.filter(pk=window.pk).update(held=100_001)


def test_what_a_cut_cannot_take_is_owed(alice: User, window: Window) -> None:
    Window.objects.hold([window], 60_000, "a", "a cat")
    Window.objects.allow(Purse.objects.of(alice), 10_000)
    assert facts(window) == (60_000, 0, 60_000, 50_000)


def test_what_is_owed_is_taken_from_what_comes_back(alice: User, window: Window) -> None:
    Window.objects.hold([window], 60_000, "a", "a cat")
    Window.objects.allow(Purse.objects.of(alice), 10_000)
    Window.objects.give_back("a", "failed")
    assert facts(window) == (10_000, 0, 0, 0)
    line = Line.objects.newest_first()[0]
    assert (line.kind, line.amount, line.balance) == (Kind.CORRECT, -50_000, 10_000)


def test_what_is_owed_is_set_off_against_a_grant(alice: User, window: Window) -> None:
    Window.objects.hold([window], 60_000, "a", "a cat")
    Window.objects.allow(Purse.objects.of(alice), 50_000)
    Window.objects.grant(Grant(purse=window.purse, amount=15_000, day=date.today(), actor=alice))  # noqa: DTZ011  # UTC
    assert facts(window) == (65_000, 0, 60_000, 0)
    assert [(line.kind, line.amount) for line in Line.objects.newest_first()[:2]] == [
        (Kind.CORRECT, -10_000),
        (Kind.GRANT, 15_000),
    ]


def test_a_soft_limit_never_refuses(alice: User, window: Window) -> None:
    Window.objects.allow(window.purse, 1_000, is_soft=True)
    Window.objects.hold([window], 60_000, "a", "a cat")
    window.refresh_from_db()
    assert (window.left, window.held) == (0, 60_000)


def test_a_soft_limit_that_becomes_a_hard_one_owes_what_it_let_pass(window: Window) -> None:
    Window.objects.allow(window.purse, 1_000, is_soft=True)
    Window.objects.hold([window], 60_000, "a", "a cat")
    Window.objects.allow(window.purse, 1_000, is_soft=False)
    assert facts(window) == (60_000, 0, 60_000, 59_000)


def test_a_hold_costs_two_statements(window: Window, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        Window.objects.hold([window], 2_000, "a", "a cat")


def test_a_line_cannot_be_changed_or_deleted(window: Window) -> None:
    with pytest.raises(TypeError):
        window.lines.update(amount=1)
    with pytest.raises(TypeError):
        window.lines.all().delete()
    with pytest.raises(TypeError):
        window.lines.get().delete()


def test_an_allowance_needs_its_purse(alice: User) -> None:
    purse = Purse.objects.of(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.create(purse=purse, span=Span.MONTH, amount=1)
