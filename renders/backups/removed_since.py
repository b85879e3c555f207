"""Pictures that were removed from the folders after an earlier run had copied them into the bucket.

Packshot works between the runs of `manage.py copy_to_bucket`, and nothing else would remove them there.
"""

from pathlib import Path
from typing import cast

from django.core.files.storage import storages

from catalog.pictures.storing.bucket import BucketStorage
from renders.backups.into_bucket import CONTENT_NAME
from renders.models import BannerPicture, UnneededFile
from renders.pipeline.customers import picture_files


def remove_from_bucket(data_dir: Path, folder: str) -> None:
    """Banners show names of customers and go at once. Other files are left to retention, which asks of each whether a
    row needs it."""
    if folder == picture_files.ALIAS:
        erase_banners_without_rows()
    elif folder in UnneededFile.Store.values:
        leave_to_retention(data_dir, folder)


def erase_banners_without_rows() -> None:
    bucket = bucket_of(picture_files.ALIAS)
    names = bucket.names()  # before the rows: a row is there before its file
    needed = {picture_files.name_of(token) for token in BannerPicture.objects.values_list("token", flat=True)}
    for name in names:
        if name not in needed:
            bucket.delete(name)


def leave_to_retention(data_dir: Path, folder: str) -> None:
    removed = [name for name in bucket_of(folder).names() if not (data_dir / folder / name).exists()]
    hashes = [named[1] for name in removed if (named := CONTENT_NAME.fullmatch(name))]
    rows = [UnneededFile(store=folder, sha256=sha256) for sha256 in hashes]
    UnneededFile.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def bucket_of(alias: str) -> BucketStorage:
    return cast("BucketStorage", storages[alias])
