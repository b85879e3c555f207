"""Fetched pictures on a worker's own disk, until the bucket that they are for has them.

A vendor has a picture for a while only, and a bucket may be away for longer.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from catalog.pictures import sha256
from config.background.database_clock import database_now
from renders.files import MASTERS
from renders.models import Render
from renders.models.renders import RenderQuery, State
from renders.providers import Provider

# A file that no row names stays on the disk for this long: its row may be written only a moment after it.
LEFT_AFTER_SECONDS = 3600
# How long a render waits for the worker that has its picture. After that the worker is taken for gone.
SPOOLED_FOR = timedelta(days=7)


def spooled_picture(render: Render) -> bytes | None:
    """What was fetched already; None when it has to be fetched. Raises `StoreAway`."""
    with suppress(FileNotFoundError):
        if digest := render.output.get("spooled"):
            return MASTERS.read_spooled(digest)
    return None


def write_to_spool(render: Render, provider: Provider, leased: RenderQuery, data: bytes) -> None:
    """Have the picture outlast a bucket that takes nothing, and a worker that is killed: the bytes, then the row."""
    spool = MASTERS.files.spool
    if spool is None or provider.abilities.finishes_at_once:
        return
    digest = sha256(data)
    # Without room here, another worker may still have a copy.
    spooled = digest if spool.put(digest, data) else render.output.get("spooled", "")
    if render.output.get("spooled") != spooled:
        render.output = {**render.output, "spooled": spooled}
        leased.filter(state=State.FINISHED).update(output=render.output)


def may_come_from_spool(render: Render) -> bool:
    """Whether another worker has the picture, and may still put it into the bucket."""
    return bool(render.output.get("spooled")) and database_now() < render.state_changed_at + SPOOLED_FOR


def other_bytes_may_come(render: Render, data: bytes) -> bool:
    """Whether the picture that another worker has is not the one that was fetched now."""
    return may_come_from_spool(render) and sha256(data) != render.output["spooled"]


def spooled_renders() -> "QuerySet[Render]":
    """The renders whose pictures were fetched and are not in the bucket yet."""
    return Render.objects.unfinished().filter(state=State.FINISHED, output__has_key="spooled")


def failed_with_spooled(now: datetime) -> "QuerySet[Render]":
    """The renders that failed lately and whose pictures were fetched: a person may have them stored after all."""
    return Render.objects.failed_since(now - SPOOLED_FOR).filter(output__has_key="spooled")


@dataclass(frozen=True)
class WaitingPictures:
    """Paid pictures that are not in the bucket: on a worker's disk, those that no disk had room for, and those on the
    disk of a worker that has not put them into the bucket although it takes files."""

    spooled: int
    without_room: int
    without_worker: int


def waiting_pictures() -> WaitingPictures:
    """The rows say so, because the disk may be another machine's."""
    if MASTERS.files.spool is None:
        return WaitingPictures(0, 0, 0)
    failed = list(spooled_renders().filter(failed_tries__gt=0).values_list("output__spooled", flat=True))
    without_room = failed.count("")
    # The step ended well without the picture, and waits.
    waiting = spooled_renders().filter(failed_tries=0, lease="", output__has_key="asked_at")
    without_worker = waiting.exclude(output__spooled="").count()
    return WaitingPictures(len(failed) - without_room, without_room, without_worker)


def clean_up(now: datetime) -> None:
    """Remove from this machine's spool what no render waits for any more."""
    spool = MASTERS.files.spool
    if spool is None:
        return
    spool.remove_old_half_files(LEFT_AFTER_SECONDS)
    if old := spool.old_digests(LEFT_AFTER_SECONDS):
        waiting = set(spooled_renders().values_list("output__spooled", flat=True))
        waiting |= set(failed_with_spooled(now).values_list("output__spooled", flat=True))
        for digest in old:
            if digest not in waiting:
                spool.remove_if_old(digest, LEFT_AFTER_SECONDS)
