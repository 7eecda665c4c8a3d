"""What is kept of an opening."""

import pytest

from mjweb.gallery.models.opening import shortened


@pytest.mark.parametrize(
    ("address", "kept"),
    [("198.51.100.77", "198.51.100.0/24"), ("2001:db8:1:2::", "2001:db8:1::/48"), ("", ""), ("unix", "")],
)
def test_an_address_is_shortened_to_its_network(address: str, kept: str) -> None:
    assert shortened(address) == kept
