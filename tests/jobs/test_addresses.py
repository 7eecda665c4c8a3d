"""Addresses that are never called. Names are looked up in a table here; nothing leaves the machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

import pytest

from jobs.addresses import AddressRefused, Judge, NotConnected, is_within_reach, listed

# What a hostile name server would answer, and one honest name.
NAMES: dict[str, list[str]] = {
    "public.example": ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "inside.example": ["10.0.0.7"],
    "rebound.example": ["93.184.215.14", "127.0.0.1"],
    "mapped.example": ["::ffff:169.254.169.254"],
    "translated.example": ["64:ff9b::a9fe:a9fe"],
    "local.example": ["fe80::1%2"],
    "localhost": ["127.0.0.1", "::1"],
    "metadata": ["169.254.169.254"],
    "metadata.google.internal": ["169.254.169.254"],
    "router": ["192.168.1.1"],
    "nowhere.example": [],
    "nonsense.example": ["not a number"],
}


def look_up(name: str, port: int) -> Iterable[str]:
    """The table instead of a name server. Short and odd numbers mean what the C library makes of them."""
    if name not in NAMES:
        raise OSError(f"no such name: {name}")
    return NAMES[name]


JUDGE = Judge(resolve=look_up)

HOSTILE = [
    # this machine
    "https://127.0.0.1/",
    "https://127.8.9.10/",
    "https://localhost/",
    "https://localhost./",
    "https://LOCALHOST/",
    "https://0.0.0.0/",
    "https://0/",
    "https://[::1]/",
    "https://[::]/",
    "https://[0:0:0:0:0:0:0:1]/",
    # this machine and its neighbours in other spellings of a number
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://127.1/",
    "https://127.0.1/",
    "https://0177.0.0.1/",
    "https://0x7f.0.0.0x1/",
    "https://127.0.0.01/",
    "https://127.0.0.1./",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://0xa9fea9fe/",
    "https://0251.0376.0251.0376/",
    "https://134744072/",  # public, and still in disguise
    # private and special networks
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://100.100.100.200/",
    "https://192.0.0.192/",
    "https://192.0.2.1/",
    "https://192.88.99.1/",
    "https://198.18.0.1/",
    "https://198.51.100.1/",
    "https://203.0.113.1/",
    "https://224.0.0.1/",
    "https://239.255.255.250/",
    "https://240.0.0.1/",
    "https://255.255.255.255/",
    "https://168.63.129.16/",
    # IPv6, and IPv4 inside it
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[::127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b:1::a00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::]/",
    "https://[2001:db8::1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[fc00::1]/",
    "https://[fd00:ec2::254]/",
    "https://[ff02::1]/",
    "https://[3fff::1]/",
    "https://[5f00::1]/",
    "https://[100::1]/",
    # names that lead inside
    "https://inside.example/",
    "https://rebound.example/",
    "https://mapped.example/",
    "https://translated.example/",
    "https://local.example/",
    "https://metadata/",
    "https://metadata.google.internal/",
    "https://router/",
    # other schemes, ports and forms
    "http://public.example/",
    "http://public.example:443/",
    "https://public.example:80/",
    "https://public.example:8443/",
    "https://public.example:22/",
    "https://public.example:0/",
    "https://public.example:99999/",
    "https://public.example:x/",
    "ftp://public.example/",
    "file:///etc/passwd",
    "gopher://public.example/",
    "//public.example/",
    "public.example",
    "",
    "https://",
    "https:///path",
    "https://user@public.example/",
    "https://user:word@public.example/",
    "https://public.example@127.0.0.1/",
    "https://@public.example/",
    "https://public.example\\@127.0.0.1/",
    "https://pub lic.example/",
    "https://public%2eexample/",
    "https://[::1/",
    "https://" + "a" * 254 + "/",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        JUDGE.check(url)


def test_a_public_name_is_known_by_all_its_numbers() -> None:
    found = JUDGE.vet("public.example", 443, https=True)
    assert [str(address) for address in found] == NAMES["public.example"]


@pytest.mark.parametrize("url", ["https://public.example/a.png", "https://PUBLIC.example.:443/", "https://8.8.8.8/"])
def test_an_honest_address_passes(url: str) -> None:
    JUDGE.check(url)


@pytest.mark.parametrize("name", ["unknown.example", "nowhere.example", "nonsense.example"])
def test_a_name_without_an_address_is_no_connection(name: str) -> None:
    with pytest.raises(NotConnected):
        JUDGE.check(f"https://{name}/")


def test_a_name_is_looked_up_once() -> None:
    asked: list[str] = []

    def count(name: str, port: int) -> Iterable[str]:
        asked.append(name)
        return ["93.184.215.14"]

    Judge(resolve=count).vet("public.example", 443, https=True)
    assert asked == ["public.example"]


def test_a_number_is_not_looked_up() -> None:
    def fail(name: str, port: int) -> Iterable[str]:
        raise AssertionError(name)

    Judge(resolve=fail).vet("8.8.8.8", 443, https=True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/", "http://inside.example/", "https://10.9.9.9:8443/"])
def test_allowed_networks_lift_scheme_port_and_number(url: str) -> None:
    networks = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("10.0.0.0/8"))
    Judge(networks, resolve=look_up).check(url)


@pytest.mark.parametrize(
    "url", ["https://192.168.1.1/", "http://public.example/", "https://[::1]/", "https://rebound.example/"]
)
def test_allowed_networks_lift_nothing_else(url: str) -> None:
    with pytest.raises(AddressRefused):
        Judge((ipaddress.ip_network("10.0.0.0/8"),), resolve=look_up).check(url)


def test_a_list_of_hosts_bounds_what_is_called() -> None:
    judge = Judge(hosts=frozenset({"public.example"}), resolve=look_up)
    judge.check("https://public.example/")
    with pytest.raises(AddressRefused):
        judge.check("https://8.8.8.8/")


def test_a_list_of_hosts_bounds_allowed_networks_too() -> None:
    with pytest.raises(AddressRefused):
        Judge((ipaddress.ip_network("10.0.0.0/8"),), frozenset({"public.example"}), look_up).check(
            "http://inside.example/"
        )


@pytest.mark.parametrize(
    ("name", "is_listed"),
    [
        ("cdn.example", True),
        ("a.media.example", True),
        ("media.example", False),
        ("xmedia.example", False),
        ("cdn.example.evil.example", False),
        ("evilcdn.example", False),
    ],
)
def test_a_listed_host_is_a_name_or_lies_below_one(name: str, *, is_listed: bool) -> None:
    assert listed(name, {"cdn.example", ".media.example"}) is is_listed


@pytest.mark.parametrize(
    ("url", "within"),
    [
        ("https://pictures.example.org", True),
        ("https://pictures.example.org:8443", True),
        ("https://93.184.216.34", True),
        ("http://pictures.example.org", False),
        ("https://localhost", False),
        ("https://studio", False),
        ("https://studio.local", False),
        ("https://192.168.1.7", False),
        ("https://0x7f.1", False),
        ("https://[::1]", False),
        ("https://[", False),
    ],
)
def test_an_address_of_ours_is_within_reach_by_https_and_from_outside(url: str, *, within: bool) -> None:
    assert is_within_reach(url) is within
