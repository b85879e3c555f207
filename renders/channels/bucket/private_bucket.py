"""Whether the bucket in which private pictures lie does its part, and is private."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.core.files.storage import FileSystemStorage, storages

PRIVACY = "renders.channels.bucket.privacy"


def private_bucket_faults() -> Sequence[str]:
    """What stands in its way, as sentences; none where private pictures lie in folders."""
    storage: Any = storages["masters"]
    if isinstance(storage, FileSystemStorage):
        return []
    faults: Sequence[str] = import_module(PRIVACY).faults_of(storage)
    return faults
