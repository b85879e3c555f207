"""Tables of figures as files."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils import timezone

from catalog.importing.csv_lines import csv_lines
from renders.insights.tables import FigureTable


def csv_file(table: FigureTable) -> StreamingHttpResponse:
    """The table as a file that a spreadsheet opens, named after it and the day."""
    return csv_of(table.code, table.csv_head, table.csv_rows)


def csv_of(name: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """As `csv_file`, of rows that nobody has counted."""
    headers = {"Content-Disposition": f'attachment; filename="{name}-{timezone.now():%Y-%m-%d}.csv"'}
    lines = csv_lines(head, rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
