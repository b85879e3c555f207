"""Deletes files that were written down as unneeded."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from catalog.pictures.content_store import ContentStore
from renders.files import MASTERS, RENDITIONS
from renders.models import UnneededFile
from renders.pipeline.retention.needed import bytes_are_needed

# A file that was stored as lately as that stays: its row may not be written yet.
STORED_LATELY = timedelta(days=1)
LIMIT = 200
STORES: dict[str, ContentStore] = {"masters": MASTERS, "renditions": RENDITIONS}


def delete_files(limit: int = LIMIT) -> bool:
    """Delete some; whether there may be more. The file first, then its row: after a kill the row is taken up again."""
    found = list(UnneededFile.objects.all()[:limit])
    for one in found:
        with transaction.atomic():
            delete_file(one)
    return len(found) == limit


def delete_file(unneeded: UnneededFile) -> None:
    """One that is needed again, or was stored again just now, stays."""
    store, sha256 = unneeded.store, unneeded.sha256
    stored_after = timezone.now() - STORED_LATELY
    STORES[store].discard(sha256, stored_after, lambda: bytes_are_needed(store, sha256))
    UnneededFile.objects.filter(pk=unneeded.pk).delete()
