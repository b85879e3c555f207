"""Rows, and parts of rows, that go by their age alone."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.sessions.models import Session
from django.core.files.storage import FileSystemStorage, storages
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Length

from catalog.pictures.storing.whole_files import PART
from renders.models import Attempt, BrowserSession, Callback, Render, SetDraft
from renders.pipeline.retention.counts import Counts, RetentionBatch
from renders.pipeline.retention.periods import cutoff_of

Rows = QuerySet[Any, Any]
# What is written into stores that lie in folders on this machine.
STORES = ("masters", "renditions", "artwork")
KEYS_AT_ONCE = 500


def drafts(cutoff: datetime) -> Rows:
    return SetDraft.objects.filter(saved_at__lte=cutoff)


def requests(cutoff: datetime) -> Rows:
    """Of orders that are closed: one that is open, or whose renders are in doubt, may have to be sent again."""
    waiting = Render.objects.unfinished().filter(attempt=OuterRef("pk"))
    closed = Attempt.objects.exclude(outcome=Attempt.Outcome.OPEN).exclude(request="").filter(ended_at__lte=cutoff)
    return closed.exclude(Exists(waiting))


def callbacks(cutoff: datetime) -> Rows:
    return Callback.objects.filter(received_at__lte=cutoff).exclude(attempt__outcome=Attempt.Outcome.OPEN)


def sessions(cutoff: datetime) -> Rows:
    return Session.objects.filter(expire_date__lte=cutoff)


def finder(
    rule: str, rows: Callable[[datetime], Rows], at: str, *, length: str = ""
) -> Callable[[datetime, int, int], RetentionBatch]:
    """Finds the next of these rows, of which all go. `at` is the field of their age, `length` that of their bytes."""

    def find(now: datetime, after: int, limit: int) -> RetentionBatch:
        wanted = rows(cutoff_of(rule, now)).filter(pk__gt=after).order_by("pk")
        measured = wanted.annotate(length_of=Length(length)) if length else wanted
        names = ["pk", at, *(["length_of"] if length else [])]
        found = list(measured.values_list(*names)[:limit])
        return RetentionBatch(
            going=[row[0] for row in found],
            counts=Counts(len(found), 0, sum(row[2] or 0 for row in found) if length else 0),
            oldest=min((row[1] for row in found), default=None),
            after=found[-1][0] if len(found) == limit else None,
        )

    return find


def find_sessions(now: datetime, after: int, limit: int) -> RetentionBatch:
    """All at once: their keys have no order that could be followed."""
    found = list(sessions(cutoff_of("sessions", now)).values_list("pk", "expire_date"))
    oldest = min((ends_at for _pk, ends_at in found), default=None)
    return RetentionBatch([key for key, _ends_at in found], Counts(len(found)), oldest)


def delete(rule: str, rows: Callable[[datetime], Rows]) -> Callable[[RetentionBatch, datetime], Counts]:
    """Deletes those of a batch that are still among these rows."""

    def remove(batch: RetentionBatch, now: datetime) -> Counts:
        wanted = rows(cutoff_of(rule, now))
        deleted = sum(wanted.filter(pk__in=keys).delete()[0] for keys in in_parts(batch.going))
        return Counts(deleted, 0, batch.counts.bytes)

    return remove


def delete_sessions(batch: RetentionBatch, now: datetime) -> Counts:
    """With what is known of the browsers: device and address."""
    for keys in in_parts(batch.going):
        BrowserSession.objects.filter(key__in=keys).delete()
    return delete("sessions", sessions)(batch, now)


def in_parts(keys: list[Any]) -> Iterator[list[Any]]:
    """No more of them than a statement may name."""
    return (keys[start : start + KEYS_AT_ONCE] for start in range(0, len(keys), KEYS_AT_ONCE))


def empty_requests(batch: RetentionBatch, now: datetime) -> Counts:
    emptied = requests(cutoff_of("requests", now)).filter(pk__in=batch.going).update(request="")
    return Counts(emptied, 0, batch.counts.bytes)


def find_parts(now: datetime, after: int, limit: int) -> RetentionBatch:
    """Files that were never finished, because their writer was killed."""
    cutoff = cutoff_of("spool", now)
    found: dict[Path, os.stat_result] = {}
    for path in parts():
        with suppress(FileNotFoundError):  # its writer has finished it meanwhile
            found[path] = path.stat()
    old = {path: stat for path, stat in found.items() if datetime.fromtimestamp(stat.st_mtime, UTC) <= cutoff}
    times = [datetime.fromtimestamp(stat.st_mtime, UTC) for stat in old.values()]
    counts = Counts(0, len(old), sum(stat.st_size for stat in old.values()))
    return RetentionBatch(sorted(old), counts, min(times, default=None))


def parts() -> Iterator[Path]:
    for name in STORES:
        storage = storages[name]
        if isinstance(storage, FileSystemStorage):
            yield from Path(storage.location).rglob(f"{PART}*")


def delete_parts(batch: RetentionBatch, now: datetime) -> Counts:
    for path in batch.going:
        path.unlink(missing_ok=True)
    return batch.counts
