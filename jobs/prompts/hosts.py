"""Which hosts belong to the open network and which to somebody's inside: one rule for all who call or are called."""

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# IANA's special-purpose registry for IPv4, and one address that clouds answer on inside a machine. Written out, since
# what Python calls global changes between its versions.
_SPECIAL_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's platform address
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
)
# Everything that is no global unicast is refused, and with it every form that hides an IPv4 address (mapped,
# compatible, NAT64) as well as link-local, unique local and multicast. Inside it these are special:
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_INSIDE = frozenset({"localhost", "local", "internal", "lan", "home", "test", "invalid"})
_NUMERIC = re.compile(r"(0x[0-9a-f]*|\d+)", re.ASCII | re.IGNORECASE)


def is_public(address: Address) -> bool:
    """Whether a number belongs to the open network and to nobody's inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _SPECIAL_V4)
    return address in _GLOBAL_V6 and not any(address in network for network in _SPECIAL_V6)


def is_disguised(name: str) -> bool:
    """Whether a name is an IPv4 address in another spelling: the last label of a real name is never a number."""
    return _NUMERIC.fullmatch(name.rpartition(".")[2]) is not None


def looks_public(host: str) -> bool:
    """Whether a host, a number or a name, looks as if the open network could reach it.

    Names are judged by their spelling only; nothing is looked up.
    """
    name = host.strip("[]").rstrip(".").lower()
    if ":" in name or name[-1:].isdigit():  # all others are no numbers, and most hosts are such
        try:
            return is_public(ipaddress.ip_address(name))
        except ValueError:
            pass
    return "." in name and not is_disguised(name) and name.rpartition(".")[2] not in _INSIDE
