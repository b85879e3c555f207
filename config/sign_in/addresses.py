"""Who tries to sign in, and where from."""

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest

MAX_NAME = 255


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


def tried_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name of an attempt as it is counted: Postgres stores no longer one, and nobody has such a name."""
    return str((credentials or request.POST).get("username") or "")[:MAX_NAME]
