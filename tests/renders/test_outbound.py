"""Outgoing requests, against small servers on loopback that behave as badly as servers can."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from renders.outbound import (
    Answer,
    BadAnswer,
    Forbidden,
    Gone,
    NoAnswer,
    NotSent,
    Outbound,
    OutboundError,
    TooLarge,
    is_public,
)
from renders.outbound.addresses import place
from renders.outbound.connections import close_connections
from tests.waiting import PATIENCE, until

KEY = "sk-a-key-nobody-else-may-see"
Behaviour = Callable[[socket.socket, bytes], None]


class Server:
    """Reads whole requests, remembers them and lets `behave` answer; closes the connection when that returns."""

    def __init__(self, behave: Behaviour, certificate: tuple[Path, Path] | None = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.place = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"{'https' if certificate else 'http'}://{self.place}"
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
        if self._tls and certificate:
            self._tls.load_cert_chain(*certificate)
        self._open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError), self._secured(connection) as secured:
            while request := read_request(secured):
                self.requests.append(request)
                self._behave(secured, request)
        self._open.remove(connection)

    def _secured(self, connection: socket.socket) -> socket.socket:
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection

    def is_idle(self) -> bool:
        """Whether nobody is connected."""
        return not self._open

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            connection.close()


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@contextmanager
def serving(behave: Behaviour, certificate: tuple[Path, Path] | None = None) -> Iterator[Server]:
    server = Server(behave, certificate)
    try:
        yield server
    finally:
        server.close()


def answering(body: bytes = b"{}", *lines: str, status: str = "200 OK", length: int | None = None) -> Behaviour:
    claimed = len(body) if length is None else length
    head = "\r\n".join([f"HTTP/1.1 {status}", f"Content-Length: {claimed}", *lines]) + "\r\n\r\n"

    def behave(connection: socket.socket, request: bytes) -> None:
        connection.sendall(head.encode() + body)
        if length is not None:
            connection.shutdown(socket.SHUT_RDWR)

    return behave


def outbound_to(server: Server, *more: Server, **options: object) -> Outbound:
    allow = [one.place for one in (server, *more)]
    return Outbound(base_url=server.url, headers={"Authorization": f"Bearer {KEY}"}, allow=allow, **options)  # type: ignore[arg-type]


def test_the_body_is_sent_to_the_byte_with_the_key():
    with serving(answering(b'{"code": 200}')) as server:
        answer = outbound_to(server).call(
            "POST", "/v1/tasks", body='{"b":1, "a":"\u00fc"}', headers={"Idempotency-Key": "k"}
        )
    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert (answer.status, answer.json(), body.decode()) == (200, {"code": 200}, '{"b":1, "a":"\u00fc"}')
    assert {b"POST /v1/tasks HTTP/1.1", f"Authorization: Bearer {KEY}".encode(), b"Idempotency-Key: k"} <= set(
        head.split(b"\r\n")
    )


def test_an_error_status_is_an_answer_like_any_other():
    with serving(answering(b"busy", "Retry-After: 7", status="429 Too Many Requests")) as server:
        answer = outbound_to(server).call("GET", "/")
    assert (answer.status, answer.headers["retry-after"], answer.wait(60)) == (429, "7", 7)


@pytest.mark.parametrize("header", ["Server: caf\u00e9", "X-Gr\u00fc\u00dfe: hallo", "X-Bytes: \u2603"])
def test_headers_may_hold_any_character(header):
    with serving(answering(b'{"task": 7}', header)) as server:
        answer = outbound_to(server).call("POST", "/", body="{}")
    assert (answer.status, answer.json()) == (200, {"task": 7})


@pytest.mark.parametrize(
    "date",
    [
        "Mon, 01 Jan 99999999999999 00:00:00 GMT",
        "Mon, 99999999999999999999 Jan 2020 00:00:00 GMT",
        "Mon, 01 Jan 2020 00:00:00 +99999999999999999999",
        "Mon, 01 Jan 9999 00:00:00 +9999999999",
    ],
)
def test_a_time_to_come_back_that_no_calendar_has_is_none(date):
    with serving(answering(b"busy", f"Retry-After: {date}", status="429 Too Many Requests")) as server:
        answer = outbound_to(server).call("GET", "/")
    assert answer.wait(60) == 60


def test_an_event_is_taken_once_its_status_is_there_whatever_becomes_of_the_body():
    with serving(dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n")) as server:
        answer = outbound_to(server).tell("/in", b"{}", {}, timeout=0.5, keeps=2_000)
    assert (answer.status, answer.body) == (200, b"")


def test_one_connection_serves_many_calls():
    with serving(answering()) as server:
        outbound = outbound_to(server)
        for _ in range(5):
            outbound.call("GET", "/")
        assert (server.connections, len(server.requests)) == (1, 5)


def test_a_connection_that_rests_can_be_closed():
    with serving(answering()) as server:
        outbound = outbound_to(server)
        outbound.call("GET", "/")
        close_connections()
        assert until(server.is_idle)
        outbound.call("GET", "/")
        assert server.connections == 2


def test_no_cookie_is_kept():
    with serving(answering(b"{}", "Set-Cookie: who=me")) as server:
        outbound = outbound_to(server)
        outbound.call("GET", "/")
        outbound.call("GET", "/")
        assert b"cookie" not in server.requests[1].lower()


def test_a_proxy_in_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(answering()) as server:
        assert outbound_to(server).call("GET", "/").status == 200


def test_a_redirect_of_a_call_is_shown_and_not_followed():
    with serving(answering()) as elsewhere:
        redirect = answering(b"", f"Location: {elsewhere.url}/", status="308 Permanent Redirect")
        with serving(redirect) as server:
            answer = outbound_to(server, elsewhere).call("POST", "/", body="{}")
    assert (answer.status, answer.headers["Location"], elsewhere.requests) == (308, f"{elsewhere.url}/", [])


def test_nobody_listening_is_proof_that_nothing_was_sent():
    with serving(answering()) as server:
        outbound = outbound_to(server)
    with pytest.raises(NotSent):
        outbound.call("POST", "/", body="{}")


def test_a_name_that_does_not_exist_is_proof_that_nothing_was_sent():
    with pytest.raises(NotSent):
        Outbound(base_url="https://nowhere.invalid", headers={}).call("GET", "/")


def reset(connection: socket.socket, request: bytes) -> None:
    connection.shutdown(socket.SHUT_RDWR)


def cut_short(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"code"')
    connection.shutdown(socket.SHUT_RDWR)


def no_http(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"220 mail.example ready\r\n\r\n")


@pytest.mark.parametrize("behave", [reset, cut_short, no_http])
def test_an_answer_lost_after_the_request_left_proves_nothing(behave):
    with serving(behave) as server, pytest.raises(NoAnswer):
        outbound_to(server).call("POST", "/", body="{}")


def test_silence_ends_when_the_time_is_up():
    released = threading.Event()
    with serving(lambda connection, request: bool(released.wait(20)) and None) as server:
        with pytest.raises(NoAnswer, match=r"within 0\.2 s"):
            outbound_to(server).call("POST", "/", body="{}", timeout=0.2)
        released.set()


def dripping(head: bytes) -> Behaviour:
    def behave(connection: socket.socket, request: bytes) -> None:
        connection.sendall(head)
        while True:  # until the client hangs up
            connection.sendall(b"x")
            time.sleep(0.05)

    return behave


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Long: "])
def test_a_slow_drip_of_head_or_body_does_not_outlast_the_time_for_all(head):
    with serving(dripping(head)) as server:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            outbound_to(server).fetch(f"{server.url}/a.png", timeout=0.4)
        assert time.monotonic() - began < PATIENCE


def test_more_bytes_than_allowed_are_not_taken():
    with serving(answering(b"x" * 5000)) as server, pytest.raises(TooLarge):
        outbound_to(server).fetch(f"{server.url}/a.png", max_bytes=4999)


def test_exactly_as_many_bytes_as_allowed_are_taken():
    with serving(answering(b"x" * 5000)) as server:
        assert len(outbound_to(server).fetch(f"{server.url}/a.png", max_bytes=5000)) == 5000


def test_a_length_that_was_a_lie_is_no_answer():
    with serving(answering(b"few", length=200_000_000)) as server, pytest.raises(NoAnswer):
        outbound_to(server).fetch(f"{server.url}/a.png")


def test_a_gzip_bomb_stops_at_the_limit_of_what_it_unpacks_to():
    bomb = gzip.compress(bytes(50_000_000))
    with serving(answering(bomb, "Content-Encoding: gzip")) as server, pytest.raises(TooLarge):
        outbound_to(server).call("GET", "/", max_bytes=1000)


def test_a_packed_answer_is_unpacked():
    with serving(answering(gzip.compress(b'{"code":200}'), "Content-Encoding: gzip")) as server:
        assert outbound_to(server).call("GET", "/").json() == {"code": 200}


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_an_answer_packed_wrongly_cannot_be_used(encoding):
    with serving(answering(b"plain", f"Content-Encoding: {encoding}")) as server, pytest.raises(BadAnswer):
        outbound_to(server).call("GET", "/")


@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff\xfe", b"[" * 100_000], ids=["html", "empty", "bytes", "deep"])
def test_what_is_not_json_is_a_bad_answer(body):
    with pytest.raises(BadAnswer):
        Answer(200, {}, body).json()


def test_a_file_is_fetched_without_the_key():
    with serving(answering()) as api, serving(answering(b"picture")) as assets:
        assert outbound_to(api, assets).fetch(f"{assets.url}/a.png?signature=secret") == b"picture"
    assert KEY.encode() not in assets.requests[0]


def test_a_file_on_the_vendors_own_host_is_fetched_without_the_key():
    with serving(answering(b"picture")) as api:
        outbound_to(api).fetch(f"{api.url}/a.png")
    assert KEY.encode() not in api.requests[0]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_file_that_is_gone_has_its_own_error(status):
    with serving(answering(b"", status=f"{status} No")) as server, pytest.raises(Gone) as refusal:
        outbound_to(server).fetch(f"{server.url}/a.png")
    assert refusal.value.status == status


@pytest.mark.parametrize("status", ["500 Oh", "429 Many", "206 Part"])
def test_a_file_that_cannot_be_had_now_is_a_bad_answer(status):
    with serving(answering(b"", status=status)) as server, pytest.raises(BadAnswer):
        outbound_to(server).fetch(f"{server.url}/a.png")


def test_a_file_that_leads_elsewhere_is_not_followed():
    with serving(answering(b"picture")) as elsewhere:
        redirect = answering(b"", f"Location: {elsewhere.url}/", status="302 Found")
        with serving(redirect) as server, pytest.raises(Forbidden):
            outbound_to(server, elsewhere).fetch(f"{server.url}/a.png")
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("https://cdn.example/a.png", "cdn.example:443"),
        ("http://cdn.example/a.png", "cdn.example:80"),
        ("http://127.0.0.1:8080/a.png", "127.0.0.1:8080"),
        ("https://[::1]/a.png", "[::1]:443"),
    ],
)
def test_an_address_without_a_port_means_the_one_of_its_scheme(address, named):
    assert place(httpx.URL(address)) == named


def test_a_place_on_this_machine_must_be_allowed_by_host_and_port():
    with serving(answering()) as api, serving(answering()) as other:
        with pytest.raises(Forbidden):
            outbound_to(api).fetch(f"{other.url}/a.png")
        assert other.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://temp.vendor.example/a.png",
        "https://temp.vendor.example:8443/a.png",
        "https://evil.example/a.png",
        "https://vendor.example.evil.example/a.png",
        "https://temp.vendor.example@evil.example/a.png",
        "https://evil.example#.vendor.example",
        "https://me:secret@temp.vendor.example/a.png",
        "file:///etc/passwd",
        "ftp://temp.vendor.example/a.png",
        "//temp.vendor.example/a.png",
        "https://[::1",
        "https:///a.png",
        "",
        "https://temp.vendor.example\r\nX: y",
    ],
)
def test_only_https_addresses_of_the_vendors_hosts_are_fetched(url):
    outbound = Outbound(base_url="https://api.vendor.example", headers={}, asset_hosts=["*.vendor.example"])
    with pytest.raises(Forbidden):
        outbound.fetch(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "localhost"]
)
def test_a_host_at_a_private_address_is_refused_when_it_is_connected_to(host):
    with pytest.raises(Forbidden, match="public"):
        Outbound(base_url="https://api.vendor.example", headers={}, asset_hosts=["*"]).fetch(f"https://{host}/a.png")


@pytest.fixture
def resolving(monkeypatch):
    """Lets every name resolve to these addresses, and records what is connected to."""

    def resolve(*addresses):
        answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
        connected = []

        def connect(place, *_, **__):
            connected.append(place[0])
            raise ConnectionRefusedError

        monkeypatch.setattr(socket, "create_connection", connect)
        return connected

    return resolve


VENDOR = Outbound(base_url="https://api.vendor.example", headers={})


@pytest.mark.parametrize("addresses", [("8.8.8.8", "10.0.0.7"), ("10.0.0.7", "8.8.8.8"), ("8.8.8.8", "::1")])
def test_a_name_with_one_private_address_among_public_ones_is_not_connected_to(resolving, addresses):
    connected = resolving(*addresses)
    with pytest.raises(Forbidden, match="not at a public address"):
        VENDOR.call("GET", "/")
    assert connected == []


def test_the_connection_goes_to_the_addresses_that_were_checked(resolving):
    connected = resolving("8.8.8.8", "8.8.4.4", "8.8.8.8")
    with pytest.raises(NotSent):
        VENDOR.call("GET", "/")
    assert connected == ["8.8.8.8", "8.8.4.4"]


def test_a_name_without_an_address_is_proof_that_nothing_was_sent(resolving):
    resolving()
    with pytest.raises(NotSent):
        VENDOR.call("GET", "/")


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest", "https://10.0.0.7/", "//localhost/", "file:///etc"]
)
def test_a_redirect_to_a_private_address_is_neither_followed_nor_called_an_answer(target):
    redirect = answering(b"", f"Location: {target}", status="302 Found")
    with serving(redirect) as server, pytest.raises(Forbidden, match="leads elsewhere"):
        outbound_to(server).fetch(f"{server.url}/a.png")
    assert len(server.requests) == 1


def test_the_vendor_itself_is_not_asked_over_plain_http():
    with serving(answering()) as server, pytest.raises(Forbidden):
        Outbound(base_url=server.url, headers={"Authorization": KEY}).call("GET", "/")


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "192.168.0.1", "192.0.2.1"]
    + ["198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1"]
    + ["fec0::1", "ff02::1", "2001:db8::1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::", "2001::1", "::8.8.8.8"],
)
def test_addresses_that_are_not_on_the_internet_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_on_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "ask",
    [
        lambda outbound, server: outbound.call("GET", "/tasks?token=secret"),
        lambda outbound, server: outbound.fetch(f"{server.url}/a.png?signature=secret"),
    ],
)
def test_errors_name_the_host_and_neither_key_nor_query(ask):
    with serving(reset) as server, pytest.raises(OutboundError) as refusal:
        ask(outbound_to(server), server)
    text = f"{refusal.value!r} {refusal.value.__cause__!r}"
    assert "127.0.0.1" in text
    assert "secret" not in text
    assert KEY not in text


def test_a_key_that_the_vendor_repeats_is_taken_out_of_its_answer():
    with serving(answering(f'{{"message": "Wrong key {KEY}."}}'.encode())) as server:
        assert outbound_to(server).call("GET", "/").json() == {"message": "Wrong key [key]."}


def test_a_key_that_no_header_can_carry_is_not_repeated_in_the_error():
    outbound = Outbound(base_url="https://api.vendor.example", headers={"Authorization": "Bearer sk-\u00fc\n"})
    with pytest.raises(Forbidden) as refusal:
        outbound.call("GET", "/")
    assert "sk-" not in f"{refusal.value!r}{refusal.value.__cause__!r}"


@pytest.mark.parametrize(
    ("headers", "minimum", "maximum"),
    [
        ({"Retry-After": "12"}, 12, 12),
        ({"Retry-After": "0"}, 1, 1),
        ({"Retry-After": "999999"}, 3600, 3600),
        ({"Retry-After": "soon"}, 5, 5),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 1, 1),
        ({"X-RateLimit-Reset": str(int(time.time()) + 30)}, 1, 31),
        ({}, 5, 5),
    ],
)
def test_the_wait_a_vendor_asks_for_is_read_in_every_form(headers, minimum, maximum):
    assert minimum <= Answer(429, headers, b"").wait(5) <= maximum


def test_json_is_what_the_vendor_said():
    assert Answer(200, {}, json.dumps({"a": [1]}).encode()).json() == {"a": [1]}


def test_json_holds_nothing_that_no_database_stores():
    body = b'{"url": "https://a.example/1.png", "note": "a\\u0000b\\ud800", "eta": NaN, "id": 12345678901234567890}'
    assert Answer(200, {}, body).json() == {
        "url": "https://a.example/1.png",
        "note": "a\ufffdb\ufffd",
        "eta": None,
        "id": "12345678901234567890",
    }


@pytest.fixture
def certificate(tmp_path):
    """The paths of a certificate for this machine that nobody vouches for, and of its key."""
    if not shutil.which("openssl"):
        pytest.skip("Makes a certificate with openssl.")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=vendor", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run([*make, *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


def test_a_certificate_that_nobody_vouches_for_is_proof_that_nothing_was_sent(certificate):
    with serving(answering(), certificate) as server:
        with pytest.raises(NotSent):
            outbound_to(server).call("POST", "/", body="{}")
        assert server.requests == []


def test_one_connection_over_tls_serves_many_calls(certificate, monkeypatch):
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=str(certificate[0])))
    with serving(answering(b'{"code": 200}'), certificate) as server:
        outbound = outbound_to(server)
        answers = [outbound.call("POST", "/", body="{}").json() for _ in range(3)]
        assert (answers, server.connections) == ([{"code": 200}] * 3, 1)


def test_a_connection_that_was_closed_meanwhile_is_not_used_again():
    def once(connection: socket.socket, request: bytes) -> None:
        answering()(connection, request)
        connection.close()

    with serving(once) as server:
        outbound = outbound_to(server)
        assert [outbound.call("GET", "/").status for _ in range(3) if not time.sleep(0.05)] == [200] * 3


def test_hints_before_an_answer_are_skipped():
    def hinting(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
        answering(b'{"code": 200}')(connection, request)

    with serving(hinting) as server:
        assert outbound_to(server).call("GET", "/").json() == {"code": 200}


def test_an_answer_in_pieces_of_unknown_length_is_read_whole_or_not_at_all():
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n"
    with serving(lambda connection, _: connection.sendall(head + b"0\r\n\r\n")) as server:
        outbound = outbound_to(server)
        assert [outbound.call("GET", "/").json() for _ in range(2)] == [{}, {}]
        assert server.connections == 1

    def broken(connection: socket.socket, request: bytes) -> None:
        connection.sendall(head)
        connection.shutdown(socket.SHUT_RDWR)

    with serving(broken) as server, pytest.raises(NoAnswer):
        outbound_to(server).call("GET", "/")
