"""`manage.py retention`: what is older than its time. Without `--apply` nothing is changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from config.background.database_clock import database_now
from renders.pipeline.retention import LEFT_OUT, Report, apply, look

DRY_RUN = "Nothing was changed. With --apply it is removed."


class Command(BaseCommand):
    help = "Say what is older than its time, and remove it with --apply. What a row still needs is never removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--apply", action="store_true", help="Remove it, in batches; may be stopped and begun again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        for report in (apply if options["apply"] else look)(now):
            self.say(report)
        if not options["apply"]:
            self.stdout.write(DRY_RUN)

    def say(self, report: Report) -> None:
        """One line a rule, and one for each reason to leave something out."""
        if not report.days:
            self.stdout.write(f"{report.label}: switched off")
            return
        counts = report.counts
        size = filesizeformat(counts.bytes).replace("\xa0", " ")
        oldest = f", oldest of {timezone.localtime(report.oldest):%Y-%m-%d}" if report.oldest else ""
        found = f"{counts.rows} rows, {counts.files} files, {size}{oldest}"
        self.stdout.write(f"{report.label}, older than {report.days} days: {found}")
        for reason, count in sorted(report.left_out.items()):
            self.stdout.write(f"    stays: {count}, {LEFT_OUT[reason]}")
