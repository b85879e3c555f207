"""`manage.py copy_to_bucket`: the private pictures of this machine into the private bucket."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.pictures.storing.away import StoreAway
from renders.backups.into_bucket import BANNERS, FAULTS, STORES, copy_folder, is_in_bucket
from renders.backups.removed_since import remove_from_bucket


class Command(BaseCommand):
    help = "Copy the private pictures in DATA_DIR into the bucket of PRIVATE_S3_BUCKET. Run again, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        whence = "the folder with masters, renditions and the others; DATA_DIR unless given"
        parser.add_argument("--data-dir", type=Path, default=settings.DATA_DIR, help=whence)

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a store; exit status 1 when a file could not be copied. Nothing is removed here."""
        if not is_in_bucket():
            raise CommandError("There is no private bucket. Set PRIVATE_S3_BUCKET, as docs/deploy.md says.")
        faults = 0
        for folder in STORES | BANNERS:
            try:
                copied = copy_folder(options["data_dir"], folder)
                remove_from_bucket(options["data_dir"], folder)
            except StoreAway as away:
                cause = type(away.__cause__ or away).__name__
                raise CommandError(f"{folder}: the bucket failed ({cause}). Run this again: it goes on.") from away
            counts = ", ".join(f"{count} {outcome.value}" for outcome, count in copied.items())
            self.stdout.write(f"{folder}: {counts or 'no files'}")
            faults += sum(copied[outcome] for outcome in FAULTS)
        if faults:
            raise CommandError(f"{faults} files were not copied. manage.py verify says what they belong to.")
