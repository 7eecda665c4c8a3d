"""By which address a request counts."""

from django.test import RequestFactory

from mjweb.accounts.address import address_of


def test_an_address_counts_by_itself(rf: RequestFactory) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR="192.0.2.7")) == "192.0.2.7"


def test_one_subscriber_of_ipv6_is_one_address(rf: RequestFactory) -> None:
    one, two = (address_of(rf.get("/", REMOTE_ADDR=f"2001:db8:0:1::{end}")) for end in ("5", "6:7"))
    assert one == two


def test_what_a_client_says_of_itself_does_not_count(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="192.0.2.7", headers={"X-Forwarded-For": "198.51.100.1"})
    assert address_of(request) == "192.0.2.7"


def test_a_server_that_tells_no_address_is_one_address(rf: RequestFactory) -> None:
    assert address_of(rf.get("/", REMOTE_ADDR="")) == ""
