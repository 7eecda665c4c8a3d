"""Hosts of the open network, and those of somebody's inside."""

import ipaddress

import pytest

from jobs.prompts.hosts import is_public, looks_public


@pytest.mark.parametrize("number", ["1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"])
def test_ordinary_numbers_are_public(number: str) -> None:
    assert is_public(ipaddress.ip_address(number))
    assert looks_public(number)


@pytest.mark.parametrize(
    "number",
    [
        "10.1.2.3",
        "100.64.0.1",
        "192.0.0.9",
        "192.88.99.1",
        "168.63.129.16",
        "::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_special_numbers_are_not(number: str) -> None:
    assert not is_public(ipaddress.ip_address(number))
    assert not looks_public(number)


@pytest.mark.parametrize("name", ["pictures.example", "PICTURES.example.org.", "localhost.example"])
def test_a_name_with_an_ordinary_ending_looks_public(name: str) -> None:
    assert looks_public(name)


@pytest.mark.parametrize(
    "name", ["", "studio", "studio.local", "a.LAN.", "db.internal", "x.test", "x.invalid", "0x7f.1", "2130706433"]
)
def test_a_name_of_an_inside_does_not(name: str) -> None:
    assert not looks_public(name)
