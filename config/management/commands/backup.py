"""`manage.py backup`: database and files of this machine in one file, while web and workers run."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.supervision.pending_migrations import pending_migrations
from renders.backups.archive import NoBackup
from renders.backups.making import file_name, make
from renders.backups.stores import stores_in_buckets


class Command(BaseCommand):
    help = "Write the database and the files that lie on this machine into one file, while web and workers run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="the file to write, or a folder for one named after the time")
        only = "leave out the pictures: for copies between the whole ones"
        parser.add_argument("--database-only", action="store_true", help=only)

    def handle(self, *args: Any, **options: Any) -> None:
        """One line with the name of the file, which is then whole; exit status 1 when there is none."""
        target: Path = options["target"]
        if target.is_dir():
            target = target / file_name(timezone.now())
        if pending_migrations():
            raise CommandError("The database is older than this Packshot. Run manage.py migrate, then this again.")
        try:
            backup, manifest = make(target, with_files=not options["database_only"])
        except FileExistsError:
            raise CommandError(f"{target} exists already. Name another file, or a folder.") from None
        except NoBackup as problem:
            raise CommandError(f"There is no backup. {problem}") from problem
        except OSError as problem:
            raise CommandError(f"There is no backup. {target} cannot be written: {problem.strerror}.") from problem
        pictures = f"{len(manifest.files) - 1} files" if manifest.stores else "without files"
        self.stdout.write(f"{target}: {backup.bytes} bytes, the database and {pictures}")
        if manifest.stores and (elsewhere := stores_in_buckets()):
            self.stdout.write(f"Not in it, because they lie in a bucket: {', '.join(elsewhere)}")
