"""Where a request comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's IP address. Behind the proxy that HTTPS needs, it is the one that the proxy added last."""
    sent = request.META.get("REMOTE_ADDR", "")
    if settings.IS_HTTPS:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        sent = forwarded if _is_address(forwarded) else sent
    return sent if _is_address(sent) else "0.0.0.0"  # noqa: S104 - it names nobody, and binds nothing


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
