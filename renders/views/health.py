"""Addresses for machines: is the process alive, can it serve, what does it carry."""

import ipaddress
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from renders.models.renders import State
from renders.views import backlog

ROLES = ("masters", "renditions", "artwork", "public")
VITAL = ("database", "migrations")


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Each part and whether it works; 503 only when no page could be served."""
    parts = {"database": told(database_writes), "migrations": told(migrations_applied)}
    parts |= {f"storage {role}": told(partial(storage_keeps, role)) for role in ROLES}
    is_down = any(parts[name] != "ok" for name in VITAL)
    state = "down" if is_down else "ok" if set(parts.values()) == {"ok"} else "degraded"
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_down else HTTPStatus.OK
    return JsonResponse({"status": state, "parts": parts}, status=status)


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures in Prometheus' text format, for who asks from this machine; nobody else learns that they exist."""
    if not is_from_here(request):
        raise Http404
    by_state = backlog.renders_by_state()
    lines = ["# TYPE packshot_renders gauge"]
    lines += [f'packshot_renders{{state="{state}"}} {count}' for state, count in by_state.items()]
    lines += ["# TYPE packshot_in_doubt_open gauge", f"packshot_in_doubt_open {by_state[State.IN_DOUBT]}"]
    oldest = backlog.oldest_due_seconds()
    lines += ["# TYPE packshot_due_oldest_seconds gauge", f"packshot_due_oldest_seconds {oldest:.3f}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def told(check: Callable[[], bool]) -> str:
    """ "ok", or in a word what is wrong; never a message that could carry an address or a key."""
    try:
        return "ok" if check() else "behind"
    except (DatabaseError, OSError) as error:
        return type(error).__name__


def database_writes() -> bool:
    """A row is written and read back, and leaves no trace."""
    with transaction.atomic():
        key = f"probe{secrets.token_hex(8)}"
        Session.objects.create(session_key=key, expire_date=timezone.now() + timedelta(minutes=1))
        is_there = Session.objects.filter(session_key=key).exists()
        transaction.set_rollback(True)
    return is_there


def migrations_applied() -> bool:
    """Whether the database is as new as the code."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def storage_keeps(role: str) -> bool:
    """A small file is put, read back and removed."""
    storage, data = storages[role], secrets.token_bytes(16)
    name = storage.save(f"probe-{secrets.token_hex(8)}", ContentFile(data))
    try:
        with storage.open(name) as file:
            return bool(file.read() == data)
    finally:
        storage.delete(name)


def is_from_here(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself and was not handed on by a proxy."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and not request.headers.get("X-Forwarded-For") and not request.headers.get("Forwarded")
