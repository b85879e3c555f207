"""Addresses for monitoring: whether the process runs, and whether it can serve pages."""

import ipaddress
import secrets
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from threading import Lock

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from config.background.database_clock import database_now
from config.background.work import Work
from config.supervision.pending_migrations import pending_migrations
from renders.channels.bucket.private_bucket import private_bucket_faults
from renders.pipeline.fetching.spooled import waiting_pictures
from renders.views.monitoring import backlog

# The storages of pictures and of imported tables; that of static files is read only.
STORAGES = tuple(name for name in settings.STORAGES if name != "staticfiles")
# Without these no page can be served.
VITAL = ("database", "migrations")
READY_SECONDS = 5.0


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is checked."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served; 503 when not. Each part for our own machines, one word for everybody else."""
    is_ours = may_read_figures(request)
    parts = RECENT.of("all" if is_ours else "vital", all_parts if is_ours else vital_parts)
    is_down = any(parts[name] != "ok" for name in VITAL)
    state = "down" if is_down else "ok" if set(parts.values()) == {"ok"} else "degraded"
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_down else HTTPStatus.OK
    return JsonResponse({"status": state, **({"parts": parts} if is_ours else {})}, status=status)


class RecentAnswers:
    """What was found out lately, so that however often somebody asks, the work is done once in a while."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = Lock()
        self._found: dict[str, tuple[float, dict[str, str]]] = {}

    def of(self, name: str, find: Callable[[], dict[str, str]]) -> dict[str, str]:
        """The answer of that name, found anew when it is too old."""
        with self._lock:
            at, found = self._found.get(name, (-self.seconds, {}))
            if not found or time.monotonic() - at >= self.seconds:
                found = find()
                self._found[name] = (time.monotonic(), found)
            return found

    def forget(self) -> None:
        self._found.clear()


RECENT = RecentAnswers(READY_SECONDS)


def vital_parts() -> dict[str, str]:
    """Nothing is written: this is for strangers."""
    return {"database": result_of(database_reads), "migrations": result_of(migrations_applied)}


def all_parts() -> dict[str, str]:
    parts = {"database": result_of(database_writes), "migrations": result_of(migrations_applied)}
    parts["storage privacy"] = result_of(strangers_read_nothing)
    parts |= {f"storage {role}": result_of(partial(storage_works, role)) for role in STORAGES}
    parts["spool"] = result_of(spool_has_room)
    return parts | {f"work {work}": result_of(partial(backlog.is_picked_up, work)) for work in Work}


def result_of(check: Callable[[], bool]) -> str:
    """ "ok", "behind" or the name of the error; no message, because that could hold an address or a key."""
    try:
        return "ok" if check() else "behind"
    except Exception as error:  # each store has errors of its own, and none is a reason to fall over here
        return type(error).__name__


def database_reads() -> bool:
    """Read one value."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def database_writes() -> bool:
    """Write a row, read it back, and roll back."""
    with transaction.atomic():
        key = f"probe{secrets.token_hex(8)}"
        Session.objects.create(session_key=key, expire_date=database_now() + timedelta(minutes=1))
        was_read = Session.objects.filter(session_key=key).exists()
        transaction.set_rollback(True)
    return was_read


def migrations_applied() -> bool:
    """Whether every migration of the code has run."""
    return not pending_migrations()


def storage_works(role: str) -> bool:
    """Write a small file, read it back and remove it."""
    storage, data = storages[role], secrets.token_bytes(16)
    name = storage.save(f"probe-{secrets.token_hex(8)}", ContentFile(data))
    try:
        with storage.open(name) as file:
            return bool(file.read() == data)
    finally:
        storage.delete(name)


class BucketNotPrivate(Exception):
    """The bucket of the private pictures is open to everybody, or nobody can tell. `manage.py check --deploy` says
    why."""


def strangers_read_nothing() -> bool:
    """Ask the store of the private pictures without a key, where they lie in a bucket."""
    if private_bucket_faults():
        raise BucketNotPrivate
    return True


class SpoolFull(Exception):
    """A paid picture waits for a store that is away, and the worker that fetched it has no room for it."""


def spool_has_room() -> bool:
    """Whether all pictures that wait for the private bucket lie on a worker's disk meanwhile."""
    if waiting_pictures().without_room:
        raise SpoolFull
    return True


def may_read_figures(request: HttpRequest) -> bool:
    """Whether the request carries the token; or comes from this machine, and nothing leads here from outside."""
    token = settings.METRICS_TOKEN.get_secret_value()
    if token and constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {token}"):
        return True
    return not settings.PUBLIC_BASE_URL and is_local(request)


def is_local(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and not through a proxy."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return address.is_loopback and not request.headers.get("X-Forwarded-For") and not request.headers.get("Forwarded")
