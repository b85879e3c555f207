"""Which addresses may be asked: public https, unless a host and port is allowed by name."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx
from django.utils.translation import gettext as _

from renders.outbound.errors import Forbidden

NAT64 = IPv6Network("64:ff9b::/96")
GLOBAL_UNICAST = IPv6Network("2000::/3")


def checked(text: str, allowed: Collection[str]) -> httpx.URL:
    """The address as a URL. Raises `Forbidden` unless it is https on port 443 or its host and port are `allowed`."""
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError):
        raise Forbidden(_("The address cannot be understood.")) from None
    if place(url) in allowed and url.scheme in ("http", "https"):
        return url
    if url.scheme != "https" or url.port not in (None, 443) or url.userinfo or not url.host:
        raise Forbidden(
            _("Only plain https addresses are asked, and this one on %(host)s is not.")
            % {"host": url.host or _("no host")}
        )
    return url


def is_public(address: str) -> bool:
    """Whether an IP address is on the internet. Of IPv6 addresses that wrap an IPv4 one, only NAT64 counts."""
    parsed = ip_address(address.partition("%")[0])
    if isinstance(parsed, IPv6Address) and parsed in NAT64:
        parsed = IPv4Address(int(parsed) & 0xFFFFFFFF)
    if isinstance(parsed, IPv6Address):
        return parsed in GLOBAL_UNICAST and parsed.is_global and not parsed.sixtofour and not parsed.teredo
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


def pair(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def place(url: httpx.URL) -> str:
    return pair(url.host, url.port or (443 if url.scheme == "https" else 80))


def split_address(text: str) -> tuple[str, str]:
    """An address that `host_of` understands as scheme with host and port, and path with query."""
    url = httpx.URL(text)
    return f"{url.scheme}://{url.netloc.decode('ascii')}", url.raw_path.decode("ascii")


def host_of(text: str) -> str:
    """The host of an address, with its port where it names one; empty where the text is no address."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return ""
    return pair(url.host, url.port) if url.port else url.host


def path_of(text: str) -> str:
    """The path of an address that `host_of` understands."""
    return httpx.URL(text).path
