"""The price table: what a new site starts with."""

import pytest

from jobs.models import Price
from jobs.models.price import CELLS, DEFAULTS, MOST


@pytest.mark.django_db
def test_a_new_site_starts_with_the_defaults() -> None:
    assert Price.objects.table() == DEFAULTS


def test_every_kind_of_work_has_a_default_at_every_speed() -> None:
    assert set(DEFAULTS) == set(CELLS)


@pytest.mark.django_db
def test_the_highest_price_fits_its_column() -> None:
    Price.objects.update(amount=MOST)
    assert set(Price.objects.table().values()) == {MOST}
