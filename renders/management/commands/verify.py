"""`manage.py verify`: the invariants of database, ledger and files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from renders.invariants import CHECKS
from renders.models import Decision, LedgerSum, Tally


class Command(BaseCommand):
    help = "Check what must always hold: nothing bought twice, nothing lost, money adds up, only the approved is live."

    def add_arguments(self, parser: CommandParser) -> None:
        recount = "Count the sums that pages read anew first, from the rows themselves"
        parser.add_argument("--recount", action="store_true", help=recount)

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a check; exit status 1 when anything is violated."""
        if options["recount"]:
            Decision.objects.list_unpublished()
            Tally.objects.rebuild()
            LedgerSum.objects.rebuild()
        violated = 0
        for check in CHECKS:
            found = list(check())
            violated += len(found)
            self.stdout.write(f"{'ok  ' if not found else 'FAIL'} {check.__name__.replace('_', ' ')}")
            for sentence in found:
                self.stdout.write(f"       {sentence}")
        if violated:
            raise CommandError(f"{violated} violations")
