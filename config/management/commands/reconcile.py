"""`manage.py reconcile`: after a restore, ask the vendors what was bought since the backup, and lift the hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from renders import providers
from renders.backups.reconciling import AccountReport, NotYet, reconcile
from renders.models import Restore

MAX_NAMED = 20


class Command(BaseCommand):
    help = "After a restore: ask the vendors what was bought since the backup, and hold back what may be among it."

    def add_arguments(self, parser: CommandParser) -> None:
        lift = "then let orders go out again"
        parser.add_argument("--lift", action="store_true", help=lift)
        silent = "a vendor that does not answer any more: what waits for it counts as perhaps bought"
        parser.add_argument("--without", action="append", default=[], choices=sorted(providers.REGISTRY), help=silent)

    def handle(self, *args: Any, **options: Any) -> None:
        """A line an account; exit status 1 when nothing could be concluded."""
        restore = Restore.objects.in_force().first()
        if restore is None:
            self.stdout.write("No orders are held: nothing was restored, or the hold was lifted.")
            return
        if restore.reconciled_at:  # again would pause what somebody has looked into and resumed
            self.stdout.write(f"The vendors were asked at {restore.reconciled_at:%Y-%m-%d %H:%M:%S %Z}.")
        else:
            self.ask(frozenset(options["without"]))
        if options["lift"]:
            Restore.lift(by=None)
            self.stdout.write("Orders go out again.")
        else:
            self.stdout.write("Orders are held. To let them go out: manage.py reconcile --lift, or the page Status.")

    def ask(self, silent: frozenset[str]) -> None:
        """A line an account. Raises `CommandError` when nothing could be concluded."""
        try:
            reports = reconcile(gives_up_on=silent)
        except NotYet as problem:
            raise CommandError(f"{problem} Orders are held.") from problem
        for report in reports:
            self.stdout.write(line_of(report))


def line_of(report: AccountReport) -> str:
    """What became known of one account."""
    if report.is_certain:
        return f"{report.account}: nothing was bought that is not known here. What waits goes out when the hold ends."
    if report.unknown is None:
        known = "it cannot say what was bought since"
    else:
        named = ", ".join(report.unknown[:MAX_NAMED])
        known = f"{len(report.unknown)} tasks are not known here ({named}{' …' if report.unknown[MAX_NAMED:] else ''})"
    held = f"{report.sets} sets were paused for a person, {report.doubts} renders are in doubt"
    return f"{report.account}: {known}. {held}."
