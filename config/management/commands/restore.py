"""`manage.py restore`: put a backup in place. Orders are held until vendors were asked and an admin lifts the hold."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from renders.backups.archive import NoBackup
from renders.backups.restoring import is_empty, opened, restore

HELD = """Orders are held: what was bought after the backup is known to the vendors alone.
  1. Start the web and the workers. What is at the vendors comes home; nothing is ordered.
  2. manage.py reconcile          asks the vendors, and pauses what may have been bought already
  3. manage.py reconcile --lift   lets orders go out again; or the button on the page Status"""


class Command(BaseCommand):
    help = "Put a backup in place. Stop the web and the workers first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        replace = "take the place of what is in this database; it is gone then"
        parser.add_argument("--replace", action="store_true", help=replace)

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 when nothing was restored, or when what was restored breaks an invariant."""
        if not options["replace"] and not is_empty():
            raise CommandError(
                "This database has people or products, and nothing was changed. Make a backup of it and give "
                "--replace, or restore into an empty one."
            )
        try:
            with opened(options["file"]) as archive:
                manifest = archive.manifest
                self.stdout.write(f"A backup of {manifest.made_at:%Y-%m-%d %H:%M:%S %Z}, Packshot {manifest.packshot}")
                restore(archive)
        except NoBackup as problem:
            raise CommandError(str(problem)) from problem
        except OSError as problem:
            raise CommandError(f"A file could not be written: {problem}. The database is as it was.") from problem
        self.stdout.write(f"Restored.\n{HELD}\n")
        call_command("verify", stdout=self.stdout)
