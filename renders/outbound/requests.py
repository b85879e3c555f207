"""Requests to one vendor, with its key and to its hosts only."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache

import httpx
from django.utils.translation import gettext as _

from renders.outbound import addresses
from renders.outbound.answers import Answer, headers_of, read_body, read_first
from renders.outbound.connections import OutboundRequest, exchanged
from renders.outbound.errors import BadAnswer, Forbidden, Gone

ADDRESSES_REMEMBERED = 100


class Outbound:
    """Requests to one vendor.

    `headers` (the key) go to the host of `base_url` only. Files are fetched from that host and from `asset_hosts`,
    patterns such as "*.hiapi.ai". `allow` lists host:port pairs that may be private, plain http and any port.
    """

    def __init__(
        self, *, base_url: str, headers: Mapping[str, str], asset_hosts: Sequence[str] = (), allow: Sequence[str] = ()
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers)
        self._secrets = [word.encode() for value in headers.values() if len(word := value.rpartition(" ")[2]) >= 8]
        self._asset_hosts = [pattern.lower() for pattern in asset_hosts]
        self._allowed = frozenset(pair.lower() for pair in allow)

    def call(
        self,
        method: str,
        path: str,
        *,
        body: str | bytes | None = None,
        headers: Mapping[str, str] = {},
        timeout: float = 30.0,
        max_bytes: int = 2 * 1024 * 1024,
    ) -> Answer:
        """Ask the vendor, with the key; `body` is sent as it is, as JSON unless `headers` name another type. A redirect
        is an answer like any other. `timeout` is seconds for everything together. Raises `NotSent`, `NoAnswer`,
        `BadAnswer` or `Forbidden`.
        """
        url = address_of(self._base_url + path, self._allowed)
        typed = {} if body is None else {"Content-Type": "application/json"}
        request = new_request(method, url, {**typed, **self._headers, **headers}, body)
        with exchanged(self._allowed, request, timeout) as response:
            data = read_body(response, max_bytes, url.host)
        for secret in self._secrets:  # some vendors repeat a wrong key in their complaint about it
            data = data.replace(secret, b"[key]")
        return Answer(response.status, headers_of(response), data)

    def tell(self, path: str, body: bytes, headers: Mapping[str, str], *, timeout: float, keeps: int) -> Answer:
        """Send an event, as JSON. Of the answer at most `keeps` bytes are read: only its status counts, also where its
        body does not end. Raises as `call`."""
        url = address_of(self._base_url + path, self._allowed)
        request = new_request("POST", url, {"Content-Type": "application/json", **headers}, body)
        with exchanged(self._allowed, request, timeout) as response:
            data = read_first(response, keeps)
        return Answer(response.status, headers_of(response), data)

    def fetch(self, url: str, *, timeout: float = 60.0, max_bytes: int = 25 * 1024 * 1024) -> bytes:
        """The bytes at an address the vendor gave us, without the key and without following it anywhere else.

        Raises `Gone`, `NotSent`, `NoAnswer`, `BadAnswer` or `Forbidden`.
        """
        address = addresses.checked(url, self._allowed)
        own_host = httpx.URL(self._base_url).host
        is_known = any(fnmatchcase(address.host, pattern) for pattern in [own_host, *self._asset_hosts])
        if not is_known and addresses.place(address) not in self._allowed:
            raise Forbidden(_("%(host)s is not a host of this provider.") % {"host": address.host})
        with exchanged(self._allowed, new_request("GET", address, {}, None), timeout) as response:
            status = response.status
            if status in (403, 404, 410):
                raise Gone(
                    _("There is nothing at the address on %(host)s (HTTP %(status)s).")
                    % {"host": address.host, "status": status},
                    status,
                )
            if 300 <= status < 400:
                raise Forbidden(
                    _("The address on %(host)s leads elsewhere, and is not followed.") % {"host": address.host}
                )
            if status != 200:
                raise BadAnswer(_("%(host)s answered HTTP %(status)s.") % {"host": address.host, "status": status})
            return read_body(response, max_bytes, address.host)


# The same few addresses all day; those of files are met once.
address_of = lru_cache(ADDRESSES_REMEMBERED)(addresses.checked)


def new_request(method: str, url: httpx.URL, headers: Mapping[str, str], body: str | bytes | None) -> OutboundRequest:
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise Forbidden(_("The key holds characters that a header cannot carry."))
    always = {"User-Agent": "Packshot", "Accept-Encoding": "identity"}
    data = body.encode() if isinstance(body, str) else body
    return OutboundRequest(method, url, {**always, **headers}, data)
