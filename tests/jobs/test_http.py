"""The guarded client over real sockets. Every name is looked up in a table and leads to this machine."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from jobs.addresses import AddressRefused, Judge, NotConnected
from jobs.errors import Gone, NotReachable
from jobs.http import Client, Limits, TooBig
from tests.jobs.authority import Authority
from tests.jobs.sockets import Script, ok, redirect, serving

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
SMALL = Limits(size=1000, total=5, gap=2, connect=2)


@pytest.fixture
def server() -> Iterator[Script]:
    with serving() as script:
        yield script


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(Judge(LOOPBACK)) as made:
        yield made


def read(client: Client, url: str, limits: Limits = SMALL) -> bytes:
    with client.stream(url, limits=limits) as chunks:
        return b"".join(chunks)


def test_the_bytes_come_as_they_are(server: Script, client: Client) -> None:
    server.answers.append(ok(b"picture"))
    assert read(client, server.url) == b"picture"


def test_no_compression_is_asked_for(server: Script, client: Client) -> None:
    server.answers.append(ok(b""))
    read(client, server.url)
    assert b"Accept-Encoding: identity\r\n" in server.seen[0]


def test_the_proxies_of_the_environment_are_not_used(
    server: Script, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    server.answers.append(ok(b"direct"))
    assert read(client, server.url) == b"direct"


def test_passwords_in_a_netrc_file_are_not_sent(
    server: Script, client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server.answers.append(ok(b""))
    read(client, server.url)
    assert b"authorization" not in server.seen[0].lower()


def test_cookies_are_not_kept(server: Script, client: Client) -> None:
    server.answers += [ok(b"", "Set-Cookie: a=b"), ok(b"")]
    read(client, server.url)
    read(client, server.url)
    assert b"cookie" not in server.seen[1].lower()


def test_one_connection_serves_many_exchanges(server: Script, client: Client) -> None:
    server.answers += [ok(b"one"), ok(b"two")]
    assert client.exchange("GET", server.url).body == b"one"
    assert client.exchange("GET", server.url).body == b"two"
    assert server.connections == 1


def test_a_connection_idle_for_long_is_not_trusted_again(
    server: Script, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.http.client.IDLE", -1.0)
    server.answers += [ok(b"one"), ok(b"two")]
    client.exchange("GET", server.url)
    client.exchange("GET", server.url)
    assert server.connections == 2


def test_the_whole_of_a_longer_body_is_refused(server: Script, client: Client) -> None:
    server.answers.append(ok(b"x" * 1001))
    with pytest.raises(TooBig):
        read(client, server.url)


def test_a_body_without_a_length_is_cut_off_at_the_cap(server: Script, client: Client) -> None:
    server.answers.append(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 200_000)
    with pytest.raises(TooBig):
        read(client, server.url)


def test_an_endless_body_is_cut_off(server: Script, client: Client) -> None:
    def flood(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not server.stop.is_set():
            line.sendall(b"400\r\n" + b"x" * 1024 + b"\r\n")

    server.answers.append(flood)
    with pytest.raises(TooBig):
        client.exchange("GET", server.url, limits=SMALL)


def test_a_compressed_bomb_counts_by_what_it_unfolds_to(server: Script, client: Client) -> None:
    server.answers.append(ok(gzip.compress(bytes(500_000))[:990], "Content-Encoding: gzip"))
    with pytest.raises(TooBig):
        read(client, server.url)


def test_a_body_shorter_than_announced_is_no_answer(server: Script, client: Client) -> None:
    server.answers.append(ok(b"half", "Connection: close", length=8))
    with pytest.raises(NotReachable):
        read(client, server.url)


def test_a_chunked_body_that_breaks_off_is_no_answer(server: Script, client: Client) -> None:
    server.answers.append(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n8\r\nhalf")
    with pytest.raises(NotReachable):
        read(client, server.url)


@pytest.mark.parametrize("place", ["headers", "body"])
def test_dripping_bytes_meet_the_total_limit(server: Script, client: Client, place: str) -> None:
    whole = ok(b"x" * 500)
    start = 0 if place == "headers" else whole.index(b"\r\n\r\n") + 4

    def drip(line: socket.socket) -> None:
        line.sendall(whole[:start])
        for byte in whole[start:]:
            if server.stop.wait(0.02):
                return
            line.sendall(bytes([byte]))

    server.answers.append(drip)
    with pytest.raises(NotReachable, match=r"came|broke off"):
        read(client, server.url, Limits(size=1000, total=0.3, gap=2))


def test_silence_meets_the_gap(server: Script, client: Client) -> None:
    def keep_still(line: socket.socket) -> None:
        server.stop.wait()

    server.answers.append(keep_still)
    with pytest.raises(NotReachable):
        read(client, server.url, Limits(size=1000, total=30, gap=0.1))


def test_too_slow_a_pace_is_given_up(server: Script, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.http.limits.GRACE", 0.1)

    def drip(line: socket.socket) -> None:
        line.sendall(ok(b"", length=900))
        while not server.stop.wait(0.02):
            line.sendall(b"x")

    server.answers.append(drip)
    with pytest.raises(NotReachable):
        read(client, server.url, Limits(size=1000, total=30, gap=5, rate=10_000))


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_dead_link_is_gone(server: Script, client: Client, status: int) -> None:
    server.answers.append(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
    with pytest.raises(Gone):
        read(client, server.url)


@pytest.mark.parametrize("status", [204, 206, 304, 401, 429, 500, 503])
def test_any_other_status_may_pass(server: Script, client: Client, status: int) -> None:
    server.answers.append(f"HTTP/1.1 {status} Hm\r\nContent-Length: 0\r\n\r\n".encode())
    with pytest.raises(NotReachable):
        read(client, server.url)


def test_two_redirects_are_followed(server: Script, client: Client) -> None:
    server.answers += [redirect("/one"), redirect(f"{server.url}two"), ok(b"there")]
    assert read(client, server.url) == b"there"


def test_a_third_redirect_is_not_followed(server: Script, client: Client) -> None:
    server.answers += [redirect("/one"), redirect("/two"), redirect("/three")]
    with pytest.raises(NotReachable):
        read(client, server.url)
    assert len(server.seen) == 3


@pytest.mark.parametrize(
    "to",
    ["http://10.0.0.1/", "https://169.254.169.254/", "file:///etc/passwd", "http://me@127.0.0.1/", "http://[::1]/"],
)
def test_a_redirect_is_judged_like_the_first_address(server: Script, client: Client, to: str) -> None:
    server.answers.append(redirect(to))
    with pytest.raises(AddressRefused):
        read(client, server.url)


def test_the_body_of_a_redirect_is_not_read(server: Script, client: Client) -> None:
    server.answers += [redirect("/there").replace(b"Content-Length: 0", b"Content-Length: 99999999999"), ok(b"there")]
    assert read(client, server.url) == b"there"


def test_an_exchange_gives_redirects_back_as_they_are(server: Script, client: Client) -> None:
    server.answers.append(redirect("http://10.0.0.1/"))
    reply = client.exchange("POST", server.url, body=b"{}")
    assert (reply.status, reply.headers["location"]) == (302, "http://10.0.0.1/")


def test_nobody_listening_is_no_connection(client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(NotConnected):
        client.exchange("GET", f"http://127.0.0.1:{port}/")


def test_the_next_number_is_tried_where_the_first_is_dead(server: Script) -> None:
    server.answers.append(ok(b"there"))
    judge = Judge((*LOOPBACK, ipaddress.ip_network("::1/128")), resolve=lambda name, port: ["::1", "127.0.0.1"])
    with Client(judge) as client:
        assert read(client, f"http://two.example:{server.port}/") == b"there"


def test_a_name_that_changes_between_two_looks_is_called_at_the_judged_number(server: Script) -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    server.answers.append(ok(b"there"))
    with Client(Judge(LOOPBACK, resolve=lambda name, port: next(answers))) as client:
        assert read(client, f"http://rebound.example:{server.port}/") == b"there"
    assert next(answers) == ["10.0.0.1"]


def test_plain_http_outside_the_allowed_networks_is_not_called(server: Script) -> None:
    with Client(Judge()) as client, pytest.raises(AddressRefused):
        read(client, server.url)
    assert server.connections == 0


@pytest.mark.parametrize(
    "url", ["http://", "nothing", "http://127.0.0.1:99999/", "http://a\x00b/", "http://xn--\u2028/"]
)
def test_an_address_without_form_is_refused(client: Client, url: str) -> None:
    with pytest.raises((AddressRefused, NotConnected)):
        read(client, url)


@pytest.mark.parametrize("host", ["127。0。0。1", "①②⑦.⓪.⓪.①"])
def test_numbers_in_other_scripts_are_judged_as_what_they_become(server: Script, host: str) -> None:
    with Client(Judge()) as client, pytest.raises(AddressRefused):
        read(client, f"http://{host}:{server.port}/")
    assert server.connections == 0


def here(name: str, port: int) -> Iterable[str]:
    return ["127.0.0.1"]


def test_tls_checks_the_name_though_the_number_is_pinned(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.context("pictures.example")
    names: list[str | None] = []

    def note(line: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLSocket) -> None:
        names.append(name)

    context.set_servername_callback(note)
    with serving(context) as server, Client(Judge(LOOPBACK, resolve=here), ca_bundle=str(authority.bundle)) as client:
        server.answers.append(ok(b"safe"))
        assert read(client, f"https://pictures.example:{server.port}/") == b"safe"
        assert names == ["pictures.example"]
        assert f"Host: pictures.example:{server.port}\r\n".encode() in server.seen[0]


def test_a_certificate_for_another_name_is_no_connection(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    context = authority.context("pictures.example")
    with serving(context) as server, Client(Judge(LOOPBACK, resolve=here), ca_bundle=str(authority.bundle)) as client:
        with pytest.raises(NotConnected):
            read(client, f"https://other.example:{server.port}/")
        assert server.seen == []


def test_a_certificate_that_nobody_signed_is_no_connection(tmp_path: Path) -> None:
    context = Authority(tmp_path).context("pictures.example")
    with serving(context) as server, Client(Judge(LOOPBACK, resolve=here)) as client, pytest.raises(NotConnected):
        read(client, f"https://pictures.example:{server.port}/")


def test_a_server_without_tls_is_no_connection(server: Script) -> None:
    server.answers.append(ok(b"plain"))
    with Client(Judge(LOOPBACK, resolve=here)) as client, pytest.raises(NotConnected):
        read(client, f"https://pictures.example:{server.port}/", Limits(size=1000, total=3, gap=1, connect=1))


# Long bodies --------------------------------------------------------------------------------------------------------

LONG = bytes(24 * 1024 * 1024)  # more than the buffers on the way hold


def swallowed(line: socket.socket, size: int) -> int:
    """Read so many bytes; how many came before the other side went away."""
    rest = size
    while rest and (piece := line.recv(min(rest, 1 << 20))):
        rest -= len(piece)
    return size - rest


def test_a_body_may_take_longer_than_a_connection(server: Script, client: Client) -> None:
    def dawdle(line: socket.socket) -> None:
        for _ in range(4):
            server.stop.wait(0.2)
            swallowed(line, len(LONG) // 4)
        line.sendall(ok(b"taken"))

    server.answers.append(dawdle)
    limits = Limits(size=1000, total=60, gap=20, connect=0.3)
    assert client.exchange("POST", server.url, limits=limits, body=LONG).body == b"taken"


def test_a_long_body_goes_through_tls_whole(tmp_path: Path) -> None:
    came = []

    def count(line: socket.socket) -> None:
        came.append(swallowed(line, len(LONG)))
        line.sendall(ok(b"taken"))

    authority = Authority(tmp_path)
    with (
        serving(authority.context("service.example")) as server,
        Client(Judge(LOOPBACK, resolve=here), ca_bundle=str(authority.bundle)) as client,
    ):
        server.answers.append(count)
        limits = Limits(size=1000, total=60, gap=20, connect=5)
        client.exchange("POST", f"https://service.example:{server.port}/", limits=limits, body=LONG)
    assert came == [len(LONG)]


def test_a_body_that_nobody_takes_meets_the_gap(server: Script, client: Client) -> None:
    def keep_still(line: socket.socket) -> None:
        server.stop.wait()

    server.answers.append(keep_still)
    with pytest.raises(NotReachable):
        client.exchange("POST", server.url, limits=Limits(size=1000, total=60, gap=0.2, connect=30), body=LONG)


def test_a_body_that_goes_out_too_slowly_meets_the_total_limit(server: Script, client: Client) -> None:
    def sip(line: socket.socket) -> None:
        while not server.stop.wait(0.05) and line.recv(100_000):
            pass

    server.answers.append(sip)
    with pytest.raises(NotReachable):
        client.exchange("POST", server.url, limits=Limits(size=1000, total=0.5, gap=60, connect=30), body=LONG)


def test_a_knock_tells_the_status_whatever_follows_it(server: Script, client: Client) -> None:
    server.answers += [ok(b"x" * 2000), ok(b"cut", length=900), redirect("http://127.0.0.1:9/")]
    assert [client.knock(server.url, limits=SMALL, body=b"{}") for _ in range(3)] == [200, 200, 302]
