"""`manage.py verify`: the invariants of database, ledger and files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from renders.invariants import CHECKS


class Command(BaseCommand):
    help = "Check what must always hold: nothing bought twice, nothing lost, money adds up, only the approved is live."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a check; exit status 1 when anything is violated."""
        violated = 0
        for check in CHECKS:
            found = list(check())
            violated += len(found)
            self.stdout.write(f"{'ok  ' if not found else 'FAIL'} {check.__name__.replace('_', ' ')}")
            for sentence in found:
                self.stdout.write(f"       {sentence}")
        if violated:
            raise CommandError(f"{violated} violations")
