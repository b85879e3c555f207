"""The import page's work without a page, for cron: `manage.py import_products FILE`."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.importing.formats import FORMATS
from catalog.importing.tables import UnreadableTable
from config.background.database_clock import database_now
from renders.models import ProductImport
from renders.models.leases import LeaseLost, lease_on
from renders.models.product_imports import WORKING, State
from renders.outbound import OutboundError
from renders.pipeline.importing import beginning, fetching, run_import

LOOK_AGAIN = 0.2  # seconds


class Command(BaseCommand):
    """Exit status 0 only when the file is in the catalogue, or changes nothing there."""

    help = "Import products from a CSV file or the address of a feed, as the page under Products does."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("source", help="a file, or an address that begins with https://")
        parser.add_argument("--format", choices=list(FORMATS), default="", help="instead of the one recognised")
        parser.add_argument("--column", action="append", default=[], metavar="FIELD=COLUMN", help="say what fills it")
        parser.add_argument("--keep-existing", action="store_true", help="leave SKUs that are here as they are")
        parser.add_argument("--allow-moves", action="store_true", help="SKUs may move to another product")
        parser.add_argument("--pictures-from", action="append", default=[], metavar="HOST", help="fetch pictures")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = _read(options["source"])
            one = beginning.begin_with_file(data, options["source"], by=None, code=options["format"])
        except (UnreadableTable, OutboundError, OSError) as refusal:
            raise CommandError(str(refusal)) from None
        columns = {**one.columns, **_columns(options["column"], one.header)}
        beginning.choose_columns(one, columns, is_updating=not options["keep_existing"])
        one = work_off(one)
        self.stdout.write(f"{one.new_count} new, {one.changed_count} changed, {one.fault_count} errors")
        for remark in one.remarks.all():
            where = self.stderr if remark.is_fault else self.stdout
            where.write(f"line {remark.line}: {remark.column}: {remark.sentence}")
        if objection := _objection(one, options):
            beginning.drop(one)
            raise CommandError(objection)
        if options["dry_run"] or not one.has_work:
            beginning.drop(one)
            return
        beginning.confirm(one, picture_hosts=options["pictures_from"])
        if (one := work_off(one)).state != State.DONE:
            raise CommandError(one.explanation)
        self.stdout.write(f"Imported as {one.pk}.")


def work_off(one: ProductImport) -> ProductImport:
    """Do what the import owes here, unless a worker is quicker; the import as it is then."""
    while True:
        one = ProductImport.objects.get(pk=one.pk)
        if one.state not in WORKING:
            return one
        rows = ProductImport.fast.filter(pk=one.pk, state__in=WORKING)
        try:
            with lease_on(rows) as lease:
                run_import(one.pk, lease)
        except LeaseLost:
            ProductImport.objects.filter(pk=one.pk, due_at=None).update(due_at=database_now())
            time.sleep(LOOK_AGAIN)  # a worker has it


def _read(source: str) -> bytes:
    if source.startswith(("https://", "http://")):
        return fetching.fetched(source)
    return Path(source).read_bytes()


def _columns(wanted: list[str], header: list[str]) -> dict[str, str]:
    pairs = dict(one.partition("=")[::2] for one in wanted)
    for field, column in pairs.items():
        if column not in header:
            raise CommandError(f"{field}: the file has no column {column}. It has {', '.join(header)}.")
    return pairs


def _objection(one: ProductImport, options: dict[str, Any]) -> str:
    if one.state != State.CHECKED:
        return one.explanation
    if one.fault_count:
        return "Nothing was imported: correct the lines above."
    if one.move_count and not options["allow_moves"]:
        return f"Nothing was imported: {one.move_count} SKUs would move to another product. Allow it or correct them."
    return ""
