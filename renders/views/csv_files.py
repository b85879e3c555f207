"""Tables of figures as files."""

from django.http import StreamingHttpResponse
from django.utils import timezone

from catalog.importing.csv_lines import csv_lines
from renders.insights.tables import FigureTable


def csv_file(table: FigureTable) -> StreamingHttpResponse:
    """The table as a file that a spreadsheet opens, named after it and the day."""
    headers = {"Content-Disposition": f'attachment; filename="{table.code}-{timezone.now():%Y-%m-%d}.csv"'}
    lines = csv_lines(table.csv_head, table.csv_rows)
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
