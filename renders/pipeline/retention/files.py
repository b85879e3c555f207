"""Deletes files that were written down as unneeded."""

from datetime import timedelta

from catalog.pictures.content_store import ContentStore
from catalog.pictures.storing.files import Discarded
from config.background.database_clock import database_now
from renders.files import MASTERS, RENDITIONS
from renders.models import UnneededFile
from renders.pipeline.retention.needed import bytes_are_needed

# A file that was stored as lately as that stays: its row may not be written yet.
STORED_LATELY = timedelta(days=1)
LIMIT = 200
STORES: dict[str, ContentStore] = {"masters": MASTERS, "renditions": RENDITIONS}


def delete_files(after: int = 0, limit: int = LIMIT) -> int | None:
    """Delete the next ones; where to go on, None after the last. The file first, then its row: after a kill the row is
    taken up again."""
    found = list(UnneededFile.objects.filter(pk__gt=after).order_by("pk")[:limit])
    for one in found:
        delete_file(one)
    return found[-1].pk if len(found) == limit else None


def delete_file(unneeded: UnneededFile) -> None:
    """One that is needed again stays for good, one that was stored lately until a later run."""
    store, sha256 = unneeded.store, unneeded.sha256
    stored_after = database_now() - STORED_LATELY
    end = STORES[store].discard(sha256, stored_after, lambda: bytes_are_needed(store, sha256))
    if end != Discarded.FRESH:
        UnneededFile.objects.filter(pk=unneeded.pk).delete()
